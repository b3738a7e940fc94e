package dev.stagedoor.engine.account;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.EffectiveRoles;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.PrivilegeText;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.SessionObject;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement.ShowGrants;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.storage.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SHOW GRANTS: one row for each grantee and object. What somebody has through a role is shown with that role, because that
 * is where it can be revoked. Ownership stands last.
 */
public final class GrantTable {
    static final List<Column> SCHEMA = List.of(
            Column.string("privileges"),
            Column.string("object_name"),
            Column.nullableString("object_id"),
            Column.string("grant_to"),
            Column.string("name"),
            Column.string("grants"));

    /** Of SHOW GRANTS OF ROLE. */
    private static final List<Column> GRANTEES =
            List.of(Column.string("role"), Column.string("granted_to"), Column.string("grantee_name"));

    private static final String EVERYTHING = "*.*";

    private static final Pattern PLAIN = Pattern.compile("[_a-z][_a-z0-9]*");

    private static final Set<String> RESERVED = Set.copyOf(StatementParser.reservedWords());

    private final Catalog catalog;
    private final Grantees grantees;

    public GrantTable(Catalog catalog, Grantees grantees) {
        this.catalog = catalog;
        this.grantees = grantees;
    }

    /** Who holds what on what. The privileges of {@code account_admin} are written {@code ALL}. */
    private record Line(String object, String objectSql, Grantee grantee, Set<Privilege> privileges) {
        boolean isOwnership() {
            return privileges.contains(Privilege.OWNERSHIP);
        }

        String privilegesText() {
            return privileges.isEmpty() ? "ALL" : PrivilegeText.list(privileges);
        }
    }

    /** What SHOW GRANTS and {@code show_grants(…)} show of a scope. */
    public Relation shown(ShowGrants.Scope scope, StatementContext context, Access access) {
        return scope instanceof ShowGrants.Of(String role)
                ? new Relation("show_grants", GRANTEES, () -> grantees(role, context, access))
                : new Relation("show_grants", SCHEMA, () -> show(scope, context, access));
    }

    /** The column that LIKE looks at: what is granted on, or for one object or role, to whom. */
    public static int named(ShowGrants.Scope scope) {
        return switch (scope) {
            case ShowGrants.Mine _, ShowGrants.For _ -> column(SCHEMA, "object_name");
            case ShowGrants.On _ -> column(SCHEMA, "name");
            case ShowGrants.Of _ -> column(GRANTEES, "grantee_name");
        };
    }

    private static int column(List<Column> schema, String name) {
        return schema.stream().map(Column::name).toList().indexOf(name);
    }

    /**
     * Users, then roles, by name, to whom the role is granted directly. A user of the configuration has {@code account_admin}. Who is not
     * SUPER sees themselves and their roles.
     */
    private StatementResult.Rows grantees(String role, StatementContext context, Access access) {
        grantees.requireRole(role);
        Stream<Grantee> users = Stream.concat(catalog.users().stream().map(UserDefinition::name), grantees.configured().stream())
                .distinct()
                .sorted(ObjectKey.ORDER)
                .map(Grantee.User::new);
        Stream<Grantee> roles = roles().stream().sorted(ObjectKey.ORDER).map(Grantee.Role::new);
        Grants grants = catalog.grants();
        List<Row> rows = Stream.concat(users, roles)
                .filter(grantee -> grants.rolesOf(grantee).contains(role) || isConfiguredAs(role, grantee))
                .filter(grantee -> access.isSuper() || isOwn(grantee, context, access))
                .map(grantee -> Row.of(role, kind(grantee), grantee.name()))
                .toList();
        return new StatementResult.Rows(GRANTEES, RowCursor.of(rows), List.of());
    }

    private boolean isConfiguredAs(String role, Grantee grantee) {
        return role.equals(RoleDefinition.ACCOUNT_ADMIN) && grantee instanceof Grantee.User(String user) && grantees.isConfigured(user);
    }

    private StatementResult.Rows show(ShowGrants.Scope scope, StatementContext context, Access access) {
        return switch (scope) {
            case ShowGrants.Mine _ ->
                rows(of(new Grantee.User(context.principal().user()), access.roles()), true);
            case ShowGrants.For(Grantee.User user) -> {
                grantees.requireExisting(user);
                yield rows(of(user, EffectiveRoles.available(catalog.grants(), principal(user.name(), context))), true);
            }
            case ShowGrants.For(Grantee.Role role) -> {
                grantees.requireExisting(role);
                yield rows(ofRoles(EffectiveRoles.including(catalog.grants(), List.of(role.name()))), true);
            }
            case ShowGrants.Of(String role) -> grantees(role, context, access);
            case ShowGrants.On(GrantObject written) -> {
                GrantObject object = SessionObject.in(context.session().database(), written);
                yield rows(visible(on(object), object, context, access), false);
            }
        };
    }

    /** Who owns a thing, or is SUPER, sees everyone who holds something on it; the others see what is theirs. */
    private List<Line> visible(List<Line> lines, GrantObject object, StatementContext context, Access access) {
        boolean all = access.isSuper() || switch (object) {
            case GrantObject.Global _ -> false;
            case GrantObject.Stage(String name, var _) -> catalog.stage(name).map(access::owns).orElse(false);
            case GrantObject.Connection(String name) -> catalog.connection(name).map(access::owns).orElse(false);
            case GrantObject.Database _, GrantObject.Table _ -> access.owns(object);
        };
        return all ? lines : lines.stream().filter(line -> isOwn(line.grantee(), context, access)).toList();
    }

    private static boolean isOwn(Grantee grantee, StatementContext context, Access access) {
        return switch (grantee) {
            case Grantee.User(String user) -> user.equals(context.principal().user());
            case Grantee.Role(String role) -> access.roles().contains(role);
        };
    }

    /** Every grant that the caller may know: with SUPER all; else their own, and all on what their roles own. */
    RowCursor visible(StatementContext context, Access access) {
        Set<Line> lines = new LinkedHashSet<>();
        if (access.isSuper()) {
            catalog.users().forEach(user -> lines.addAll(merged(catalog.grants().of(new Grantee.User(user.name())))));
            grantees.configured().forEach(user -> lines.addAll(merged(catalog.grants().of(new Grantee.User(user)))));
            lines.addAll(ofRoles(roles()));
        } else {
            lines.addAll(of(new Grantee.User(context.principal().user()), access.roles()));
            catalog.stages().stream()
                    .filter(access::owns)
                    .forEach(stage -> lines.addAll(on(new GrantObject.Stage(stage.name(), Optional.empty()))));
            catalog.connections().stream()
                    .filter(access::owns)
                    .forEach(connection -> lines.addAll(on(new GrantObject.Connection(connection.name()))));
            access.roles().stream().flatMap(role -> catalog.grants().ownedBy(role).stream()).forEach(owned -> lines.addAll(inside(owned)));
        }
        return rows(lines, true).cursor();
    }

    private List<String> roles() {
        return Stream.concat(
                        Stream.of(RoleDefinition.ACCOUNT_ADMIN, RoleDefinition.PUBLIC), catalog.roles().stream().map(RoleDefinition::name))
                .toList();
    }

    /**
     * The user whose grants are shown. For another user we do not know the login role: configured users count as account_admin, all others
     * as public.
     */
    private Principal principal(String user, StatementContext context) {
        return user.equals(context.principal().user())
                ? context.principal()
                : new Principal(user, grantees.isConfigured(user) ? RoleDefinition.ACCOUNT_ADMIN : RoleDefinition.PUBLIC);
    }

    private List<Line> of(Grantee.User user, Collection<String> roles) {
        List<Line> lines = new ArrayList<>(merged(catalog.grants().of(user)));
        lines.addAll(ofRoles(roles));
        return lines;
    }

    private List<Line> ofRoles(Collection<String> roles) {
        Grants grants = catalog.grants();
        List<Line> lines = new ArrayList<>();
        if (roles.contains(RoleDefinition.ACCOUNT_ADMIN)) {
            lines.add(new Line(EVERYTHING, EVERYTHING, new Grantee.Role(RoleDefinition.ACCOUNT_ADMIN), Set.of()));
        }
        roles.forEach(role -> lines.addAll(merged(grants.of(new Grantee.Role(role)))));
        catalog.stages().stream()
                .filter(stage -> roles.contains(stage.owner()))
                .forEach(stage -> lines.add(ownership(stage.name(), "STAGE ", stage.owner())));
        catalog.connections().stream()
                .filter(connection -> roles.contains(connection.owner()))
                .forEach(connection -> lines.add(ownership(connection.name(), "CONNECTION ", connection.owner())));
        return lines;
    }

    private List<Line> on(GrantObject object) {
        List<Line> lines = new ArrayList<>(merged(catalog.grants().on(object)));
        switch (object) {
            // Who owns a database or a table is among the grants on it.
            case GrantObject.Global _, GrantObject.Database _, GrantObject.Table _ -> {}
            case GrantObject.Stage(String name, var _) ->
                catalog.stage(name).ifPresentOrElse(
                        stage -> lines.add(ownership(name, "STAGE ", stage.owner())),
                        () -> {
                            throw Messages.unknownStage(name);
                        });
            case GrantObject.Connection(String name) ->
                catalog.connection(name).ifPresentOrElse(
                        connection -> lines.add(ownership(name, "CONNECTION ", connection.owner())),
                        () -> {
                            throw Messages.unknownConnection(name);
                        });
        }
        return lines;
    }

    /** Who owns a database owns its tables. */
    private Collection<Line> inside(GrantObject owned) {
        return owned instanceof GrantObject.Database database ? merged(catalog.grants().within(database)) : on(owned);
    }

    private static Line ownership(String name, String kind, String role) {
        return new Line(name, kind + name, new Grantee.Role(role), EnumSet.of(Privilege.OWNERSHIP));
    }

    /** The privileges of one grantee on one object in one line. */
    private static Collection<Line> merged(Collection<Grant> grants) {
        Map<String, Line> lines = new TreeMap<>();
        for (Grant grant : grants) {
            String sql = sql(grant.object());
            lines.computeIfAbsent(
                            sql + "\n" + sql(grant.grantee()) + (grant.privilege() == Privilege.OWNERSHIP ? "\nOWNERSHIP" : ""),
                            _ -> new Line(name(grant.object()), sql, grant.grantee(), EnumSet.noneOf(Privilege.class)))
                    .privileges()
                    .add(grant.privilege());
        }
        return lines.values();
    }

    private static StatementResult.Rows rows(Collection<Line> lines, boolean withGrant) {
        Stream<Row> rows = lines.stream()
                .sorted(Comparator.comparing(Line::isOwnership)
                        .thenComparing(Line::object, ObjectKey.ORDER)
                        .thenComparing(line -> sql(line.grantee()), ObjectKey.ORDER)
                        .thenComparing(Line::privilegesText))
                .map(line -> Row.of(
                        line.privilegesText(),
                        line.object(),
                        null,
                        kind(line.grantee()),
                        line.grantee().name(),
                        withGrant ? "GRANT " + line.privilegesText() + " ON " + line.objectSql() + " TO " + sql(line.grantee()) : ""));
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows.toList()), List.of());
    }

    private static String name(GrantObject object) {
        return switch (object) {
            case GrantObject.Global _ -> EVERYTHING;
            case GrantObject.Stage(String name, var path) -> path.map(directory -> name + "/" + directory).orElse(name);
            case GrantObject.Connection(String name) -> name;
            case GrantObject.Database(var name) -> name.orElseThrow();
            case GrantObject.Table(var database, String name) -> database.orElseThrow() + "." + name;
        };
    }

    private static String sql(GrantObject object) {
        return switch (object) {
            case GrantObject.Global _ -> EVERYTHING;
            case GrantObject.Stage(String name, var path) ->
                "STAGE " + name + path.map(directory -> " PATH " + quoted(directory)).orElse("");
            case GrantObject.Connection(String name) -> "CONNECTION " + name;
            case GrantObject.Database(var name) -> identifier(name.orElseThrow()) + ".*";
            case GrantObject.Table(var database, String name) -> identifier(database.orElseThrow()) + "." + identifier(name);
        };
    }

    private static String kind(Grantee grantee) {
        return switch (grantee) {
            case Grantee.User _ -> "USER";
            case Grantee.Role _ -> "ROLE";
        };
    }

    private static String sql(Grantee grantee) {
        return switch (grantee) {
            case Grantee.User(String name) -> quoted(name) + "@'%'";
            case Grantee.Role(String name) -> name.contains("`") ? "ROLE " + quoted(name) : "ROLE `" + name + "`";
        };
    }

    /** As a name of the dialect, in quotes where it needs them. */
    private static String identifier(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name.toUpperCase(Locale.ROOT));
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** As a string of the dialect. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

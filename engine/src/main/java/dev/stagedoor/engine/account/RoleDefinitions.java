package dev.stagedoor.engine.account;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.AccountName;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.AccessCache;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.SessionObject;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement.AlterRole;
import dev.stagedoor.sql.Statement.CreateRole;
import dev.stagedoor.sql.Statement.DropRole;
import dev.stagedoor.sql.Statement.SetRole;
import dev.stagedoor.sql.Statement.SetSecondaryRoles;
import dev.stagedoor.storage.ObjectKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** CREATE, ALTER and DROP ROLE, SHOW ROLES, SET ROLE and SET SECONDARY ROLES. */
public final class RoleDefinitions {
    /** As Databend's SHOW ROLES. */
    static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.of("inherited_roles", Scalar.UINT64),
            Column.string("inherited_roles_name"),
            Column.of("is_current", Scalar.BOOLEAN),
            Column.of("is_default", Scalar.BOOLEAN),
            Column.string("comment"));

    /** {@code system.roles} */
    static final List<Column> TABLE = List.of(
            Column.string("name"),
            Column.of("inherited_roles", Scalar.UINT64),
            Column.string("inherited_roles_name"),
            Column.of("created_on", Scalar.TIMESTAMP),
            Column.of("update_on", Scalar.TIMESTAMP));

    private final Catalog catalog;
    private final AccessCache accesses;
    private final Clock clock;

    public RoleDefinitions(Catalog catalog, AccessCache accesses, Clock clock) {
        this.catalog = catalog;
        this.accesses = accesses;
        this.clock = clock;
    }

    public StatementResult create(CreateRole statement, StatementContext context) {
        AccountNames.requireRole(statement.name());
        Instant now = clock.instant();
        boolean created = catalog.createRole(
                new RoleDefinition(statement.name(), statement.comment(), context.principal().user(), now, now));
        if (!created && !statement.ifNotExists()) {
            throw new StagedoorException(
                    ErrorCode.ROLE_ALREADY_EXISTS, "Role '" + ShownText.of(statement.name()) + "' already exists.");
        }
        return StatementResult.Done.DONE;
    }

    public StatementResult alter(AlterRole statement) {
        String name = statement.name();
        if (AccountName.isBuiltInRole(name)) {
            throw new StagedoorException(ErrorCode.ILLEGAL_ROLE, "Role '" + ShownText.of(name) + "' is built in and cannot be altered.");
        }
        Optional<RoleDefinition> current = catalog.role(name);
        if (current.isEmpty()) {
            if (statement.ifExists()) {
                return StatementResult.Done.DONE;
            }
            throw Grantees.unknownRole(name);
        }
        if (!catalog.updateRole(current.get(), current.get().withComment(statement.comment(), clock.instant()))) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_ROLE, "Role '" + ShownText.of(name) + "' was modified concurrently, please retry.", true, null);
        }
        return StatementResult.Done.DONE;
    }

    /** Nothing is left without an owner; a session whose role it was goes on with {@code public}. */
    public StatementResult drop(DropRole statement, SessionState session) {
        String name = statement.name();
        if (AccountName.isBuiltInRole(name)) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_ROLE, "Illegal Drop Role command. Can not drop built-in role [ account_admin | public ]");
        }
        List<String> owned = owned(name);
        if (!owned.isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "Role '" + ShownText.of(name) + "' still owns " + ShownText.list(owned)
                            + ": drop what it owns, or give it to another with GRANT OWNERSHIP ON … TO ROLE …");
        }
        if (!catalog.dropRole(name) && !statement.ifExists()) {
            throw Grantees.unknownRole(name);
        }
        return session.role().equals(Optional.of(name))
                ? new StatementResult.Done(Optional.of(session.withRole(Optional.of(RoleDefinition.PUBLIC))), List.of())
                : StatementResult.Done.DONE;
    }

    private List<String> owned(String role) {
        Stream<String> stages =
                catalog.stages().stream().filter(stage -> stage.owner().equals(role)).map(stage -> "STAGE " + stage.name());
        Stream<String> connections = catalog.connections().stream()
                .filter(connection -> connection.owner().equals(role))
                .map(connection -> "CONNECTION " + connection.name());
        Stream<String> tables = catalog.grants().ownedBy(role).stream().map(SessionObject::shown).sorted();
        return Stream.concat(Stream.concat(stages, connections), tables).toList();
    }

    /** The roles one may take, by name; whoever is SUPER sees them all. */
    public Relation shown(StatementContext context, Access access) {
        return new Relation("show_roles", SCHEMA, () -> show(context, access));
    }

    private StatementResult.Rows show(StatementContext context, Access access) {
        Grants grants = catalog.grants();
        String current = context.session().role().orElse(context.principal().role());
        List<Row> rows = visible(context.principal(), access).stream()
                .map(role -> {
                    Collection<String> inherited = new TreeSet<>(grants.rolesOf(new Grantee.Role(role)));
                    return Row.of(
                            role,
                            (long) inherited.size(),
                            String.join(", ", inherited),
                            role.equals(current),
                            role.equals(context.principal().role()),
                            catalog.role(role).map(RoleDefinition::comment).orElse(""));
                })
                .toList();
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows), List.of());
    }

    /** The rows of {@code system.roles}, of the same roles. A built-in role has the age of the epoch. */
    RowCursor rows(StatementContext context, Access access) {
        Grants grants = catalog.grants();
        return RowCursor.of(visible(context.principal(), access).stream()
                .map(role -> {
                    Collection<String> inherited = new TreeSet<>(grants.rolesOf(new Grantee.Role(role)));
                    Optional<RoleDefinition> definition = catalog.role(role);
                    return Row.of(
                            role,
                            (long) inherited.size(),
                            String.join(", ", inherited),
                            definition.map(RoleDefinition::createdOn).orElse(Instant.EPOCH),
                            definition.map(RoleDefinition::updatedOn).orElse(Instant.EPOCH));
                })
                .iterator());
    }

    private SortedSet<String> visible(Principal principal, Access access) {
        SortedSet<String> roles = new TreeSet<>(ObjectKey.ORDER);
        roles.addAll(accesses.available(principal));
        if (access.isSuper()) {
            roles.add(RoleDefinition.ACCOUNT_ADMIN);
            catalog.roles().forEach(role -> roles.add(role.name()));
        }
        return roles;
    }

    public StatementResult set(SetRole statement, StatementContext context) {
        statement.role().ifPresent(role -> accesses.requireAvailable(role, context.principal()));
        return new StatementResult.Done(Optional.of(context.session().withRole(statement.role())), List.of());
    }

    public StatementResult set(SetSecondaryRoles statement, StatementContext context) {
        statement.roles().stream().flatMap(List::stream).forEach(role -> accesses.requireAvailable(role, context.principal()));
        return new StatementResult.Done(Optional.of(context.session().withSecondaryRoles(statement.roles())), List.of());
    }
}

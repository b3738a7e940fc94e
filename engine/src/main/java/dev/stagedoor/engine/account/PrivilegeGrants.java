package dev.stagedoor.engine.account;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.access.GrantPath;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.access.ExistingTables;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.PrivilegeText;
import dev.stagedoor.engine.statement.SessionObject;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.GrantPrivileges;
import dev.stagedoor.sql.Statement.RevokePrivileges;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GRANT and REVOKE of privileges, and GRANT OWNERSHIP. */
public final class PrivilegeGrants {
    private static final Set<Privilege> ON_TABLES = EnumSet.of(
            Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE, Privilege.ALTER, Privilege.DROP, Privilege.OWNERSHIP);

    private final Catalog catalog;
    private final ExistingTables tables;
    private final Grantees grantees;

    /** @param tables on which can be granted */
    public PrivilegeGrants(Catalog catalog, ExistingTables tables, Grantees grantees) {
        this.catalog = catalog;
        this.tables = tables;
        this.grantees = grantees;
    }

    public StatementResult grant(GrantPrivileges statement, StatementContext context) {
        GrantObject object = checked(statement.object(), statement.privileges(), context);
        grantees.requireExisting(statement.grantee());
        if (statement.privileges().contains(Privilege.OWNERSHIP)) {
            giveAway(object, newOwner(statement), context.stages());
            return StatementResult.Done.DONE;
        }
        if (statement.grantee() instanceof Grantee.User(String user) && object instanceof GrantObject.Connection) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_USER,
                    "Cannot grant Warehouse|Connection|Sequence|Procedure|MaskingPolicy|RowAccessPolicy privileges to user `"
                            + ShownText.of(user) + "`: grant them to a role of the user");
        }
        catalog.grant(statement.privileges().stream()
                .map(privilege -> new Grant(privilege, object, statement.grantee()))
                .toList());
        return StatementResult.Done.DONE;
    }

    /** Of the whole stage: with every path of it. Of a path: that one alone. */
    public StatementResult revoke(RevokePrivileges statement, StatementContext context) {
        GrantObject object = checked(statement.object(), statement.privileges(), context);
        grantees.requireExisting(statement.grantee());
        if (statement.privileges().contains(Privilege.OWNERSHIP)) {
            throw bad("ownership is not revoked but given to another role: GRANT OWNERSHIP ON … TO ROLE …");
        }
        Set<Grant> held = catalog.grants().of(statement.grantee());
        List<Grant> ending = held.stream()
                .filter(grant -> statement.privileges().contains(grant.privilege()) && isWithin(grant.object(), object))
                .toList();
        catalog.revoke(ending);
        return new StatementResult.Done(Optional.empty(), leftOver(statement, object, held));
    }

    private static boolean isWithin(GrantObject granted, GrantObject revoked) {
        return granted.equals(revoked)
                || (revoked instanceof GrantObject.Stage(String stage, var path)
                        && path.isEmpty()
                        && granted instanceof GrantObject.Stage(String name, var _)
                        && name.equals(stage));
    }

    /** Whoever takes away a path of what is granted as a whole has taken nothing away. */
    private static List<String> leftOver(RevokePrivileges statement, GrantObject object, Set<Grant> held) {
        if (!(object instanceof GrantObject.Stage(String stage, var path)) || path.isEmpty()) {
            return List.of();
        }
        GrantObject whole = new GrantObject.Stage(stage, Optional.empty());
        List<String> left = statement.privileges().stream()
                .filter(privilege -> held.contains(new Grant(privilege, whole, statement.grantee())))
                .sorted()
                .map(PrivilegeText::of)
                .toList();
        return left.isEmpty()
                ? List.of()
                : List.of(String.join(" and ", left) + " on the whole stage is still granted, this path included: revoke it without PATH.");
    }

    private static String newOwner(GrantPrivileges statement) {
        if (statement.grantee() instanceof Grantee.Role(String role) && !role.equals(RoleDefinition.PUBLIC)) {
            return role;
        }
        throw bad("ownership is held by one role that is not everybody's: GRANT OWNERSHIP ON … TO ROLE …");
    }

    private void giveAway(GrantObject object, String role, StageLookup stages) {
        boolean given = switch (object) {
            case GrantObject.Global _ -> throw bad("everything belongs to account_admin: GRANT ROLE account_admin TO …");
            case GrantObject.Stage(String name, var _) -> {
                StageDefinition stage = stages.find(name).orElseThrow(() -> Messages.unknownStage(name));
                yield catalog.updateStage(stage, stage.withOwner(role));
            }
            case GrantObject.Connection(String name) -> {
                ConnectionDefinition connection = catalog.connection(name).orElseThrow(() -> Messages.unknownConnection(name));
                yield catalog.updateConnection(connection, connection.withOwner(role));
            }
            case GrantObject.Database _, GrantObject.Table _ -> {
                catalog.own(object, role);
                yield true;
            }
        };
        if (!given) {
            throw new StagedoorException(ErrorCode.ABORTED_QUERY, "it was modified concurrently, please retry", true, null);
        }
    }

    /** The object as grants keep it; it exists, and can have these privileges. */
    private GrantObject checked(GrantObject written, Set<Privilege> privileges, StatementContext context) {
        GrantObject object = SessionObject.in(context.session().database(), written);
        Set<Privilege> possible = switch (object) {
            case GrantObject.Global _ ->
                with(ON_TABLES, Privilege.CREATE, Privilege.SUPER, Privilege.CREATE_STAGE, Privilege.CREATE_CONNECTION,
                        Privilege.CREATE_DATABASE);
            case GrantObject.Database _ -> with(ON_TABLES, Privilege.CREATE);
            case GrantObject.Table _ -> ON_TABLES;
            case GrantObject.Stage(String _, var path) ->
                path.isEmpty()
                        ? EnumSet.of(Privilege.READ, Privilege.WRITE, Privilege.OWNERSHIP)
                        : EnumSet.of(Privilege.READ, Privilege.WRITE);
            case GrantObject.Connection _ -> EnumSet.of(Privilege.ACCESS_CONNECTION, Privilege.OWNERSHIP);
        };
        if (!possible.containsAll(privileges) || (object instanceof GrantObject.Global && privileges.contains(Privilege.OWNERSHIP))) {
            throw bad("on this, only " + PrivilegeText.list(possible) + " can be granted");
        }
        if (privileges.contains(Privilege.OWNERSHIP) && privileges.size() > 1) {
            throw bad("OWNERSHIP is granted alone");
        }
        return existing(object, context.stages());
    }

    private static Set<Privilege> with(Set<Privilege> some, Privilege... others) {
        Set<Privilege> all = EnumSet.copyOf(some);
        all.addAll(List.of(others));
        return all;
    }

    private GrantObject existing(GrantObject object, StageLookup stages) {
        return switch (object) {
            case GrantObject.Global global -> global;
            case GrantObject.Stage(String name, var path) -> {
                if (name.equals(StagePath.USER_STAGE)) {
                    throw new StagedoorException(
                            ErrorCode.STAGE_PERMISSION_DENIED,
                            "a user stage (~) is its user's alone: nothing on it can be granted or revoked");
                }
                stages.find(name).orElseThrow(() -> Messages.unknownStage(name));
                yield new GrantObject.Stage(name, path.map(written -> GrantPath.of(written).value()));
            }
            case GrantObject.Connection connection -> {
                catalog.connection(connection.name()).orElseThrow(() -> Messages.unknownConnection(connection.name()));
                yield connection;
            }
            case GrantObject.Database(Optional<String> name) -> {
                if (!tables.hasDatabase(name.orElseThrow())) {
                    throw new StagedoorException(ErrorCode.UNKNOWN_DATABASE, "Unknown database '" + ShownText.of(name.get()) + "'");
                }
                yield object;
            }
            case GrantObject.Table(Optional<String> database, String name) -> {
                if (!tables.hasTable(database.orElseThrow(), name)) {
                    throw new StagedoorException(
                            ErrorCode.UNKNOWN_TABLE,
                            "Unknown table `default`.`" + ShownText.of(database.get()) + "`.`" + ShownText.of(name) + "`");
                }
                yield object;
            }
        };
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}

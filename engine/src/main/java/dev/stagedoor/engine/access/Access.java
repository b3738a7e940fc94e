package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.statement.Principal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a user may do with the roles of a session, as of one moment's grants. Ownership stands in what is owned, so it is asked of the
 * definition.
 *
 * @param currentRole owns what they create
 * @param roles every role that counts, nested ones and {@code public} included
 * @param isSuper whether they may everything
 * @param stages by name, what is granted on each; none for a stage without grants
 * @param connections names of those they may use
 * @param tables what is granted on databases and tables
 */
public record Access(
        String currentRole,
        SortedSet<String> roles,
        boolean isSuper,
        boolean createStage,
        boolean createConnection,
        Map<String, StageRights> stages,
        Set<String> connections,
        TableRights tables) {
    /** Of whoever is {@code account_admin}. */
    public static final Access ADMIN = new Access(
            RoleDefinition.ACCOUNT_ADMIN,
            new TreeSet<>(Set.of(RoleDefinition.ACCOUNT_ADMIN, RoleDefinition.PUBLIC)),
            true,
            true,
            true,
            Map.of(),
            Set.of(),
            TableRights.NONE);

    public Access {
        roles = Collections.unmodifiableSortedSet(roles);
        stages = Map.copyOf(stages);
        connections = Set.copyOf(connections);
    }

    /**
     * Who owns what is created now: the current role, or {@code account_admin} where that is public and they may everything anyway.
     *
     * @param what is created
     * @param privilege that Databend names when it cannot be
     * @throws dev.stagedoor.errors.StagedoorException 1063 when it would be everybody's
     */
    public String newOwner(String what, String privilege, Principal principal) {
        if (!currentRole.equals(RoleDefinition.PUBLIC)) {
            return currentRole;
        }
        if (isSuper) {
            return RoleDefinition.ACCOUNT_ADMIN;
        }
        throw Refusals.deniedToCurrentRole(
                privilege,
                principal,
                this,
                "A new " + what + " belongs to the current role, and public is everybody: take another role first, with SET ROLE <role>"
                        + " (SHOW ROLES lists yours), or have one granted");
    }

    boolean mayCreateStages() {
        return isSuper || createStage;
    }

    boolean mayCreateConnections() {
        return isSuper || createConnection;
    }

    /** @param path of a file, or the beginning of paths; empty for the whole stage */
    public boolean mayRead(StageDefinition stage, String path) {
        return owns(stage) || granted(stage).mayRead(path);
    }

    /** @param path of a file, or the beginning of paths; empty for the whole stage */
    public boolean mayWrite(StageDefinition stage, String path) {
        return owns(stage) || granted(stage).mayWrite(path);
    }

    boolean mayAlter(StageDefinition stage) {
        return owns(stage) || (granted(stage).read() && granted(stage).write());
    }

    /** Whether they may know how the stage is defined: they may do something with it, or with a path of it. */
    public boolean maySee(StageDefinition stage) {
        return owns(stage) || !granted(stage).isEmpty();
    }

    public boolean owns(StageDefinition stage) {
        return isSuper || roles.contains(stage.owner());
    }

    /** @param object a database or a table, with the database's name */
    public boolean may(Privilege privilege, GrantObject object) {
        return isSuper || tables.may(privilege, object);
    }

    boolean mayCreateDatabases() {
        return isSuper || tables.everywhere().contains(Privilege.CREATE_DATABASE);
    }

    /** Whether one of the roles owns a database or a table, or the database of the table. */
    public boolean owns(GrantObject object) {
        return isSuper || tables.owns(object);
    }

    /** Whether they may know that there is such a database or table: they may do something with it. */
    public boolean maySee(GrantObject object) {
        return isSuper || tables.maySee(object);
    }

    public boolean mayUse(ConnectionDefinition connection) {
        return owns(connection) || connections.contains(connection.name());
    }

    public boolean owns(ConnectionDefinition connection) {
        return isSuper || roles.contains(connection.owner());
    }

    /** Whether they may read and write everything of the stage that {@code other} may. */
    public boolean coversFiles(StageDefinition stage, Access other) {
        StageRights held = granted(stage);
        return owns(stage) || (other.owns(stage) ? held.read() && held.write() : held.covers(other.granted(stage)));
    }

    /** What is granted on a stage, ownership aside. */
    StageRights granted(StageDefinition stage) {
        return stages.getOrDefault(stage.name(), StageRights.NONE);
    }
}

package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Grantee;
import java.util.Set;

/** Which users and roles there are: those that statements defined, those of the configuration, and the built-in ones. */
final class Grantees {
    private final Catalog catalog;
    private final Set<String> configured;

    Grantees(Catalog catalog, EngineOptions.Accounts accounts) {
        this.catalog = catalog;
        this.configured = accounts.configured();
    }

    Set<String> configured() {
        return configured;
    }

    /** Whether the configuration defines the user, so that statements cannot. */
    boolean isConfigured(String user) {
        return configured.contains(user);
    }

    /** @throws StagedoorException 2201 or 2204 when there is no such user or role */
    void requireExisting(Grantee grantee) {
        switch (grantee) {
            case Grantee.User(String name) -> {
                if (!isConfigured(name) && catalog.user(name).isEmpty()) {
                    throw unknownUser(name);
                }
            }
            case Grantee.Role(String name) -> requireRole(name);
        }
    }

    /** @throws StagedoorException 2204 when there is no such role */
    void requireRole(String name) {
        if (!RoleDefinition.isBuiltIn(name) && catalog.role(name).isEmpty()) {
            throw unknownRole(name);
        }
    }

    static StagedoorException unknownUser(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_USER, "User " + identity(name) + " does not exist.");
    }

    static StagedoorException unknownRole(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_ROLE, "Role '" + StageResolver.shown(name) + "' does not exist.");
    }

    /** As Databend shows a user, quotes included. */
    static String identity(String user) {
        return "'" + StageResolver.shown(user) + "'@'%'";
    }
}

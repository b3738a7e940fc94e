package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Grantee;
import java.util.Map;
import java.util.Set;

/** Which users and roles there are: those that statements defined, those of the configuration, and the built-in ones. */
final class Grantees {
    private final Catalog catalog;
    private final Map<String, String> logins;

    Grantees(Catalog catalog, Accounts accounts) {
        this.catalog = catalog;
        this.logins = accounts.logins();
    }

    Set<String> configured() {
        return logins.keySet();
    }

    /** How a configured user logs in, in the word of SHOW USERS. */
    String login(String configured) {
        return logins.getOrDefault(configured, "");
    }

    /** Whether the configuration defines the user, so that statements cannot. */
    boolean isConfigured(String user) {
        return logins.containsKey(user);
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

    boolean isRole(String name) {
        return RoleDefinition.isBuiltIn(name) || catalog.role(name).isPresent();
    }

    /** @throws StagedoorException 2204 when there is no such role */
    void requireRole(String name) {
        if (!isRole(name)) {
            throw unknownRole(name);
        }
    }

    static StagedoorException unknownUser(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_USER, "User " + identity(name) + " does not exist.");
    }

    static StagedoorException unknownRole(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_ROLE, "Role '" + Messages.shown(name) + "' does not exist.");
    }

    /** As Databend shows a user, quotes included. */
    static String identity(String user) {
        return "'" + Messages.shown(user) + "'@'%'";
    }
}

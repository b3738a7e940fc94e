package dev.stagedoor.engine.access;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import java.util.Map;
import java.util.Set;

/** Which users and roles there are: those that statements defined, those of the configuration, and the built-in ones. */
public final class Grantees {
    private final Catalog catalog;
    private final Map<String, String> logins;

    public Grantees(Catalog catalog, Accounts accounts) {
        this.catalog = catalog;
        this.logins = accounts.logins();
    }

    public Set<String> configured() {
        return logins.keySet();
    }

    /** How a configured user logs in, in the word of SHOW USERS. */
    public String login(String configured) {
        return logins.getOrDefault(configured, "");
    }

    /** Whether the configuration defines the user, so that statements cannot. */
    public boolean isConfigured(String user) {
        return logins.containsKey(user);
    }

    /** @throws StagedoorException 2201 or 2204 when there is no such user or role */
    public void requireExisting(Grantee grantee) {
        switch (grantee) {
            case Grantee.User(String name) -> {
                if (!isConfigured(name) && catalog.user(name).isEmpty()) {
                    throw unknownUser(name);
                }
            }
            case Grantee.Role(String name) -> requireRole(name);
        }
    }

    public boolean isRole(String name) {
        return RoleDefinition.isBuiltIn(name) || catalog.role(name).isPresent();
    }

    /** @throws StagedoorException 2204 when there is no such role */
    public void requireRole(String name) {
        if (!isRole(name)) {
            throw unknownRole(name);
        }
    }

    public static StagedoorException unknownUser(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_USER, "User " + identity(name) + " does not exist.");
    }

    public static StagedoorException unknownRole(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_ROLE, "Role '" + ShownText.of(name) + "' does not exist.");
    }

    /** As Databend shows a user, quotes included. */
    public static String identity(String user) {
        return "'" + ShownText.of(user) + "'@'%'";
    }
}

package dev.stagedoor.catalog;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;

/**
 * One privilege, granted. Ownership of stages and connections is not kept as a grant: it stands in their definitions. Of databases and
 * tables it is: the catalog has no definition of them.
 *
 * @param object a path of a stage, where there is one, ends in {@code /}, has no {@code /} in front and no empty, {@code .} or {@code ..}
 *     segment
 */
public record Grant(Privilege privilege, GrantObject object, Grantee grantee) {
    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a path or a grantee's name outside the limits */
    public Grant {
        if (object instanceof GrantObject.Stage stage) {
            stage.path().ifPresent(Grant::requireDirectory);
        }
        boolean named = switch (object) {
            case GrantObject.Database(var database) -> database.isPresent();
            case GrantObject.Table(var database, String _) -> database.isPresent();
            case GrantObject.Stage _, GrantObject.Connection _, GrantObject.Global _ -> true;
        };
        if (!named) {
            throw new IllegalArgumentException("a grant names its database: " + object);
        }
        requireGrantee(grantee);
    }

    static void requireGrantee(Grantee grantee) {
        switch (grantee) {
            case Grantee.User(String name) -> DefinitionRules.requireName("user", name);
            case Grantee.Role(String name) -> DefinitionRules.requireName("role", name);
        }
    }

    /** Without the slash at its end it is as a key, so that a listing of it is one, too. */
    private static void requireDirectory(String path) {
        if (!path.endsWith("/")) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "The path of a grant names a directory and ends in '/'.");
        }
        var _ = new ObjectKey(path.substring(0, path.length() - 1));
    }
}

package dev.stagedoor.catalog;

import dev.stagedoor.errors.StagedoorException;
import java.time.Instant;

/**
 * A role: privileges are granted to it, and it is granted to users and other roles.
 *
 * @param name as written, at most 255 bytes of UTF-8; none of the two built-in ones
 * @param comment empty for none
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 * @param updatedOn when the comment last changed; to the microsecond
 */
public record RoleDefinition(String name, String comment, String creator, Instant createdOn, Instant updatedOn) {
    /** The built-in role that may everything; in no table. */
    public static final String ACCOUNT_ADMIN = "account_admin";

    /** The built-in role that every user has; in no table. */
    public static final String PUBLIC = "public";

    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name outside the limits */
    public RoleDefinition {
        DefinitionRules.requireName("role", name);
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        DefinitionRules.requireText("comment", comment, DefinitionRules.MAX_COMMENT_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
        updatedOn = DefinitionRules.toMicros(updatedOn);
    }

    /** A new role without a comment. */
    public RoleDefinition(String name, String creator, Instant createdOn) {
        this(name, "", creator, createdOn, createdOn);
    }

    /** The same role with another comment. */
    public RoleDefinition withComment(String changed, Instant when) {
        return new RoleDefinition(name, changed, creator, createdOn, when);
    }

    /** Whether a name is that of a role which is always there. */
    public static boolean isBuiltIn(String name) {
        return name.equals(ACCOUNT_ADMIN) || name.equals(PUBLIC);
    }
}

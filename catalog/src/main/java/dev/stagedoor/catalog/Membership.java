package dev.stagedoor.catalog;

import dev.stagedoor.access.Grantee;

/**
 * A role, granted: the grantee has every privilege of it.
 *
 * @param role may be built in
 */
public record Membership(String role, Grantee grantee) {
    /** @throws dev.stagedoor.errors.StagedoorException {@code BAD_ARGUMENTS} (1006) for a name outside the limits */
    public Membership {
        DefinitionRules.requireName("role", role);
        Grant.requireGrantee(grantee);
    }
}

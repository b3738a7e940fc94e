package dev.stagedoor.catalog;

import dev.stagedoor.sql.GrantObject;
import dev.stagedoor.sql.Grantee;
import dev.stagedoor.sql.Privilege;

/**
 * One privilege, granted. Ownership is not kept as a grant: it stands in the definition of what is owned.
 *
 * @param object a path of a stage, where there is one, ends in {@code /}, has no {@code /} in front and no empty, {@code .} or {@code ..}
 *     segment
 */
public record Grant(Privilege privilege, GrantObject object, Grantee grantee) {}

package dev.stagedoor.catalog;

import dev.stagedoor.sql.Grantee;

/**
 * A role, granted: the grantee has every privilege of it.
 *
 * @param role may be built in
 */
public record Membership(String role, Grantee grantee) {}

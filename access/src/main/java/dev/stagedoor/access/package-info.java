/**
 * What can be granted ({@link dev.stagedoor.access.Privilege}), on what ({@link dev.stagedoor.access.GrantObject}) and to whom
 * ({@link dev.stagedoor.access.Grantee}). These are values: the parser makes them, the catalog stores them, and the engine decides with
 * them.
 */
@NullMarked
package dev.stagedoor.access;

import org.jspecify.annotations.NullMarked;

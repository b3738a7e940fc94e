/**
 * Who is asking: HTTP Basic against configured users. Owns password hashes and the short memory of passwords that were verified; what a
 * principal may do is the engine's.
 */
@NullMarked
package dev.stagedoor.server.authentication;

import org.jspecify.annotations.NullMarked;

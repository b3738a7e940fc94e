/**
 * Who is asking: a password, a token of the configured issuer, or one signed with the user's own key, for users of the configuration and
 * of the catalog. Owns what is remembered of logins that were right and of logins that failed; what a principal may do is the engine's.
 */
@NullMarked
package dev.stagedoor.server.authentication;

import org.jspecify.annotations.NullMarked;

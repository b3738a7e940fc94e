/**
 * Which hosts the server may talk to on behalf of a user, and the one HTTP client that talks to them. Owns the endpoint policy, the kinds
 * of IP addresses, and the check of every address at the moment of connecting to it.
 */
@NullMarked
package dev.stagedoor.storage.network;

import org.jspecify.annotations.NullMarked;

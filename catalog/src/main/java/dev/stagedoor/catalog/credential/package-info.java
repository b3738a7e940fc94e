/**
 * With what users prove who they are, as the catalog keeps it: hashes of passwords and public keys. Nothing here is a secret that could be
 * used to log in.
 */
@NullMarked
package dev.stagedoor.catalog.credential;

import org.jspecify.annotations.NullMarked;

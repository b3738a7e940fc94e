/**
 * The Databend HTTP protocol, version 1: sessions, queries and their pages as JSON. Statements are run by whoever is handed in; here is
 * what a client may wait for, fetch again, and how much of a result is held for it.
 */
@NullMarked
package dev.stagedoor.server.protocol;

import org.jspecify.annotations.NullMarked;

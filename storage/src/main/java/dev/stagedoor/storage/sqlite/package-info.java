/**
 * What databases of this process have in common: a file of SQLite with one connection that writes and some that read, and its versions.
 * The index of the embedded store and the ledger of URLs stand on it; each has its own tables and sentences.
 */
@NullMarked
package dev.stagedoor.storage.sqlite;

import org.jspecify.annotations.NullMarked;

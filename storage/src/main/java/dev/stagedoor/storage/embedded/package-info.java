/**
 * The default store: a directory with an index in SQLite and blobs in files. Owns the data directory, its lock and its signing key, and
 * what survives a crash.
 */
@NullMarked
package dev.stagedoor.storage.embedded;

import org.jspecify.annotations.NullMarked;

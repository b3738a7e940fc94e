/**
 * The catalog of a single server process: a SQLite file, and a copy of its definitions in memory. Owns the file, its schema versions and
 * the one connection that writes.
 */
@NullMarked
package dev.stagedoor.catalog.sqlite;

import org.jspecify.annotations.NullMarked;

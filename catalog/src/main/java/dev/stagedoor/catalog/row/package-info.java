/**
 * How definitions are stored: the tables, the way of each definition to a row and back, and the JSON in its columns. The SQL is what SQLite
 * and PostgreSQL share. What was written once is read by every later version.
 */
@NullMarked
package dev.stagedoor.catalog.row;

import org.jspecify.annotations.NullMarked;

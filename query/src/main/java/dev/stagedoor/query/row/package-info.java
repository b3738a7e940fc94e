/**
 * Rows: the one vocabulary of types, columns, typed cells, cursors over them, and the text that clients get of a cell. Stands below
 * everything else in the engine, so that listings, system tables and the query engine meet here.
 */
@NullMarked
package dev.stagedoor.query.row;

import org.jspecify.annotations.NullMarked;

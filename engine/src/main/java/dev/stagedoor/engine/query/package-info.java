/**
 * SELECT: what a query may name, its rewriting for the query engine (an in-memory DuckDB that can reach neither files nor network),
 * its rows, and the system tables.
 */
@NullMarked
package dev.stagedoor.engine.query;

import org.jspecify.annotations.NullMarked;

/**
 * DuckDB and all that is said to it: what a query may say, how Databend's SQL becomes DuckDB's, the readers of staged files, typed rows in
 * and out. Knows values only: what a query reads it asks a {@link dev.stagedoor.engine.duckdb.QuerySupply} for.
 */
@NullMarked
package dev.stagedoor.engine.duckdb;

import org.jspecify.annotations.NullMarked;

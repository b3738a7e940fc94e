/**
 * DuckDB and all that is said to it: what a query may say, how Databend's SQL becomes DuckDB's, the readers of staged files, typed rows in
 * and out. Knows values only: what a query reads it asks a {@link dev.stagedoor.query.duckdb.QuerySupply} for.
 */
@NullMarked
package dev.stagedoor.query.duckdb;

import org.jspecify.annotations.NullMarked;

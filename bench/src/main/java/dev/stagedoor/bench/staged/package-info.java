/**
 * Queries of staged files beside plain DuckDB, beside fetching a file whole, and beside Spark. Every contender is a process of its own,
 * asked by turns; answers that differ end the run.
 */
@NullMarked
package dev.stagedoor.bench.staged;

import org.jspecify.annotations.NullMarked;

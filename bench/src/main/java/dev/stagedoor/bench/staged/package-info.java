/**
 * Queries of staged files, loads and unloads beside plain DuckDB, beside fetching a file whole, and beside Spark; and files moved beside
 * the AWS CLI and rclone. Every contender is a process of its own, asked by turns; answers that differ end the run.
 */
@NullMarked
package dev.stagedoor.bench.staged;

import org.jspecify.annotations.NullMarked;

/**
 * Queries in processes of their own: child JVMs that run DuckDB, the protocol between them and the server, and when one of them is ended.
 */
@NullMarked
package dev.stagedoor.query.worker;

import org.jspecify.annotations.NullMarked;

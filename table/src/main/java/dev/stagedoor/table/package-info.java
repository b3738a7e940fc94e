/**
 * Tables: Apache Iceberg tables over an {@link dev.stagedoor.storage.ObjectStore}, with their names in a database of SQLite that Iceberg's
 * own JDBC catalog reads and writes too. {@link dev.stagedoor.table.Warehouse} has them all, {@link dev.stagedoor.table.Table} is one at
 * one moment. What was loaded into a table is part of the table: a commit adds the rows and the names of the files they came from in one
 * step. Nothing here reads or writes rows.
 */
@NullMarked
package dev.stagedoor.table;

import org.jspecify.annotations.NullMarked;

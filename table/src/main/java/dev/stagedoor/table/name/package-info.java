/** The database with the names of tables: which there are, in which databases, and where the metadata of each lies. */
@NullMarked
package dev.stagedoor.table.name;

import org.jspecify.annotations.NullMarked;

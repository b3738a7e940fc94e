/** Iceberg's view of the store in which tables lie: locations are URIs, as other engines open them, and files are objects. */
@NullMarked
package dev.stagedoor.table.file;

import org.jspecify.annotations.NullMarked;

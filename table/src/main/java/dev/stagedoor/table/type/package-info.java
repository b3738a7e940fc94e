/** Types of columns and what is known of their values, as Iceberg has them. */
@NullMarked
package dev.stagedoor.table.type;

import org.jspecify.annotations.NullMarked;

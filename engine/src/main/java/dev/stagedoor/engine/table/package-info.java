/** Tables: their definitions, and what is loaded into them. */
@NullMarked
package dev.stagedoor.engine.table;

import org.jspecify.annotations.NullMarked;

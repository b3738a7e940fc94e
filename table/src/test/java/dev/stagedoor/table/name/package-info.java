@NullMarked
package dev.stagedoor.table.name;

import org.jspecify.annotations.NullMarked;

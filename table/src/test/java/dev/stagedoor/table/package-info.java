@NullMarked
package dev.stagedoor.table;

import org.jspecify.annotations.NullMarked;

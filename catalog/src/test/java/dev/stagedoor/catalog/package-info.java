@NullMarked
package dev.stagedoor.catalog;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.stagedoor.catalog.format;

import org.jspecify.annotations.NullMarked;

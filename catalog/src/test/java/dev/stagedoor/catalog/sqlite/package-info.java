@NullMarked
package dev.stagedoor.catalog.sqlite;

import org.jspecify.annotations.NullMarked;

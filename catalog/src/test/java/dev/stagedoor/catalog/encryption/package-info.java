@NullMarked
package dev.stagedoor.catalog.encryption;

import org.jspecify.annotations.NullMarked;

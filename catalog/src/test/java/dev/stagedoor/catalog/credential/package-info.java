@NullMarked
package dev.stagedoor.catalog.credential;

import org.jspecify.annotations.NullMarked;

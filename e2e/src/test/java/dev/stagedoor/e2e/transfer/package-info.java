/** {@code stagedoor put} and {@code get} as processes of their own, over connections that fail, and killed on the way. */
@NullMarked
package dev.stagedoor.e2e.transfer;

import org.jspecify.annotations.NullMarked;

/**
 * The stores that are open: opened when a stage first needs them, found open from then on, and let go when nobody used them for long. Owns
 * the choice of the class that serves each kind of location, and asks the endpoint policy before any of them is made.
 */
@NullMarked
package dev.stagedoor.storage.pool;

import org.jspecify.annotations.NullMarked;

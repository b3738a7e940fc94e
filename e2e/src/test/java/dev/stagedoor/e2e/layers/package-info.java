/** The shape of the house, held by tests. */
@NullMarked
package dev.stagedoor.e2e.layers;

import org.jspecify.annotations.NullMarked;

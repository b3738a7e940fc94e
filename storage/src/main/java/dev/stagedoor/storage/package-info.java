/**
 * The {@link dev.stagedoor.storage.ObjectStore} contract and the values it speaks in. A package below this one holds each store.
 */
@NullMarked
package dev.stagedoor.storage;

import org.jspecify.annotations.NullMarked;

/**
 * The contract suite of {@link dev.stagedoor.storage.ObjectStore}, an interface for each topic, and what surrounds it: the features it
 * vouches for, the ways in which stores are known to differ, and the files its results go to. Real clients and servers for it are here,
 * too.
 */
@NullMarked
package dev.stagedoor.storage.contract;

import org.jspecify.annotations.NullMarked;

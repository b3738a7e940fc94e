/** Staged files as local files, for readers that take nothing else. */
@NullMarked
package dev.stagedoor.storage.mirror;

import org.jspecify.annotations.NullMarked;

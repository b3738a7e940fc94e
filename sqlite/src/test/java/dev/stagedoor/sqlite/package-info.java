/** Tests of what databases have in common, over real files. */
@NullMarked
package dev.stagedoor.sqlite;

import org.jspecify.annotations.NullMarked;

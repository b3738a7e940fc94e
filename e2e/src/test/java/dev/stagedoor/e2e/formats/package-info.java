/** Files of every format and compression, queried where they are staged; the table of docs/stores.md is what came of it. */
@NullMarked
package dev.stagedoor.e2e.formats;

import org.jspecify.annotations.NullMarked;

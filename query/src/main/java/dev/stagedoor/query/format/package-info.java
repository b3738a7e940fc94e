/** Files that DuckDB has no reader of, read by the libraries of their formats. Local files in, typed rows out. */
@NullMarked
package dev.stagedoor.query.format;

import org.jspecify.annotations.NullMarked;

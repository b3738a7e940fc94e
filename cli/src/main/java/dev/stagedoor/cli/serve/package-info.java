/**
 * The one place where a server is put together from its parts: {@link dev.stagedoor.cli.serve.RunningServer} opens the data directory, the
 * store, the catalog, the engine and the HTTP server in that order, and closes them in the other.
 */
@NullMarked
package dev.stagedoor.cli.serve;

import org.jspecify.annotations.NullMarked;

/**
 * The one place where a server is put together from its parts: {@link dev.stagedoor.app.RunningServer} opens the data directory, the
 * store, the catalog, the engine and the HTTP server in that order, and closes them in the other.
 */
@NullMarked
package dev.stagedoor.app;

import org.jspecify.annotations.NullMarked;

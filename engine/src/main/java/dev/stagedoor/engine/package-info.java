/**
 * Runs statements: {@link dev.stagedoor.engine.Engine} takes SQL text and a session and gives rows. Authorization, the resolution of a
 * stage path to a store and a key, and the query engine (an in-memory DuckDB that can reach neither files nor network) live here; bytes of
 * files never pass through. Public is what the server calls; a class per kind of statement does the work.
 */
@NullMarked
package dev.stagedoor.engine;

import org.jspecify.annotations.NullMarked;

/**
 * Runs statements: {@link dev.stagedoor.engine.Engine} takes SQL text and a session and gives rows. Authorization, the resolution of a
 * stage path to a store and a key, and the query engine live here; bytes of files never pass through.
 */
@NullMarked
package dev.stagedoor.engine;

import org.jspecify.annotations.NullMarked;

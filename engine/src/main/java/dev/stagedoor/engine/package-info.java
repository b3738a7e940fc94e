/**
 * Runs statements: {@link dev.stagedoor.engine.Engine} takes SQL text and a session and gives rows. Bytes of files never pass through. The
 * packages lie in one order, each using only those before it: {@code statement}, {@code access}, {@code file}, {@code presign},
 * {@code definition}, {@code account}, {@code query}.
 */
@NullMarked
package dev.stagedoor.engine;

import org.jspecify.annotations.NullMarked;

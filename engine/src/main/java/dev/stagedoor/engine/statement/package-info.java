/**
 * What every room of the engine speaks: a statement's context and result, the settings of a session, and the sentences that several
 * say.
 */
@NullMarked
package dev.stagedoor.engine.statement;

import org.jspecify.annotations.NullMarked;

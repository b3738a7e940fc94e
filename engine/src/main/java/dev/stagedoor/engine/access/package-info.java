/** Who may do what: the roles and grants of whoever asks, what each statement needs, and the refusals. */
@NullMarked
package dev.stagedoor.engine.access;

import org.jspecify.annotations.NullMarked;

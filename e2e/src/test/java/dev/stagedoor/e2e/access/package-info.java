/** Who may do what, asked over HTTP: every user of a table, at every endpoint, for every place. */
@NullMarked
package dev.stagedoor.e2e.access;

import org.jspecify.annotations.NullMarked;

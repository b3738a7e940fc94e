/**
 * The SQL shell: splits what the user writes into statements, runs them through the client, and prints results in the chosen format. The
 * interactive form adds line editing, history and completion.
 */
@NullMarked
package dev.stagedoor.cli.shell;

import org.jspecify.annotations.NullMarked;

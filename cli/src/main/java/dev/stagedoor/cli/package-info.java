/**
 * The {@code stagedoor} command: {@link dev.stagedoor.cli.Main} and one class a subcommand. A command reads its arguments, calls the
 * package that does the work, and turns failures into one line and an exit code.
 */
@NullMarked
package dev.stagedoor.cli;

import org.jspecify.annotations.NullMarked;

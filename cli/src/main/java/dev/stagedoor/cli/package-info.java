/** The {@code stagedoor} command: serve, demo and sql; configuration, and the one place where everything is wired together. */
@NullMarked
package dev.stagedoor.cli;

import org.jspecify.annotations.NullMarked;

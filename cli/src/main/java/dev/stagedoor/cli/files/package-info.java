/** What {@code stagedoor ls}, {@code put}, {@code get} and the other commands on files print: listings and progress. */
@NullMarked
package dev.stagedoor.cli.files;

import org.jspecify.annotations.NullMarked;

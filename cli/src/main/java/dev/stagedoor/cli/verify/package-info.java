/** What {@code stagedoor verify} prints: progress for people, and the result for people or programs. */
@NullMarked
package dev.stagedoor.cli.verify;

import org.jspecify.annotations.NullMarked;

/** Sets up logging in code, which starts faster than reading a file: one line an event, to standard error. */
@NullMarked
package dev.stagedoor.cli.logging;

import org.jspecify.annotations.NullMarked;

/**
 * The demonstration: {@link dev.stagedoor.cli.demo.Walkthrough} takes a real file through a real server with real {@code curl} commands,
 * prints each, and checks what comes back byte for byte.
 */
@NullMarked
package dev.stagedoor.cli.demo;

import org.jspecify.annotations.NullMarked;

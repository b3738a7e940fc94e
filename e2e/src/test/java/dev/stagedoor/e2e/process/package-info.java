/** The server as a process: how it starts, refuses to start, ends, and what it writes while it runs. */
@NullMarked
package dev.stagedoor.e2e.process;

import org.jspecify.annotations.NullMarked;

/** Benchmarks, each beside a peer in the same run. BENCHMARKS.md has the commands and the figures. */
@NullMarked
package dev.stagedoor.bench;

import org.jspecify.annotations.NullMarked;

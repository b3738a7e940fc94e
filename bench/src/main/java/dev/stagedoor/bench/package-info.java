/**
 * Benchmarks, each beside a peer in the same run. {@link dev.stagedoor.bench.Benchmarks} starts them by name, and {@code bench/run} starts
 * that. BENCHMARKS.md has the commands and the figures.
 */
@NullMarked
package dev.stagedoor.bench;

import org.jspecify.annotations.NullMarked;

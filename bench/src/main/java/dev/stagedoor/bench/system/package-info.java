/**
 * Whole-system benchmarks: the server as users start it, and a peer beside it in the same run, both as processes of their own. The load
 * comes from this process, on the same machine, over loopback.
 */
@NullMarked
package dev.stagedoor.bench.system;

import org.jspecify.annotations.NullMarked;

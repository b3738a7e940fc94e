/**
 * What survives {@code kill -9}: a load whose every acknowledgement is written down on the client's side, and the comparison with what the
 * server shows after it was started again.
 */
@NullMarked
package dev.stagedoor.e2e.crash;

import org.jspecify.annotations.NullMarked;

/**
 * What several owners of files on the machine's disk share: key files that only their owner can read, and directories whose entries survive
 * a power cut. Knows nothing of what the keys are for.
 */
@NullMarked
package dev.stagedoor.storage.disk;

import org.jspecify.annotations.NullMarked;

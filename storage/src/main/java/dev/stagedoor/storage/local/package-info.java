/**
 * What the stores on this machine have in common besides the disk: they are reached through the server's own door, with requests presigned
 * for it.
 */
@NullMarked
package dev.stagedoor.storage.local;

import org.jspecify.annotations.NullMarked;

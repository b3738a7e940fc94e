/**
 * Objects that are files in directories of this machine which the configuration allows. Nothing outside of them is read, written or listed:
 * paths are walked from the root down, one name at a time, without following a symbolic link.
 */
@NullMarked
package dev.stagedoor.storage.fs;

import org.jspecify.annotations.NullMarked;

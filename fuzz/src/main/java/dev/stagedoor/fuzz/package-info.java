/**
 * Fuzz targets, for Jazzer: each feeds what it is given to one reader of clients' texts, and fails on anything but that reader's own
 * refusal. {@code mvn verify} runs each for some seconds, {@code fuzz/run} for as long as one likes.
 */
@NullMarked
package dev.stagedoor.fuzz;

import org.jspecify.annotations.NullMarked;

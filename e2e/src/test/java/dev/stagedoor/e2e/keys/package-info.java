/** One key at every entrance and every exit: statements, URLs, forms, drivers, directories and buckets. */
@org.jspecify.annotations.NullMarked
package dev.stagedoor.e2e.keys;

/** From a path in a stage to a store and a key: resolving, listing and removing. */
@NullMarked
package dev.stagedoor.engine.file;

import org.jspecify.annotations.NullMarked;

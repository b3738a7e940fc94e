/** Stages, connections and file formats: CREATE, ALTER, DROP, DESC and SHOW. */
@NullMarked
package dev.stagedoor.engine.definition;

import org.jspecify.annotations.NullMarked;

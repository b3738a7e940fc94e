/** File formats as values: each type's options with defaults and rules, and the two ways they are shown (JSON and option text). */
@NullMarked
package dev.stagedoor.catalog.format;

import org.jspecify.annotations.NullMarked;

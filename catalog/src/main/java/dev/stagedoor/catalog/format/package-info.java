/**
 * File formats as values: each type's options with defaults and rules, how a SQL clause becomes one, and the two ways they are shown (JSON
 * and option text). {@link dev.stagedoor.catalog.format.FileFormats} is the way in; the options of each type are data in one table, so that
 * a new option is one line there. Nothing here reads or writes files of these formats.
 */
@NullMarked
package dev.stagedoor.catalog.format;

import org.jspecify.annotations.NullMarked;

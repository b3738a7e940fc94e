/**
 * Staging SQL: text in, {@link dev.stagedoor.sql.Statement} out. Owns the grammar, the statements as sealed records, and the texts of
 * syntax errors. Knows nothing of what a statement does.
 */
@NullMarked
package dev.stagedoor.sql;

import org.jspecify.annotations.NullMarked;

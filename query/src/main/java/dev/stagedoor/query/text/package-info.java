/**
 * CSV, TEXT and NDJSON where DuckDB's readers do not keep to the options of a format: bytes are decompressed, decoded, and taken apart into
 * lines or fields here. Local files in, typed rows out. Knows no stage and no query.
 */
@NullMarked
package dev.stagedoor.query.text;

import org.jspecify.annotations.NullMarked;

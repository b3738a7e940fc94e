package dev.stagedoor.table;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a COPY has read, as its result tells of it.
 *
 * @param rows that went into the table
 * @param errors rows that did not
 * @param firstErrorLine from 1
 */
public record LoadedFile(LoadSource source, long rows, long errors, Optional<String> firstError, OptionalLong firstErrorLine) {}

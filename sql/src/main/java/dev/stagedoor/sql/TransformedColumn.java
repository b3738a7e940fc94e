package dev.stagedoor.sql;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a table is partitioned or clustered by: {@code column}, {@code day(column)} or {@code bucket(16, column)}.
 *
 * @param transform the function's name in lower case; which there are is not a matter of syntax
 * @param width the number among the arguments
 */
public record TransformedColumn(Optional<String> transform, OptionalInt width, String column) {}

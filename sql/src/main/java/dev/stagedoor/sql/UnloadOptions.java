package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/**
 * How {@code COPY INTO location} writes. The options fit each other: what cannot be combined is refused by the parser.
 *
 * @param fileFormat else the stage's
 * @param maxFileSize in bytes, before compression; 0 for the default
 * @param includeQueryId whether the query's id is in the name of each file
 * @param useRawPath whether the location is the name of the only file
 * @param partitionBy an expression over the columns that are written
 */
public record UnloadOptions(
        Optional<FormatClause> fileFormat,
        boolean single,
        long maxFileSize,
        boolean detailedOutput,
        boolean useRawPath,
        boolean includeQueryId,
        boolean overwrite,
        Optional<List<QueryPart>> partitionBy) {
    /** What the name of a file begins with, and what a path may end with that says so itself. */
    public static final String DATA = "data_";

    /** Nothing is said. */
    public static final UnloadOptions DEFAULT =
            new UnloadOptions(Optional.empty(), false, 0, false, false, true, false, Optional.empty());

    public UnloadOptions {
        partitionBy = partitionBy.map(List::copyOf);
    }
}

package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How {@code COPY INTO table} loads. {@code SIZE_LIMIT} and {@code SPLIT_SIZE} are read and mean nothing, as in Databend.
 *
 * @param files relative to the location; empty for every file whose path begins with it
 * @param pattern that of LIST; not looked at when files are named
 * @param fileFormat else the stage's
 * @param maxFiles how many files are loaded at most; 0 for all
 * @param columnMatch empty for the file format's own way
 * @param schemaEvolution empty when nothing is said
 */
public record CopyOptions(
        List<String> files,
        Optional<String> pattern,
        Optional<FormatClause> fileFormat,
        boolean purge,
        boolean force,
        OnError onError,
        long maxFiles,
        boolean disableVariantCheck,
        boolean returnFailedOnly,
        Optional<ColumnMatch> columnMatch,
        Optional<SchemaEvolution> schemaEvolution) {
    /** The largest {@code MAX_FILES}. */
    public static final long MAX_MAX_FILES = 15_000;

    /** Nothing is said. */
    public static final CopyOptions DEFAULT = new CopyOptions(
            List.of(), Optional.empty(), Optional.empty(), false, false, OnError.ABORT, 0, false, false, Optional.empty(),
            Optional.empty());

    public CopyOptions {
        files = List.copyOf(files);
    }

    /**
     * What a row that cannot be read leads to.
     *
     * @param errors the number of them at which a file is skipped, or the statement ends; 1 or more
     */
    public record OnError(Mode mode, long errors) {
        /** {@code ABORT}, which is what happens when nothing is said. */
        public static final OnError ABORT = new OnError(Mode.ABORT, 1);

        public enum Mode {
            CONTINUE,
            SKIP_FILE,
            ABORT
        }
    }

    /** How columns of files are found that have names. */
    public enum ColumnMatch {
        CASE_SENSITIVE,
        CASE_INSENSITIVE,
        POSITION
    }

    /** How much is looked at before columns are added; empty for AUTO. */
    public record SchemaEvolution(OptionalLong sampleFiles, OptionalLong sampleRecordsPerFile, OptionalLong sampleTotalRecords) {}
}

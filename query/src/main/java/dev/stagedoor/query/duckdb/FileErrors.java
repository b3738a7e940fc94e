package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What DuckDB's readers say of a damaged file, in the user's terms: the file by its name in the stage, the line, and what is wrong with it.
 * DuckDB quotes the line; what is in a file is not for messages and logs.
 */
final class FileErrors {
    /** What DuckDB says of the metadata inside a Parquet file, and of an encoding, without the file. */
    private static final List<String> DAMAGED =
            List.of("Variable-length int", "TProtocolException", "don't know what type", "is not latin-1 encoded", "metadata is corrupt");

    private static final String IO = "IO Error: ";
    private static final Pattern CSV = Pattern.compile("CSV Error on Line: (\\d+)");
    private static final Pattern COLUMNS = Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
    private static final Pattern JSON =
            Pattern.compile("Malformed JSON in file \"[^\"]*\", at byte (\\d+) in (?:record/value|line) (\\d+): ([^.\\n]*)");

    private static final Pattern LACKING = Pattern.compile(
            "column \"(.*)\" was read from the original file \"(.*)\", but could not be found in file \"(.*)\"");

    /** What is in an error of DuckDB's, and what that means. */
    private record Fault(String told, String meaning) {}

    private static final List<Fault> CSV_FAULTS = List.of(
            new Fault("unterminated quote", "a quoted field has no end"),
            new Fault("Invalid unicode", "it is not UTF-8"),
            new Fault("Maximum line size", "the line is longer than 2 MB"),
            new Fault("reached an invalid state", "the quotes or the ends of lines are not those of its format; all lines must end alike"));

    private FileErrors() {}

    /** @return without DuckDB's own error, which would bring the line along; empty when it is not about one of the files */
    static Optional<StagedoorException> of(SQLException e, Collection<StagedFile> files) {
        String message = String.valueOf(e.getMessage());
        if (QueryErrors.isFullDisk(message)) {
            return Optional.empty();
        }
        Optional<StagedoorException> lacking = lacking(message, files);
        if (lacking.isPresent()) {
            return lacking;
        }
        boolean named = files.stream().anyMatch(file -> message.contains(file.path().toString()));
        if (!named && (message.startsWith(IO) || DAMAGED.stream().anyMatch(message::contains))) {
            return files.isEmpty() ? Optional.empty() : Optional.of(unnamed(files));
        }
        return files.stream()
                .filter(file -> message.contains(file.path().toString()))
                .findFirst()
                .map(file -> new StagedoorException(
                        ErrorCode.BAD_BYTES, "file '" + ShownText.of(file.name()) + "'" + fault(message)));
    }

    /** Of several Parquet files the first says which columns there are. */
    private static Optional<StagedoorException> lacking(String message, Collection<StagedFile> files) {
        Matcher lacking = LACKING.matcher(message);
        return lacking.find()
                ? name(lacking.group(3), files).flatMap(file -> name(lacking.group(2), files).map(first -> new StagedoorException(
                        ErrorCode.BAD_BYTES,
                        "file '" + file + "' has no column `" + ShownText.of(lacking.group(1)) + "`, which '" + first
                                + "' has: read files with the same columns together (FILES, PATTERN)")))
                : Optional.empty();
    }

    private static Optional<String> name(String path, Collection<StagedFile> files) {
        return files.stream()
                .filter(file -> file.path().toString().equals(path))
                .findFirst()
                .map(file -> ShownText.of(file.name()));
    }

    /** DuckDB does not say of every fault which file it is in. */
    private static StagedoorException unnamed(Collection<StagedFile> files) {
        String which = files.size() == 1
                ? "file '" + ShownText.of(files.iterator().next().name()) + "'"
                : "one of the " + files.size() + " files that the query reads (FILES tells which, one by one)";
        return new StagedoorException(ErrorCode.BAD_BYTES, which + ": it is damaged, or not of its format");
    }

    private static String fault(String message) {
        Optional<String> own = TextFault.told(message);
        if (own.isPresent()) {
            return own.get();
        }
        Matcher line = CSV.matcher(message);
        if (line.find()) {
            return ", line " + line.group(1) + ": " + csvFault(message);
        }
        Matcher json = JSON.matcher(message);
        if (json.find()) {
            return ", line " + lineOfJson(Long.parseLong(json.group(2))) + ", byte " + json.group(1) + ": it is not JSON, "
                    + json.group(3).strip();
        }
        if (message.contains("reached an invalid state")) {
            return ": " + csvFault(message);
        }
        if (message.contains("No magic bytes") || message.contains("too small to be a Parquet file")) {
            return ": it is no Parquet file; FILE_FORMAT => 'csv' or another says what it is";
        }
        if (message.contains("gzip") || message.contains("GZIP") || message.contains("ZSTD") || message.contains("zstd")) {
            return ": it is not compressed as its format says, or cut short";
        }
        return ": it cannot be read; it is damaged, cut short, or of another format";
    }

    private static String csvFault(String message) {
        Matcher columns = COLUMNS.matcher(message);
        if (columns.find()) {
            int expected = Integer.parseInt(columns.group(1));
            int found = Integer.parseInt(columns.group(2));
            // Of too many DuckDB tells only that there is one more.
            return "expected " + expected + (expected == 1 ? " column" : " columns") + ", found " + (found > expected ? "more" : found);
        }
        return CSV_FAULTS.stream()
                .filter(fault -> message.contains(fault.told))
                .map(Fault::meaning)
                .findFirst()
                .orElse("it cannot be read as CSV with the options of its format");
    }

    /** DuckDB 2.0.0 counts one line too many. */
    private static long lineOfJson(long told) {
        return Math.max(1, told - 1);
    }
}

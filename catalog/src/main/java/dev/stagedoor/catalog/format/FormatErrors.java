package dev.stagedoor.catalog.format;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause.Value;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is said about a clause that is refused. The texts are Databend's wherever it has one. */
final class FormatErrors {
    /** Characters of a refused value that a message repeats. */
    static final int MAX_SHOWN_CHARS = 100;

    private FormatErrors() {}

    static StagedoorException noType() {
        return new StagedoorException(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Invalid FILE_FORMAT options: FILE_FORMAT must include at least one of the TYPE or NAME option. Currently, neither is"
                        + " specified.");
    }

    static StagedoorException nameWithOptions() {
        return new StagedoorException(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Invalid FILE_FORMAT options: FORMAT_NAME stands alone. Remove the other options, or give TYPE instead of FORMAT_NAME.");
    }

    static StagedoorException unknownType(String name) {
        return new StagedoorException(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unknown file format type '" + cut(name)
                        + "', must be one of ( CSV | TEXT | NDJSON | PARQUET | LANCE | ORC | AVRO | JSON | ARROW | ARROW_STREAM )");
    }

    static StagedoorException unknownName(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_FILE_FORMAT, "Unknown file format '" + cut(name) + "'");
    }

    static StagedoorException unknownCompression(String option, String written) {
        return new StagedoorException(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unknown file compression type, must one of { auto | gzip | bz2 | brotli | zstd | deflate | raw_deflate | lzo | snappy |"
                        + " xz | zip | none }");
    }

    static StagedoorException unsupported(FileFormatType type, Map<String, Value> options) {
        String listed = new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> "\"" + OptionText.lower(option.getKey()) + "\": \""
                                + OptionText.escape(cut(shown(option.getValue()))) + "\"")
                        .collect(Collectors.joining(", ", "{", "}"));
        return new StagedoorException(ErrorCode.ILLEGAL_FILE_FORMAT, "Unsupported options for " + type + ": " + listed);
    }

    static StagedoorException notBoolean(String option, String written) {
        return new StagedoorException(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Invalid boolean value " + cut(written) + " for option " + OptionText.lower(option) + ".");
    }

    /** A value outside a closed list of words. */
    static StagedoorException notAmong(String option, String written, String words) {
        return new StagedoorException(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid option value: " + option + " is set to " + cut(written) + ". The valid values are " + words + ".");
    }

    static StagedoorException invalid(FileFormatType type, String option, String written, String complaint) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid " + type + " option value: " + option + " is currently set to '" + cut(written) + "'. " + complaint);
    }

    /** A value as text, without the quotes it may have had. */
    static String shown(Value value) {
        return switch (value) {
            case Value.Text(var text) -> text;
            case Value.Word(var word) -> word;
            case Value.Number(var number) -> Long.toString(number);
            case Value.Flag(var on) -> Boolean.toString(on);
            case Value.Texts(var texts) -> texts.stream()
                    .limit(MAX_SHOWN_CHARS)
                    .map(text -> "\"" + OptionText.escape(text) + "\"")
                    .collect(Collectors.joining(",", "[", "]"));
        };
    }

    private static String cut(String text) {
        if (text.length() <= MAX_SHOWN_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_SHOWN_CHARS - 1)) ? MAX_SHOWN_CHARS - 1 : MAX_SHOWN_CHARS;
        return text.substring(0, end) + "…";
    }
}

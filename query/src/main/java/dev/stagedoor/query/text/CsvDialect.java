package dev.stagedoor.query.text;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a file of CSV is written: the options of its format.
 *
 * @param replacing whether bytes that are not of the encoding become U+FFFD; else they are an error
 * @param endsWithLine whether a record ends with its line: LF, CR LF or CR; else with {@code recordEnd}
 * @param escaped whether a backslash within quotes stands before a character that means itself
 * @param skipped records at the beginning that are none of the rows; empty lines count
 * @param nullText a field that is this text is NULL
 * @param quotedNulls whether it is in quotes too
 * @param trimmed whether blanks at both ends of a field go, those within quotes too
 */
record CsvDialect(
        Charset encoding,
        boolean replacing,
        boolean endsWithLine,
        char recordEnd,
        String fieldDelimiter,
        char quote,
        boolean escaped,
        long skipped,
        String nullText,
        boolean quotedNulls,
        boolean emptyIsNull,
        boolean quotedEmptyIsNull,
        boolean trimmed) {
    /** @throws StagedoorException 1006 when two of the delimiters cannot be told apart */
    static CsvDialect of(FileFormat format) {
        Map<String, Object> options = format.options();
        String recordDelimiter = text(options, "record_delimiter");
        boolean endsWithLine = recordDelimiter.equals("\n") || recordDelimiter.equals("\r\n");
        CsvDialect dialect = new CsvDialect(
                Charset.forName(text(options, "encoding")),
                text(options, "encoding_error_mode").equals("replace"),
                endsWithLine,
                recordDelimiter.charAt(0),
                text(options, "field_delimiter"),
                text(options, "quote").charAt(0),
                !text(options, "escape").isEmpty(),
                (Long) options.get("headers"),
                text(options, "null_display"),
                options.get("allow_quoted_nulls").equals(true),
                text(options, "empty_field_as").equals("Null"),
                text(options, "quoted_empty_field_as").equals("Null"),
                options.get("trim_space").equals(true));
        dialect.requireDistinct();
        return dialect;
    }

    private static String text(Map<String, Object> options, String name) {
        return (String) options.get(name);
    }

    private void requireDistinct() {
        boolean holdsEnd = endsWithLine
                ? fieldDelimiter.contains("\n") || fieldDelimiter.contains("\r")
                : fieldDelimiter.indexOf(recordEnd) >= 0 || recordEnd == quote;
        boolean isEscape = escaped && (fieldDelimiter.indexOf('\\') >= 0 || !endsWithLine && recordEnd == '\\');
        if (holdsEnd || isEscape || fieldDelimiter.indexOf(quote) >= 0) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "RECORD_DELIMITER, FIELD_DELIMITER, QUOTE and ESCAPE of a CSV format must not hold one another");
        }
    }

    /** Whether a field without quotes is NULL. */
    boolean isNull(String written) {
        return value(written, false) == null;
    }

    /** Whether a field has nothing in it. */
    boolean isEmpty(String written) {
        return (trimmed ? Blanks.trim(written) : written).isEmpty();
    }

    /** What a field means. */
    @Nullable String value(String written, boolean quoted) {
        String value = trimmed ? Blanks.trim(written) : written;
        if ((!quoted || quotedNulls) && value.equals(nullText)) {
            return null;
        }
        return value.isEmpty() && (quoted ? quotedEmptyIsNull : emptyIsNull) ? null : value;
    }
}

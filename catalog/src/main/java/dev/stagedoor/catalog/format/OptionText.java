package dev.stagedoor.catalog.format;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Options as {@code SHOW FILE FORMATS} prints them. The templates keep Databend's irregularities: {@code SKIP_HEADER= 0} without a space,
 * the comma after some types, {@code NULL_FIELDS_AS} for what is set with NULL_FIELD_AS, and AVRO's compression under that name.
 */
final class OptionText {
    /** {@code {key}} as stored, {@code {key:escaped}} with {@link #escape}, {@code {key:upper}} and {@code {key:lower}} in snake case. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(?::(\\w+))?}");

    private static final Pattern WORD_BOUNDARY = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private OptionText() {}

    private static String template(FileFormatType type) {
        return switch (type) {
            case CSV ->
                """
                TYPE = CSV COMPRESSION = {compression} FIELD_DELIMITER = '{field_delimiter:escaped}' \
                RECORD_DELIMITER = '{record_delimiter:escaped}' QUOTE = '{quote:escaped}' QUOTE_STYLE = {quote_style} \
                ESCAPE = '{escape:escaped}' SKIP_HEADER= {headers} OUTPUT_HEADER= {output_header} \
                NULL_DISPLAY = '{null_display:escaped}' NAN_DISPLAY = '{nan_display:escaped}' ENCODING = '{encoding:escaped}' \
                ENCODING_ERROR_MODE = '{encoding_error_mode}' EMPTY_FIELD_AS = {empty_field_as:upper} BINARY_FORMAT = \
                {binary_format:lower} \
                ERROR_ON_COLUMN_COUNT_MISMATCH = {error_on_column_count_mismatch} TRIM_SPACE = {trim_space} \
                ALLOW_QUOTED_NULLS = {allow_quoted_nulls} QUOTED_EMPTY_FIELD_AS = {quoted_empty_field_as:upper}""";
            case TEXT ->
                """
                TYPE = TEXT COMPRESSION = {compression} FIELD_DELIMITER = '{field_delimiter:escaped}' \
                RECORD_DELIMITER = '{record_delimiter:escaped}' \
                ESCAPE = '{escape:escaped}' SKIP_HEADER= {headers} OUTPUT_HEADER= {output_header} \
                NULL_DISPLAY = '{null_display:escaped}' NAN_DISPLAY = '{nan_display:escaped}' ENCODING = '{encoding:escaped}' \
                ENCODING_ERROR_MODE = '{encoding_error_mode}' EMPTY_FIELD_AS = {empty_field_as:upper} BINARY_FORMAT = \
                {binary_format:lower} \
                ERROR_ON_COLUMN_COUNT_MISMATCH = {error_on_column_count_mismatch} TRIM_SPACE = {trim_space}""";
            case NDJSON ->
                "TYPE = NDJSON, COMPRESSION = {compression} MISSING_FIELD_AS = {missing_field_as:upper} NULL_FIELDS_AS ="
                        + " {null_field_as:upper}";
            case PARQUET, ORC, ARROW, ARROW_STREAM -> "TYPE = " + type + " MISSING_FIELD_AS = {missing_field_as:upper}";
            case AVRO -> "TYPE = AVRO, NULL_FIELDS_AS = {compression:lower}";
            case JSON -> "TYPE = JSON COMPRESSION = {compression}";
            case XML -> "TYPE = XML COMPRESSION = {compression} ROW_TAG = '{row_tag:escaped}'";
            case LANCE -> "TYPE = LANCE";
        };
    }

    static String of(FileFormat format) {
        return PLACEHOLDER
                .matcher(template(format.type()))
                .replaceAll(place -> Matcher.quoteReplacement(filled(place.group(1), place.group(2), format)));
    }

    private static String filled(String key, @Nullable String style, FileFormat format) {
        String stored = String.valueOf(format.options().get(key));
        return switch (style) {
            case null -> stored;
            case "escaped" -> escape(stored);
            case "upper" -> snake(stored).toUpperCase(Locale.ROOT);
            case "lower" -> lower(snake(stored));
            default -> throw new IllegalStateException("no style " + style);
        };
    }

    /** Backslash escapes for tab, CR, LF, quotes, backslash, and {@code \xHH} for other control characters. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 2);
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\t' -> escaped.append("\\t");
                case '\r' -> escaped.append("\\r");
                case '\n' -> escaped.append("\\n");
                case '\'', '"', '\\' -> escaped.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        escaped.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** {@code FieldDefault} to {@code Field_Default}. */
    private static String snake(String stored) {
        return WORD_BOUNDARY.matcher(stored).replaceAll("_");
    }
}

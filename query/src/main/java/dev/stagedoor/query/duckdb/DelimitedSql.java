package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record of CSV or TEXT as an expression, with every option of its format. DuckDB's writer knows some of the options only, so it is given
 * whole lines. What a format has no way to write fails the query: a file must not have other rows than the query.
 */
final class DelimitedSql {
    /** What a number, a boolean or binary text may hold beside letters and digits. */
    private static final String NUMBER_CHARACTERS = "+-./=";

    /** What a date or a time may hold beside letters and digits, {@code 0044-03-15 (BC)} among them. */
    private static final String MOMENT_CHARACTERS = "+-.: ()";

    private static final String BLANKS = " \t\f\u000B\uFEFF";

    private final boolean csv;
    private final String delimiter;
    private final String end;
    private final String quote;
    private final boolean escaped;
    private final boolean minimal;
    private final String nullText;
    private final CellSql cells;

    private DelimitedSql(FileFormat format) {
        csv = format.type() == FileFormatType.CSV;
        delimiter = text(format, "field_delimiter");
        end = text(format, "record_delimiter");
        quote = csv ? text(format, "quote") : "";
        escaped = !text(format, "escape").isEmpty();
        minimal = csv && text(format, "quote_style").equals("quote_minimal");
        nullText = text(format, "null_display");
        cells = new CellSql(csv, text(format, "nan_display"), text(format, "binary_format").equals("Base64"));
    }

    private static String text(FileFormat format, String option) {
        return (String) format.options().get(option);
    }

    /**
     * For a format of which files can be written.
     *
     * @throws StagedoorException 1006 when none can
     */
    static DelimitedSql of(FileFormat format) {
        DelimitedSql sql = new DelimitedSql(format);
        sql.requireWritable();
        return sql;
    }

    private void requireWritable() {
        String type = csv ? "CSV" : "TEXT";
        if (csv && delimiter.getBytes(StandardCharsets.UTF_8).length > 1) {
            throw bad("It is not supported to unload CSV file with multi-bytes FIELD_DELIMITER");
        }
        if (!csv && delimiter.isEmpty()) {
            throw bad("It is not supported to unload TEXT file when FIELD_DELIMITER is ''");
        }
        if (!csv && escaped && Character.isLetterOrDigit(delimiter.charAt(0))) {
            throw bad("It is not supported to unload TEXT file when FIELD_DELIMITER begins with a letter or a digit");
        }
        if (nullText.contains(delimiter) || nullText.contains(end) || csv && nullText.contains(quote) || nullText.contains("\n")
                || nullText.contains("\r")) {
            throw bad("NULL_DISPLAY of a " + type + " format to unload with must not hold its delimiters");
        }
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }

    /** The names of the columns, as the first record of a file has them. */
    String header(List<Column> columns) {
        return String.join(delimiter, columns.stream().map(column -> name(column.name())).toList());
    }

    private String name(String name) {
        if (csv) {
            return quote + (escaped ? name.replace("\\", "\\\\") : name).replace(quote, quoteWithin()) + quote;
        }
        String written = name;
        for (Map.Entry<String, String> escape : escapes().entrySet()) {
            written = written.replace(escape.getKey(), escape.getValue());
        }
        if (written.contains(end) || !escaped && (written.contains(delimiter) || written.contains("\n") || written.contains("\r"))) {
            throw bad("the name of a column holds a delimiter, and TEXT without ESCAPE has no way to write it: give it another with AS");
        }
        return written;
    }

    /** @param values expressions of the columns */
    String record(List<String> values, List<Column> columns) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                parts.add(SqlText.literal(delimiter));
            }
            parts.add(field(values.get(i), columns.get(i).type()));
        }
        String line = "system.main.concat(" + String.join(", ", parts) + ")";
        if (csv || values.size() > 1) {
            return line;
        }
        // Readers pass over empty lines.
        return "CASE WHEN " + line + " = '' THEN " + error("a row of one empty field is an empty line, which is no row of TEXT") + " ELSE "
                + line + " END";
    }

    private String field(String value, DataType type) {
        String nothing = SqlText.literal(nullText);
        return type == Scalar.NULL ? nothing : "CASE WHEN " + value + " IS NULL THEN " + nothing + " ELSE " + present(value, type) + " END";
    }

    private String present(String value, DataType type) {
        String text = cells.text(value, type);
        boolean bare = isBare(type);
        if (!csv) {
            return bare && !isInNumbers(delimiter) && !isInNumbers(end) ? text : escaped(text);
        }
        if (bare) {
            return isBareSafe(type) ? text : quotedWhereNeeded(text);
        }
        if (minimal) {
            return quotedWhereNeeded(text);
        }
        String quotes = SqlText.literal(quote);
        if (isMoment(type) && !isInMoments(quote)) {
            return quotes + " || " + text + " || " + quotes;
        }
        // DuckDB replaces slowly, so a text is looked at first where making it twice takes no time.
        return type == Scalar.STRING && !escaped
                ? quotes + " || CASE WHEN system.main.contains(" + text + ", " + quotes + ") THEN "
                        + replaced(text, quote, quoteWithin()) + " ELSE " + text + " END || " + quotes
                : quoted(text);
    }

    /** Types whose values have letters, digits and a few other characters. */
    private static boolean isMoment(DataType type) {
        return type == Scalar.DATE || type == Scalar.TIME || type == Scalar.TIMESTAMP || type == Scalar.LOCAL_TIMESTAMP;
    }

    private static boolean isInMoments(String quote) {
        return quote.chars().anyMatch(c -> c == '\\' || Character.isLetterOrDigit(c) || MOMENT_CHARACTERS.indexOf(c) >= 0);
    }

    /** Types whose values Databend writes without quotes. */
    private static boolean isBare(DataType type) {
        return switch (type) {
            case Scalar scalar ->
                switch (scalar) {
                    case BOOLEAN, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT32, FLOAT64, BINARY -> true;
                    case STRING, DATE, TIME, TIMESTAMP, LOCAL_TIMESTAMP, INTERVAL, VARIANT, NULL -> false;
                };
            case Decimal _ -> true;
            case DataType.Array _, DataType.Map _, DataType.Tuple _ -> false;
        };
    }

    /** Whether no value of the type needs quotes. */
    private boolean isBareSafe(DataType type) {
        boolean likeNumber = nullText.chars().allMatch(c -> Character.isLetterOrDigit(c) || NUMBER_CHARACTERS.indexOf(c) >= 0);
        return type != Scalar.BINARY && !isInNumbers(delimiter) && !isInNumbers(end) && !(likeNumber && !nullText.isEmpty());
    }

    private static boolean isInNumbers(String delimiter) {
        return delimiter.chars().anyMatch(c -> Character.isLetterOrDigit(c) || NUMBER_CHARACTERS.indexOf(c) >= 0);
    }

    private String quoteWithin() {
        return escaped ? "\\" + quote : quote + quote;
    }

    private String quoted(String text) {
        String within = text;
        if (escaped) {
            within = replaced(within, "\\", "\\\\");
        }
        return SqlText.literal(quote) + " || " + replaced(within, quote, quoteWithin()) + " || " + SqlText.literal(quote);
    }

    private String quotedWhereNeeded(String text) {
        String special = "[" + characterClass(delimiter + end + quote + "\r\n\\") + "]";
        String blank = "[" + characterClass(BLANKS) + "]";
        return "CASE WHEN " + text + " = '' OR " + text + " = " + SqlText.literal(nullText) + " OR system.main.regexp_matches(" + text
                + ", " + SqlText.literal(special + "|^" + blank + "|" + blank + "$") + ") THEN " + quoted(text) + " ELSE " + text + " END";
    }

    private static String characterClass(String characters) {
        StringBuilder each = new StringBuilder();
        characters.codePoints().forEach(c -> each.append("\\x{").append(Integer.toHexString(c)).append('}'));
        return each.toString();
    }

    private static String replaced(String text, String from, String to) {
        return "system.main.\"replace\"(" + text + ", " + SqlText.literal(from) + ", " + SqlText.literal(to) + ")";
    }

    /** What is written for what, in this order; nothing without ESCAPE. */
    private Map<String, String> escapes() {
        Map<String, String> escapes = new LinkedHashMap<>();
        if (escaped) {
            escapes.put("\\", "\\\\");
            escapes.put("\n", "\\n");
            escapes.put("\r", "\\r");
            escapes.put("\t", "\\t");
            escapes.put("\b", "\\b");
            escapes.put("\f", "\\f");
            // Any of a delimiter of several characters: what is left of it is none.
            String first = delimiter.substring(0, delimiter.offsetByCodePoints(0, 1));
            escapes.putIfAbsent(first, "\\" + first);
        }
        return escapes;
    }

    private String escaped(String text) {
        String written = text;
        Map<String, String> escapes = escapes();
        for (Map.Entry<String, String> escape : escapes.entrySet()) {
            written = replaced(written, escape.getKey(), escape.getValue());
        }
        if (escaped) {
            written = "CASE WHEN system.main.regexp_matches(" + text + ", "
                    + SqlText.literal("[" + characterClass(String.join("", escapes.keySet())) + "]") + ") THEN " + written + " ELSE " + text
                    + " END";
        }
        List<String> impossible = new ArrayList<>();
        if (!escaped) {
            impossible.addAll(List.of(delimiter, "\n", "\r"));
        }
        if (!escapes.containsKey(end) && !end.equals("\r\n") && !impossible.contains(end)) {
            impossible.add(end);
        }
        for (String delimiterWithin : impossible) {
            written = "CASE WHEN system.main.contains(" + text + ", " + SqlText.literal(delimiterWithin) + ") THEN "
                    + error("a value holds a delimiter, which a file of TEXT with these options has no way to write") + " ELSE " + written
                    + " END";
        }
        return written;
    }

    private static String error(String message) {
        return "error(" + SqlText.literal(message) + ")";
    }
}

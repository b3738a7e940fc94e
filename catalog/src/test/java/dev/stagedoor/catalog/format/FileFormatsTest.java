package dev.stagedoor.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.FormatClause.Value;
import dev.stagedoor.sql.FormatClause.Value.Flag;
import dev.stagedoor.sql.FormatClause.Value.Number;
import dev.stagedoor.sql.FormatClause.Value.Text;
import dev.stagedoor.sql.FormatClause.Value.Texts;
import dev.stagedoor.sql.FormatClause.Value.Word;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatsTest {
    private static final FileFormat PIPES = resolve("TYPE", word("CSV"), "FIELD_DELIMITER", text("|"));

    static FileFormat resolve(Object... namesAndValues) {
        return FileFormats.resolve(clause(namesAndValues), name -> name.equals("pipes") ? Optional.of(PIPES) : Optional.empty());
    }

    static FormatClause clause(Object... namesAndValues) {
        var options = new LinkedHashMap<String, Value>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
        }
        return new FormatClause(options);
    }

    static Value word(String word) {
        return new Word(word);
    }

    static Value text(String text) {
        return new Text(text);
    }

    private static void refused(ErrorCode code, String message, Object... namesAndValues) {
        assertThatThrownBy(() -> resolve(namesAndValues))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    private static Object option(FileFormat format, String key) {
        return Optional.ofNullable(format.options().get(key)).orElseThrow();
    }

    @Test
    void a_clause_names_a_type_or_a_format() {
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Invalid FILE_FORMAT options: FILE_FORMAT must include at least one of the TYPE or NAME option. Currently, neither is"
                        + " specified.",
                "COMPRESSION",
                word("GZIP"));
    }

    @Test
    void an_unknown_type_is_refused_with_the_list_of_types() {
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unknown file format type 'xlsx', must be one of ( CSV | TEXT | NDJSON | PARQUET | LANCE | ORC | AVRO | JSON | ARROW |"
                        + " ARROW_STREAM )",
                "TYPE",
                text("xlsx"));
    }

    @ParameterizedTest
    @CsvSource({
        "csv,CSV", "CSV,CSV", "TSV,TEXT", "tabseparated,TEXT", "text,TEXT", "JsonEachRow,NDJSON", "ndjson,NDJSON", "parquet,PARQUET",
        "orc,ORC", "avro,AVRO", "arrow,ARROW", "arrow_stream,ARROW_STREAM", "json,JSON", "xml,XML"
    })
    void types_have_names_and_aliases_in_any_case(String written, FileFormatType type) {
        assertThat(resolve("TYPE", text(written)).type()).isEqualTo(type);
        assertThat(resolve("FORMAT_NAME", text(written))).isEqualTo(FileFormats.builtIn(type));
        assertThat(FileFormats.isReservedName(written)).isTrue();
    }

    @Test
    void other_names_are_free() {
        assertThat(FileFormats.isReservedName("my_csv")).isFalse();
        assertThat(FileFormats.isReservedName("")).isFalse();
        assertThat(FileFormats.isReservedName("lance")).isTrue();
    }

    @Test
    void a_named_format_is_copied() {
        assertThat(resolve("FORMAT_NAME", text("pipes"))).isEqualTo(PIPES);
    }

    @Test
    void a_built_in_type_wins_over_a_format_of_its_name() {
        FileFormat resolved = FileFormats.resolve(clause("FORMAT_NAME", text("csv")), _ -> Optional.of(PIPES));

        assertThat(resolved).isEqualTo(FileFormats.builtIn(FileFormatType.CSV)).isNotEqualTo(PIPES);
    }

    @Test
    void an_unknown_format_name_is_refused() {
        refused(ErrorCode.UNKNOWN_FILE_FORMAT, "Unknown file format 'PIPES'", "FORMAT_NAME", text("PIPES"));
    }

    @Test
    void a_format_name_stands_alone() {
        String message =
                "Invalid FILE_FORMAT options: FORMAT_NAME stands alone. Remove the other options, or give TYPE instead of FORMAT_NAME.";
        refused(ErrorCode.ILLEGAL_FILE_FORMAT, message, "FORMAT_NAME", text("pipes"), "TYPE", word("CSV"));
        refused(ErrorCode.ILLEGAL_FILE_FORMAT, message, "FORMAT_NAME", text("pipes"), "SKIP_HEADER", new Number(1));
    }

    @Test
    void lance_cannot_be_defined() {
        String message = "LANCE file format is only supported in COPY INTO <location>";
        refused(ErrorCode.ILLEGAL_STAGE_FILE_FORMAT, message, "TYPE", word("LANCE"));
        refused(ErrorCode.ILLEGAL_STAGE_FILE_FORMAT, message, "FORMAT_NAME", text("lance"));
    }

    @Test
    void an_option_of_another_type_is_refused() {
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unsupported options for CSV: {\"null_if\": \"[\\\"x\\\"]\", \"row_tag\": \"a\\n\"}",
                "TYPE", word("CSV"), "ROW_TAG", text("a\n"), "NULL_IF", new Texts(List.of("x")));
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unsupported options for PARQUET: {\"field_delimiter\": \",\"}",
                "TYPE", word("PARQUET"), "FIELD_DELIMITER", text(","));
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unsupported options for TEXT: {\"quote\": \"'\"}".replace("'", "\\'"),
                "TYPE", word("TSV"), "QUOTE", text("'"));
    }

    @Test
    void geometry_format_is_shown_but_cannot_be_set() {
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unsupported options for CSV: {\"geometry_format\": \"WKT\"}",
                "TYPE", word("CSV"), "GEOMETRY_FORMAT", text("WKT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "A", "7"})
    void a_field_delimiter_is_not_a_letter_or_digit(String delimiter) {
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: FIELD_DELIMITER is currently set to '" + delimiter
                        + "'. Expecting a non-alphanumeric character.",
                "TYPE", word("CSV"), "FIELD_DELIMITER", text(delimiter));
    }

    @Test
    void a_field_delimiter_has_1_to_20_bytes() {
        assertThat(option(resolve("TYPE", word("CSV"), "FIELD_DELIMITER", text("é".repeat(10))), "field_delimiter"))
                .isEqualTo("é".repeat(10));
        assertThat(option(resolve("TYPE", word("CSV"), "FIELD_DELIMITER", text("ab")), "field_delimiter")).isEqualTo("ab");
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: FIELD_DELIMITER is currently set to '" + "é".repeat(11) + "'. Expecting at most 20 bytes.",
                "TYPE", word("CSV"), "FIELD_DELIMITER", text("é".repeat(11)));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: FIELD_DELIMITER is currently set to ''. Expecting at least one byte.",
                "TYPE", word("CSV"), "FIELD_DELIMITER", text(""));
    }

    @Test
    void text_without_a_field_delimiter_is_whole_lines() {
        assertThat(option(resolve("TYPE", word("TEXT"), "FIELD_DELIMITER", text("")), "field_delimiter")).isEqualTo("");
        assertThat(option(resolve("TYPE", word("TEXT"), "FIELD_DELIMITER", word("NONE")), "field_delimiter")).isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "||", "\n\r", "é"})
    void a_record_delimiter_is_one_byte_or_crlf(String delimiter) {
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: RECORD_DELIMITER is currently set to '" + delimiter
                        + "'. Expecting a single one-byte, non-alphanumeric character or '\\r\\n'.",
                "TYPE", word("CSV"), "RECORD_DELIMITER", text(delimiter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\u0002", "|", " "})
    void one_other_byte_or_crlf_is_a_record_delimiter(String delimiter) {
        assertThat(option(resolve("TYPE", word("TEXT"), "RECORD_DELIMITER", text(delimiter)), "record_delimiter"))
                .isEqualTo(delimiter);
    }

    @Test
    void quote_escape_and_nan_display_take_what_the_sentence_says() {
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: QUOTE is currently set to '|'. The valid values are '\\'', '\\\"', '`'.",
                "TYPE", word("CSV"), "QUOTE", text("|"));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid TEXT option value: ESCAPE is currently set to '/'. The valid values are '\\\\', ''.",
                "TYPE", word("TEXT"), "ESCAPE", text("/"));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: NAN_DISPLAY is currently set to 'n/a'. The valid values are 'nan', 'NaN', 'null', 'NULL'.",
                "TYPE", word("CSV"), "NAN_DISPLAY", text("n/a"));
        assertThat(option(resolve("TYPE", word("CSV"), "QUOTE", text("`")), "quote")).isEqualTo("`");
        assertThat(option(resolve("TYPE", word("CSV"), "ESCAPE", text("\\")), "escape")).isEqualTo("\\");
        assertThat(option(resolve("TYPE", word("TEXT"), "ESCAPE", word("NONE")), "escape")).isEqualTo("");
        assertThat(option(resolve("TYPE", word("CSV"), "NAN_DISPLAY", text("nUlL")), "nan_display")).isEqualTo("nUlL");
    }

    @Test
    void encodings_are_those_java_knows() {
        assertThat(option(resolve("TYPE", word("CSV"), "ENCODING", text("gbk")), "encoding")).isEqualTo("gbk");
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: ENCODING is currently set to 'klingon!'. Expecting the name of a character encoding, such as"
                        + " UTF-8 or GBK.",
                "TYPE", word("CSV"), "ENCODING", text("klingon!"));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: ENCODING_ERROR_MODE is currently set to 'lax'. The valid values are 'strict', 'replace'.",
                "TYPE", word("CSV"), "ENCODING_ERROR_MODE", text("lax"));
    }

    @Test
    void words_outside_a_closed_list_are_refused_with_the_list() {
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid option value: EMPTY_FIELD_AS is set to ERROR. The valid values are NULL | STRING | FIELD_DEFAULT.",
                "TYPE", word("CSV"), "EMPTY_FIELD_AS", word("ERROR"));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid option value: NULL_FIELD_AS is set to ERROR. The valid values are NULL | FIELD_DEFAULT.",
                "TYPE", word("NDJSON"), "NULL_FIELD_AS", word("ERROR"));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid option value: MISSING_FIELD_AS is set to NULL. The valid values are ERROR | FIELD_DEFAULT.",
                "TYPE", word("AVRO"), "MISSING_FIELD_AS", word("NULL"));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid option value: BINARY_FORMAT is set to utf8. The valid values are HEX | BASE64.",
                "TYPE", word("CSV"), "BINARY_FORMAT", text("utf8"));
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Unknown file compression type, must one of { auto | gzip | bz2 | brotli | zstd | deflate | raw_deflate | lzo | snappy |"
                        + " xz | zip | none }",
                "TYPE", word("CSV"), "COMPRESSION", text("rar"));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO,Auto", "none,None", "GZIP,Gzip", "bz2,Bz2", "BROTLI,Brotli", "zstd,Zstd", "DEFLATE,Deflate", "RAWDEFLATE,RawDeflate",
        "raw_deflate,RawDeflate", "XZ,Xz", "snappy,Snappy", "zip,Zip", "lzo,Lzo"
    })
    void compressions_are_words_or_strings_in_any_case(String written, String stored) {
        assertThat(option(resolve("TYPE", word("CSV"), "COMPRESSION", text(written)), "compression")).isEqualTo(stored);
        assertThat(option(resolve("TYPE", word("CSV"), "COMPRESSION", word(written)), "compression")).isEqualTo(stored);
    }

    @Test
    void values_of_the_wrong_kind_are_refused() {
        refused(
                ErrorCode.ILLEGAL_FILE_FORMAT,
                "Invalid boolean value yes for option trim_space.",
                "TYPE", word("CSV"), "TRIM_SPACE", text("yes"));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: SKIP_HEADER is currently set to 'one'. Expecting an unsigned integer.",
                "TYPE", word("CSV"), "SKIP_HEADER", text("one"));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: QUOTE is currently set to '1'. Expecting a string.",
                "TYPE", word("CSV"), "QUOTE", new Number(1));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid PARQUET option value: NULL_IF is currently set to 'x'. Expecting a list of at most 100 strings, each of at most"
                        + " 1024 bytes.",
                "TYPE", word("PARQUET"), "NULL_IF", text("x"));
    }

    @Test
    void what_an_option_holds_is_bounded_and_what_an_error_repeats_is_cut() {
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: NULL_DISPLAY is currently set to '" + "x".repeat(100) + "…'. Expecting at most 1024 bytes.",
                "TYPE", word("CSV"), "NULL_DISPLAY", text("x".repeat(1_025)));
        refused(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid CSV option value: NULL_DISPLAY is currently set to '\ud800'. Expecting well-formed Unicode.",
                "TYPE", word("CSV"), "NULL_DISPLAY", text("\ud800"));
        assertThatThrownBy(() -> resolve("TYPE", word("PARQUET"), "NULL_IF", new Texts(Collections.nCopies(101, ""))))
                .hasMessageContaining("at most 100 strings");
    }

    @Test
    void none_is_no_header_no_escape_and_no_text_for_null() {
        FileFormat format = resolve(
                "TYPE", word("CSV"), "SKIP_HEADER", word("NONE"), "ESCAPE", word("NONE"), "NON_DISPLAY", word("NONE"));

        assertThat(option(format, "headers")).isEqualTo(0L);
        assertThat(option(format, "escape")).isEqualTo("");
        assertThat(option(format, "null_display")).isEqualTo("");
    }

    @Test
    void every_settable_option_of_csv_is_kept() {
        FileFormat format = resolve(
                "TYPE", word("CSV"),
                "COMPRESSION", word("ZIP"),
                "RECORD_DELIMITER", text("\r\n"),
                "FIELD_DELIMITER", text(";"),
                "QUOTE", text("'"),
                "ESCAPE", text("\\"),
                "QUOTE_STYLE", word("QUOTE_MINIMAL"),
                "SKIP_HEADER", new Number(3),
                "OUTPUT_HEADER", new Flag(true),
                "NULL_DISPLAY", text("nil"),
                "NAN_DISPLAY", text("null"),
                "EMPTY_FIELD_AS", word("FIELD_DEFAULT"),
                "QUOTED_EMPTY_FIELD_AS", word("NULL"),
                "ALLOW_QUOTED_NULLS", new Flag(true),
                "ERROR_ON_COLUMN_COUNT_MISMATCH", new Flag(false),
                "TRIM_SPACE", new Flag(true),
                "BINARY_FORMAT", word("BASE64"),
                "ENCODING", text("GBK"),
                "ENCODING_ERROR_MODE", text("replace"));

        assertThat(format.toJson())
                .isEqualTo(
                        """
                        {"allow_quoted_nulls":true,"binary_format":"Base64","compression":"Zip","empty_field_as":"FieldDefault",\
                        "encoding":"GBK",\
                        "encoding_error_mode":"replace","error_on_column_count_mismatch":false,"escape":"\\\\","field_delimiter":";",\
                        "geometry_format":"EWKT","headers":3,"nan_display":"null","null_display":"nil","output_header":true,"quote":"'",\
                        "quote_style":"quote_minimal","quoted_empty_field_as":"Null","record_delimiter":"\\r\\n","trim_space":true,\
                        "type":"Csv"}""");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"LANCE", "NDJSON"})
    void a_bare_type_is_the_built_in_format(FileFormatType type) {
        assertThat(resolve("TYPE", word(type.name()))).isEqualTo(FileFormats.builtIn(type));
    }

    @Test
    void ndjson_fills_nulls_with_defaults_only_when_named_without_a_clause() {
        assertThat(option(resolve("TYPE", word("NDJSON")), "null_field_as")).isEqualTo("Null");
        assertThat(option(resolve("FORMAT_NAME", text("ndjson")), "null_field_as")).isEqualTo("FieldDefault");
    }
}

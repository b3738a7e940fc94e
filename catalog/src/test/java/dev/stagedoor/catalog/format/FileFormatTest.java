package dev.stagedoor.catalog.format;

import static dev.stagedoor.catalog.format.FileFormatsTest.resolve;
import static dev.stagedoor.catalog.format.FileFormatsTest.text;
import static dev.stagedoor.catalog.format.FileFormatsTest.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause.Value.Texts;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The two forms in which formats are shown, against values printed by Databend. */
class FileFormatTest {
    @Test
    void the_default_is_parquet_as_databend_shows_it() {
        assertThat(FileFormat.DEFAULT.toJson())
                .isEqualTo(
                        """
                        {"compression":"Zstd","missing_field_as":"Error","null_if":[],"type":"Parquet","use_logic_type":true}""");
    }

    @Test
    void csv_is_json_as_databend_shows_it() {
        assertThat(resolve("TYPE", word("CSV"), "FIELD_DELIMITER", text("|")).toJson())
                .isEqualTo(
                        """
                        {"allow_quoted_nulls":false,"binary_format":"Hex","compression":"None","empty_field_as":"Null","encoding":"UTF-8",\
                        "encoding_error_mode":"strict","error_on_column_count_mismatch":true,"escape":"","field_delimiter":"|",\
                        "geometry_format":"EWKT","headers":0,"nan_display":"NaN","null_display":"\\\\N","output_header":false,\
                        "quote":"\\"",\
                        "quote_style":"quote_not_null","quoted_empty_field_as":"String","record_delimiter":"\\n","trim_space":false,\
                        "type":"Csv"}""");
    }

    @Test
    void csv_is_option_text_as_databend_prints_it() {
        assertThat(resolve("TYPE", word("CSV"), "FIELD_DELIMITER", text("\t"), "ESCAPE", text("\\")).toOptionText())
                .isEqualTo(
                        "TYPE = CSV COMPRESSION = None FIELD_DELIMITER = '\\t' RECORD_DELIMITER = '\\n' QUOTE = '\\\"' QUOTE_STYLE ="
                                + " quote_not_null ESCAPE = '\\\\' SKIP_HEADER= 0 OUTPUT_HEADER= false NULL_DISPLAY = '\\\\N' NAN_DISPLAY"
                                + " = 'NaN' ENCODING = 'UTF-8' ENCODING_ERROR_MODE = 'strict' EMPTY_FIELD_AS = NULL BINARY_FORMAT = hex"
                                + " ERROR_ON_COLUMN_COUNT_MISMATCH = true TRIM_SPACE = false ALLOW_QUOTED_NULLS = false"
                                + " QUOTED_EMPTY_FIELD_AS = STRING");
    }

    @Test
    void text_is_option_text_without_what_only_csv_has() {
        assertThat(resolve("TYPE", word("TEXT"), "RECORD_DELIMITER", text("\u001f")).toOptionText())
                .isEqualTo(
                        "TYPE = TEXT COMPRESSION = None FIELD_DELIMITER = '\\t' RECORD_DELIMITER = '\\x1F' ESCAPE = '\\\\' SKIP_HEADER= 0"
                                + " OUTPUT_HEADER= false NULL_DISPLAY = '\\\\N' NAN_DISPLAY = 'NaN' ENCODING = 'UTF-8' ENCODING_ERROR_MODE"
                                + " = 'strict' EMPTY_FIELD_AS = FIELD_DEFAULT BINARY_FORMAT = hex ERROR_ON_COLUMN_COUNT_MISMATCH = true"
                                + " TRIM_SPACE = false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "PARQUET;TYPE = PARQUET MISSING_FIELD_AS = ERROR",
                "NDJSON;TYPE = NDJSON, COMPRESSION = None MISSING_FIELD_AS = ERROR NULL_FIELDS_AS = NULL",
                "ORC;TYPE = ORC MISSING_FIELD_AS = ERROR",
                "AVRO;TYPE = AVRO, NULL_FIELDS_AS = none",
                "ARROW;TYPE = ARROW MISSING_FIELD_AS = ERROR",
                "ARROW_STREAM;TYPE = ARROW_STREAM MISSING_FIELD_AS = ERROR",
                "JSON;TYPE = JSON COMPRESSION = None",
                "XML;TYPE = XML COMPRESSION = None ROW_TAG = 'row'"
            })
    void other_types_are_option_text_as_databend_prints_it(String type, String optionText) {
        assertThat(resolve("TYPE", word(type)).toOptionText()).isEqualTo(optionText);
    }

    @Test
    void stored_words_are_printed_in_snake_case() {
        assertThat(resolve("TYPE", word("NDJSON"), "NULL_FIELD_AS", word("FIELD_DEFAULT")).toOptionText())
                .endsWith("NULL_FIELDS_AS = FIELD_DEFAULT");
        assertThat(resolve("TYPE", word("AVRO"), "COMPRESSION", text("raw_deflate")).toOptionText())
                .isEqualTo("TYPE = AVRO, NULL_FIELDS_AS = raw_deflate");
    }

    @Test
    void a_dollar_or_brace_in_a_value_is_printed_as_it_is() {
        assertThat(resolve("TYPE", word("XML"), "ROW_TAG", text("$1{compression}")).toOptionText())
                .isEqualTo("TYPE = XML COMPRESSION = None ROW_TAG = '$1{compression}'");
    }

    @ParameterizedTest
    @EnumSource(FileFormatType.class)
    void the_built_in_format_of_every_type_survives_json(FileFormatType type) {
        FileFormat format = FileFormats.builtIn(type);

        assertThat(FileFormat.fromJson(format.toJson())).isEqualTo(format);
        assertThat(format.toOptionText()).startsWith("TYPE = " + type).doesNotContain("{", "}", "= null");
    }

    @Test
    void options_added_since_get_their_default() {
        assertThat(FileFormat.fromJson("{\"type\":\"Parquet\",\"null_if\":[\"x\"]}"))
                .isEqualTo(resolve("TYPE", word("PARQUET"), "NULL_IF", new Texts(List.of("x"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{\"type\":\"Parquet\",\"bloom\":true};does not know the option 'bloom' of PARQUET",
                "{\"type\":\"Vortex\"};does not know the type 'Vortex'",
                "{\"type\":\"Parquet\",\"compression\":\"Zpaq\"};does not know the value of the option 'compression' of PARQUET",
                "{\"type\":\"Csv\",\"headers\":-1};does not know the value of the option 'headers' of CSV",
                "{\"type\":\"Csv\",\"headers\":\"1\"};does not know the value of the option 'headers' of CSV",
                "{\"type\":\"Csv\",\"geometry_format\":\"WKT\"};does not know the value of the option 'geometry_format'",
                "{\"compression\":\"Zstd\"};no type",
                "{\"type\":1};no type",
                "{\"type\":null};of a kind no option has",
                "{\"type\":{}};of a kind no option has",
                "{\"type\":\"Parquet\",\"null_if\":[1]};not the JSON of a file format",
                "[];not the JSON of a file format",
                "{\"type\":\"Parquet\"} {};not the JSON of a file format",
                "{\"type\":\"Parquet\";not valid JSON",
                "{\"type\":\"Csv\",\"headers\":99999999999999999999};not valid JSON",
                "'';not the JSON of a file format"
            })
    void json_that_no_format_of_this_version_has_is_refused(String json, String reason) {
        assertThatThrownBy(() -> FileFormat.fromJson(json.equals("''") ? "" : json))
                .isInstanceOfSatisfying(
                        StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining(reason);
    }

    @Test
    void a_format_that_is_not_valid_cannot_be_made() {
        var missing = new TreeMap<>(FileFormat.DEFAULT.options());
        missing.remove("null_if");
        assertThatThrownBy(() -> new FileFormat(FileFormatType.PARQUET, missing)).isInstanceOf(IllegalArgumentException.class);

        var wrong = new TreeMap<>(FileFormat.DEFAULT.options());
        wrong.put("compression", "zstd");
        assertThatThrownBy(() -> new FileFormat(FileFormatType.PARQUET, wrong)).isInstanceOf(IllegalArgumentException.class);
    }
}

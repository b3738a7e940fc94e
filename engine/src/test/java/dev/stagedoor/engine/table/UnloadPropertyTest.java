package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * What is unloaded with a format, and loaded again with the same, is the same table, or is refused. Left out are options that say of two
 * values that they are one: of those, what is read is what the options say.
 */
class UnloadPropertyTest {
    private static Path directory;
    private static StagedWorld world;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("unload");
        world = new StagedWorld(directory);
    }

    @AfterContainer
    static void close() {
        world.close();
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Provide
    Arbitrary<List<String>> values() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("a1 ,;|\t\n\r\"'`\\-.NéПull中📚\u0001\b\f")
                .ofMaxLength(8)
                .map(UnloadPropertyTest::literal);
        Arbitrary<String> text = Arbitraries.oneOf(texts, Arbitraries.of("NULL", "'\\\\N'", "'NULL'", "'true'", "'1'", "'a\"\"b'"));
        Arbitrary<String> number = Arbitraries.of("NULL", "0", "-1", "2147483647", "1");
        Arbitrary<String> real =
                Arbitraries.of("NULL", "0", "-1.5", "1e300", "0.1", "1e20", "'-inf'::DOUBLE", "1e-7", "123456789012345678");
        Arbitrary<String> decimal = Arbitraries.of("NULL", "0", "-0.50", "12345678901234567890123456.78", "100");
        Arbitrary<String> flag = Arbitraries.of("NULL", "TRUE", "FALSE");
        Arbitrary<String> day = Arbitraries.of("NULL", "'1969-12-31'", "'2026-02-28'", "'9999-12-31'");
        Arbitrary<String> moment = Arbitraries.of("NULL", "'1969-12-31 23:59:59.999999'", "'2026-02-28 00:00:00'");
        Arbitrary<String> tags = Arbitraries.of("NULL", "[]", "['a', NULL]", "['x \"y\"', 'z, ''w''']");
        return Combinators.combine(text, number, real, decimal, flag, day, moment, tags).as((a, b, c, d, e, f, g, h) ->
                List.of(a, b, c, d, e, f, g, h));
    }

    @Provide
    Arbitrary<String> formats() {
        Arbitrary<String> delimiter = Arbitraries.of(",", ";", "|", "\\t", "-", ".", "\\x01", "''");
        Arbitrary<String> end = Arbitraries.of("\\n", "\\n", "\\r\\n", "|", ";", "\\x02");
        Arbitrary<String> compression = Arbitraries.of("NONE", "NONE", "GZIP", "ZSTD", "XZ");
        Arbitrary<String> encoding = Arbitraries.of("UTF-8", "UTF-8", "UTF-16LE", "GB18030");
        Arbitrary<String> nothing = Arbitraries.of("\\\\N", "\\\\N", "nil");
        Arbitrary<String> header = Arbitraries.of("", " OUTPUT_HEADER = TRUE SKIP_HEADER = 1");
        Arbitrary<String> style = Combinators.combine(
                        Arbitraries.of("\"", "''", "`"), Arbitraries.of("", "\\\\"), Arbitraries.of("QUOTE_NOT_NULL", "QUOTE_MINIMAL"))
                .as((quote, escape, quotes) -> " QUOTE = '" + quote + "' ESCAPE = '" + escape + "' QUOTE_STYLE = " + quotes);
        Arbitrary<String> delimited = Combinators.combine(delimiter, end, compression, encoding, nothing, header)
                .as((field, record, packed, charset, none, first) -> " FIELD_DELIMITER = '" + field
                        + "' RECORD_DELIMITER = '" + record + "' COMPRESSION = " + packed + " ENCODING = '" + charset
                        + "' NULL_DISPLAY = '" + none + "'" + first);
        return Arbitraries.oneOf(
                Combinators.combine(delimited, style).as((options, quotes) -> "TYPE = CSV" + options + quotes),
                delimited.map(options -> "TYPE = TEXT EMPTY_FIELD_AS = STRING" + options),
                compression.map(packed -> "TYPE = NDJSON COMPRESSION = " + packed),
                Arbitraries.of("TYPE = PARQUET", "TYPE = PARQUET COMPRESSION = SNAPPY", "TYPE = CSV",
                        "TYPE = TEXT EMPTY_FIELD_AS = STRING"));
    }

    @Property(tries = 60)
    void what_was_unloaded_is_loaded_as_it_was(@ForAll("values") List<String> first, @ForAll("values") List<String> second,
            @ForAll("formats") String format) {
        String columns = " (id INT, a VARCHAR, b INT, c DOUBLE, d DECIMAL(38, 2), e BOOLEAN, f DATE, g TIMESTAMP, h ARRAY(VARCHAR))";
        world.run("CREATE OR REPLACE TABLE t" + columns);
        world.run("CREATE OR REPLACE TABLE u" + columns);
        world.run("REMOVE @s");
        List<List<String>> rows = new ArrayList<>(List.of(first, second));
        world.run("INSERT INTO t VALUES " + rows.stream()
                .map(row -> "(" + rows.indexOf(row) + ", " + String.join(", ", row) + ")")
                .collect(Collectors.joining(", "))
                // JSON has no such number.
                .replace("'-inf'::DOUBLE", format.contains("JSON") ? "0" : "'-inf'::DOUBLE"));
        try {
            world.rows("COPY INTO @s FROM t FILE_FORMAT = (" + format + ")");
        } catch (StagedoorException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
            assertThat(e.getMessage()).containsAnyOf("hold", "multi-bytes");
            return;
        }
        try {
            world.rows("COPY INTO u FROM @s FILE_FORMAT = (" + format + ")");
        } catch (StagedoorException e) {
            // DuckDB's reader takes the first end of a line for that of all, also within quotes, and then refuses the file.
            assertThat(format).contains("CSV");
            assertThat(e.getMessage()).containsAnyOf("all lines must end alike", "a quoted field has no end");
            return;
        }
        assertThat(world.rows("SELECT * FROM u ORDER BY id")).isEqualTo(world.rows("SELECT * FROM t ORDER BY id"));
    }
}

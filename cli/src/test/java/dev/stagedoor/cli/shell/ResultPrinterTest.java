package dev.stagedoor.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResultPrinterTest {
    private static final List<ResultColumn> FILES = List.of(
            new ResultColumn("name", "String"),
            new ResultColumn("size", "UInt64"),
            new ResultColumn("md5", "Nullable(String)"),
            new ResultColumn("last_modified", "String"),
            new ResultColumn("creator", "Nullable(String)"));
    private static final @Nullable String[] BOOKS = {
        "books.parquet", "998", "\"88432bf90aadb79073682988b39d461c\"", "2023-06-27 16:03:51.000 +0000", null};

    /** Rows that are already there. */
    private record Given(List<ResultColumn> columns, Iterator<@Nullable String[]> rows) implements Rows {
        @Override
        public @Nullable String @Nullable [] next() {
            return rows.hasNext() ? rows.next() : null;
        }
    }

    @Test
    void listing_looks_as_in_the_documentation() {
        assertThat(print(OutputFormat.TABLE, 80, FILES, BOOKS)).isEqualTo("""
                name         |size|md5                               |last_modified                |creator|
                -------------+----+----------------------------------+-----------------------------+-------+
                books.parquet| 998|"88432bf90aadb79073682988b39d461c"|2023-06-27 16:03:51.000 +0000|       |
                """);
    }

    @Test
    void single_row_wider_than_the_screen_is_printed_as_names_and_values_under_a_rule_of_bounded_width() {
        List<ResultColumn> columns = List.of(
                new ResultColumn("method", "String"), new ResultColumn("headers", "Variant"), new ResultColumn("url", "String"));
        String url = "http://127.0.0.1:8000/stagedoor/stage/user/root/books.parquet?" + "X".repeat(60);
        assertThat(print(OutputFormat.TABLE, 80, columns, new String[] {"PUT", "{\"host\":\"127.0.0.1:8000\"}", url})).isEqualTo("""
                Name   |Value
                -------+%s
                method |PUT
                headers|{"host":"127.0.0.1:8000"}
                url    |%s
                """.formatted("-".repeat(120 - "-------+".length()), url));
    }

    @Test
    void two_rows_wider_than_the_screen_stay_a_table() {
        List<ResultColumn> columns = List.of(new ResultColumn("text", "String"));
        String wide = "x".repeat(200);
        assertThat(print(OutputFormat.TABLE, 80, columns, new String[] {wide}, new String[] {"y"}).lines().toList())
                .containsExactly("text" + " ".repeat(196) + "|", "-".repeat(200) + "+", wide + "|", "y" + " ".repeat(199) + "|");
    }

    @Test
    void wide_characters_and_emoji_keep_the_columns_aligned() {
        List<ResultColumn> columns = List.of(new ResultColumn("name", "String"), new ResultColumn("n", "Int32"));
        assertThat(print(OutputFormat.TABLE, 80, columns,
                new String[] {"données.csv", "1"}, new String[] {"数据.csv", "22"}, new String[] {"📦 👨‍👩‍👧.csv", "3"},
                new String[] {"e\u0301", "4"})).isEqualTo("""
                name       |n |
                -----------+--+
                données.csv| 1|
                数据.csv   |22|
                📦 👨‍👩‍👧.csv  | 3|
                e\u0301          | 4|
                """);
    }

    @Test
    void control_characters_of_a_file_name_do_not_reach_the_terminal() {
        List<ResultColumn> columns = List.of(new ResultColumn("name", "String"));
        assertThat(print(OutputFormat.TABLE, 80, columns, new String[] {"a\nb\t\u001b[31mred\u202e\u0000"}))
                .contains("a\\nb\\t\\u001b[31mred\\u202e\\u0000|")
                .doesNotContain("\u001b", "\u202e", "\t");
    }

    @Test
    void rows_behind_the_sample_are_printed_whole_even_when_they_are_wider() {
        List<ResultColumn> columns = List.of(new ResultColumn("n", "Int32"));
        var rows = IntStream.rangeClosed(1, TablePrinter.SAMPLED_ROWS + 1)
                .mapToObj(i -> new String[] {i > TablePrinter.SAMPLED_ROWS ? "123456789" : "1"});
        var out = new StringWriter();
        long count = new TablePrinter(80).print(new Given(columns, rows.iterator()), new PrintWriter(out, true));
        assertThat(count).isEqualTo(TablePrinter.SAMPLED_ROWS + 1);
        assertThat(out.toString()).startsWith("n|\n-+\n1|\n").endsWith("\n1|\n123456789|\n");
    }

    @Test
    void empty_result_is_its_header_and_no_result_is_nothing() {
        assertThat(print(OutputFormat.TABLE, 80, List.of(new ResultColumn("n", "Int32")))).isEqualTo("n|\n-+\n");
        for (OutputFormat format : OutputFormat.values()) {
            assertThat(print(format, 80, List.of())).as(format.name()).isEmpty();
        }
    }

    @Test
    void vertical_prints_a_block_a_row() {
        List<ResultColumn> columns = List.of(new ResultColumn("n", "Int32"));
        assertThat(print(OutputFormat.VERTICAL, 80, columns, new String[] {"1"}, new @Nullable String[] {null}))
                .isEqualTo("Name|Value\n----+-----\nn   |1\n\nName|Value\n----+-----\nn   |\n");
    }

    @Test
    void tsv_tells_null_from_text_and_escapes_what_would_break_a_line() {
        assertThat(print(OutputFormat.TSV, 0, FILES, new @Nullable String[] {"a\tb\nc\\N", "1", null, "", "\\N"}))
                .isEqualTo("name\tsize\tmd5\tlast_modified\tcreator\na\\tb\\nc\\\\N\t1\t\\N\t\t\\\\N\n");
    }

    @Test
    void csv_quotes_what_must_be_quoted_and_tells_null_from_empty() {
        assertThat(print(OutputFormat.CSV, 0, FILES, new @Nullable String[] {"a,b", "1", "say \"x\"", "", null}))
                .isEqualTo("name,size,md5,last_modified,creator\n\"a,b\",1,\"say \"\"x\"\"\",\"\",\n");
    }

    @Test
    void json_prints_numbers_booleans_and_variants_as_themselves() {
        List<ResultColumn> columns = List.of(
                new ResultColumn("u", "UInt64"), new ResultColumn("f", "Nullable(Float64)"), new ResultColumn("b", "Boolean"),
                new ResultColumn("v", "Variant"), new ResultColumn("s", "String"), new ResultColumn("i", "Interval"));
        assertThat(print(OutputFormat.JSON, 0, columns,
                new @Nullable String[] {"18446744073709551615", "1.5", "1", "{\"host\":\"h\"}", "a\"\n", "1 day"},
                new @Nullable String[] {null, "NaN", "0", null, null, null})).isEqualTo("""
                [
                {"u":18446744073709551615,"f":1.5,"b":true,"v":{"host":"h"},"s":"a\\"\\n","i":"1 day"},
                {"u":null,"f":"NaN","b":false,"v":null,"s":null,"i":null}
                ]
                """);
    }

    private static String print(OutputFormat format, int width, List<ResultColumn> columns, @Nullable String[]... rows) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        ResultPrinter.of(format, width, true).print(new Given(columns, Arrays.asList(rows).iterator()), writer);
        writer.flush();
        return out.toString();
    }
}

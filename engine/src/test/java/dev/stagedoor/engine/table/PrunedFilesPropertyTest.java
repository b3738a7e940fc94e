package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A query that leaves out files of a table by their bounds has the answer that it has when it reads all of them. */
class PrunedFilesPropertyTest {
    private static final Map<String, String> COLUMNS = columns();
    private static final String PREFIX = "a text that is longer than bounds are ";
    private static StagedWorld world;

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("tiny", "TINYINT");
        columns.put("uint", "INT UNSIGNED");
        columns.put("ulong", "BIGINT UNSIGNED");
        columns.put("long", "BIGINT");
        columns.put("price", "DECIMAL(10, 2)");
        columns.put("wide", "DECIMAL(38, 4)");
        columns.put("single", "FLOAT");
        columns.put("dbl", "DOUBLE");
        columns.put("day", "DATE");
        columns.put("moment", "TIMESTAMP");
        columns.put("word", "VARCHAR");
        return columns;
    }

    /** What stands in rows and in conditions. */
    private static Arbitrary<String> value(String column) {
        return switch (column) {
            case "tiny" -> Arbitraries.of("-128", "-1", "0", "1", "5", "127");
            case "uint" -> Arbitraries.of("0", "1", "2147483647", "2147483648", "4294967295");
            case "ulong" -> Arbitraries.of("0", "7", "9223372036854775807", "9223372036854775808", "18446744073709551615");
            case "long" -> Arbitraries.of("-9223372036854775808", "-7", "0", "2147483648", "9223372036854775807");
            case "price" -> Arbitraries.of("-99999999.99", "-0.01", "0.00", "0.10", "1.50", "12345678.90");
            case "wide" -> Arbitraries.of("-1.0000", "0.0001", "1234567890123456789012345678901234.5678", "2.5000");
            case "single" -> Arbitraries.of("0.1", "-0.1", "0", "16777216", "16777217", "1.5");
            case "dbl" -> Arbitraries.of("0.1", "-0.1", "0", "9007199254740993", "1.5", "100");
            case "day" -> Arbitraries.of("'0001-01-01'", "'1969-12-31'", "'1970-01-01'", "'2026-02-28'", "'9999-12-31'");
            case "moment" -> Arbitraries.of(
                    "'1969-12-31 23:59:59.999999'", "'1970-01-01 00:00:00'", "'2026-02-28 12:00:00.5'", "'2026-02-28'");
            default -> Arbitraries.of(
                    "''", "'a'", "'B'", "'é'", "'中文'", "'📚'", "'" + PREFIX + "A'", "'" + PREFIX + "B'", "'" + PREFIX + "B'",
                    "'" + "📚".repeat(20) + "'", "'" + "é".repeat(200) + "'");
        };
    }

    /** What stands in rows alone. */
    private static Arbitrary<String> cell(String column) {
        Arbitrary<String> plain = value(column);
        return switch (column) {
            case "single", "dbl" ->
                Arbitraries.oneOf(
                        plain, Arbitraries.of("'nan'::DOUBLE", "'inf'::DOUBLE", "'-inf'::DOUBLE", "'-0.0'::DOUBLE", "NULL"));
            default -> Arbitraries.oneOf(plain, plain, Arbitraries.just("NULL"));
        };
    }

    private static Arbitrary<String> row() {
        return Combinators.combine(COLUMNS.keySet().stream().map(PrunedFilesPropertyTest::cell).toList())
                .as(cells -> "(" + String.join(", ", cells) + ")");
    }

    private static Arbitrary<String> comparison(String column) {
        Arbitrary<String> value = value(column);
        Arbitrary<String> operator = Arbitraries.of("=", "<", "<=", ">", ">=", "<>");
        Arbitrary<String> compared = Combinators.combine(operator, value).as((with, constant) -> column + " " + with + " " + constant);
        Arbitrary<String> turned = Combinators.combine(operator, value).as((with, constant) -> constant + " " + with + " t." + column);
        Arbitrary<String> between = Combinators.combine(value, value).as((from, to) -> column + " BETWEEN " + from + " AND " + to);
        Arbitrary<String> in = value.list().ofMinSize(1).ofMaxSize(3).map(all -> column + " IN (" + String.join(", ", all) + ")");
        Arbitrary<String> nulls = Arbitraries.of(column + " IS NULL", column + " IS NOT NULL", "NOT " + column + " IS NULL");
        return Arbitraries.oneOf(compared, compared, turned, between, in, nulls);
    }

    @Provide
    Arbitrary<List<List<String>>> files() {
        return row().list().ofMinSize(1).ofMaxSize(3).list().ofMinSize(2).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> conditions() {
        Arbitrary<String> one = Arbitraries.of(COLUMNS.keySet()).flatMap(PrunedFilesPropertyTest::comparison);
        Arbitrary<String> either = Combinators.combine(one, one).as((a, b) -> "(" + a + " OR " + b + ")");
        Arbitrary<String> both = Combinators.combine(one, Arbitraries.oneOf(one, either)).as((a, b) -> a + " AND " + b);
        return Arbitraries.oneOf(one, one, both).list().ofSize(20);
    }

    @BeforeContainer
    static void open() throws IOException {
        Path directory = Files.createTempDirectory("pruned");
        world = new StagedWorld(directory);
    }

    @AfterContainer
    static void close() {
        world.close();
    }

    @Property(tries = 15)
    void answers_are_those_over_all_files(
            @ForAll("files") List<List<String>> files, @ForAll("conditions") List<String> conditions) {
        world.run("CREATE OR REPLACE TABLE t ("
                + COLUMNS.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).collect(Collectors.joining(", ")) + ")");
        for (List<String> rows : files) {
            world.run("INSERT INTO t VALUES " + String.join(", ", rows));
        }
        List<String> wrong = new ArrayList<>();
        for (String condition : conditions) {
            String columns = COLUMNS.keySet().stream().map(column -> "to_string(" + column + ")").collect(Collectors.joining(", "));
            var pruned = world.rows("SELECT " + columns + " FROM t WHERE " + condition + " ORDER BY ALL");
            var all = world.rows("SELECT " + columns + " FROM (SELECT * FROM t) AS t WHERE " + condition + " ORDER BY ALL");
            if (!pruned.equals(all)) {
                wrong.add(condition);
            }
        }
        assertThat(wrong).isEmpty();
    }
}

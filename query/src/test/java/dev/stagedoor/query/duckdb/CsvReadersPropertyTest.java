package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import dev.stagedoor.query.text.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The two readers of CSV give the same rows and refuse the same files, wherever both keep to the options. */
class CsvReadersPropertyTest {
    private static DuckDb duckDb;
    private static DuckDBConnection connection;
    private static Path directory;
    private static Path file;

    @BeforeContainer
    static void open() throws IOException, SQLException {
        directory = Files.createTempDirectory("readers").toRealPath();
        file = directory.resolve("f.csv");
        duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, directory, 1L << 30));
        connection = duckDb.connect();
    }

    @AfterContainer
    static void close() throws IOException, SQLException {
        connection.close();
        duckDb.close();
        Files.delete(file);
        Files.delete(directory);
    }

    /** Rows, or the line and the cause of the error. */
    private record Answer(List<List<@Nullable String>> rows, Optional<String> error) {}

    @Property
    void readers_agree(@ForAll("formats") FileFormat format, @ForAll("texts") String text) throws IOException {
        String header = "h\n".repeat(((Long) format.options().get("headers")).intValue());
        String content = (header + text).replace("D", (String) format.options().get("field_delimiter"))
                .replace("Q", (String) format.options().get("quote"))
                .replace("0", (String) format.options().get("null_display"))
                .replace("\n", (String) format.options().get("record_delimiter"));
        Assume.that(!isReadOn(content, ((String) format.options().get("quote"))));
        Files.writeString(file, content);

        Answer ofDuckDb = read(format, false);
        Answer ofJava = read(format, true);

        assertThat(ofJava.error.isPresent()).as(ofDuckDb + " " + ofJava + " " + content).isEqualTo(ofDuckDb.error.isPresent());
        if (ofJava.error.isEmpty()) {
            assertThat(ofJava.rows).as(content).isEqualTo(ofDuckDb.rows);
        }
    }

    /** Behind a quoted field and a blank DuckDB reads another quoted one on into the same field; Java refuses the file. */
    private static boolean isReadOn(String content, String quote) {
        return Pattern.compile(quote + " +" + quote).matcher(content).find();
    }

    private static Answer read(FileFormat format, boolean byJava) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        FileUse whole = new FileUse(0, 0, 0);
        List<StagedFile> files = List.of(new StagedFile(file, "f.csv", 0, Optional.empty(), Instant.EPOCH, whole));
        try (QueryScans scans = new QueryScans(duckDb.scans())) {
            Reading reading = new Reading(connection, scans, duckDb.csvScans(), duckDb.buffers().enter(), 0, new Cancellation());
            CsvFiles one = (CsvFiles) FileReader.of(format);
            CsvFiles csv = (CsvFiles) one.fitted(files, Compression.NONE, Added.NOTHING, reading).orElse(one);
            assertThat(csv.needsJava(Compression.NONE, Added.NOTHING)).isFalse();
            String from = byJava
                    ? csv.callOfJava(files, Compression.NONE, Added.NOTHING, reading)
                    : csv.call(files, Compression.NONE, Added.NOTHING, reading);
            String fields = String.join(", ", IntStream.rangeClosed(1, csv.columns()).mapToObj(i -> csv.field(i, "r")).toList());
            return scans.sound(() -> FileQuery.read(connection, "SELECT " + fields + " FROM " + from + " r", result -> {
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= csv.columns(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
                return new Answer(rows, Optional.empty());
            }));
        } catch (SQLException | StagedoorException e) {
            return new Answer(rows, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Letters D, Q and 0 stand for the delimiter, the quote, and the text that is NULL. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of("a", "b", "0", " ", "\u00e9", "\u65e5", "\ud83d\ude00", "\\", "x y")),
                Tuple.of(6, Arbitraries.of("D", "Q", "\n")),
                Tuple.of(6, Arbitraries.of("QaDbQ", "QQ", "QaQQbQ", "aD", "DQaQ", "DQQ", "Qa\nbQ", "D\n", "\n0D", " Q", "Q ",
                        "\t", "  Q")));
        Arbitrary<String> wild = piece.list().ofMaxSize(30).map(pieces -> String.join("", pieces));
        Arbitrary<String> field = Arbitraries.of(
                "a", "", "0", "QQ", "QaQ", "Q0Q", "QaDbQ", " a ", " QbQ ", "  QcQ", "QaQQQ", "Qa\nbQ", "\u65e5", "a b");
        Arbitrary<String> tame = Combinators.combine(Arbitraries.integers().between(1, 4), field.list().ofMinSize(4).ofMaxSize(40))
                .as((columns, fields) -> {
                    StringBuilder lines = new StringBuilder();
                    for (int i = 0; i < fields.size(); i++) {
                        lines.append(fields.get(i)).append((i + 1) % columns == 0 ? "\n" : "D");
                    }
                    return lines.toString();
                });
        return Arbitraries.oneOf(wild, tame);
    }

    @Provide
    Arbitrary<FileFormat> formats() {
        return Combinators.combine(
                        Arbitraries.of(",", ";", "|", "\t", "||", "\u00a7"),
                        Arbitraries.of("\"", "'"),
                        Arbitraries.of("\n", "\r\n"),
                        Arbitraries.of("\\N", "null", ""),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.of("Null", "String"),
                        Arbitraries.of("Null", "String"))
                .as((delimiter, quote, end, nothing, skipped, quotedNulls, empty, quotedEmpty) -> format(Map.of(
                        "field_delimiter", delimiter, "quote", quote, "record_delimiter", end, "null_display", nothing, "headers",
                        (long) skipped, "allow_quoted_nulls", quotedNulls, "empty_field_as", empty, "quoted_empty_field_as",
                        empty.equals("String") ? "String" : quotedEmpty)));
    }

    private static FileFormat format(Map<String, Object> changed) {
        TreeMap<String, Object> options = new TreeMap<>(FileFormats.builtIn(FileFormatType.CSV).options());
        options.putAll(changed);
        return new FileFormat(FileFormatType.CSV, options);
    }
}

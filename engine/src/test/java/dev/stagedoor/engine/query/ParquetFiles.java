package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.faults.FaultProxy;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.s3.S3Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The same Parquet files on a real server, behind a proxy that counts what the server sends, and in an embedded store, with an engine over
 * each.
 */
final class ParquetFiles implements AutoCloseable {
    private static final int GROUP_ROWS = 2_048;

    /** What is fetched of a file first. */
    private static final int TAIL_BYTES = 64 << 10;

    final Fixture sparse;
    final Fixture whole;

    private final Path scratch;
    private final FaultProxy proxy;
    private final SdkHttpClient http = S3Server.http();
    private final ObjectStore remote;
    private final DataDirectory directory;
    private final EmbeddedStore local;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** Bytes of bodies that the server has sent in answer to GET of a part or an object. */
    private final AtomicLong sent = new AtomicLong();

    ParquetFiles(S3Server server, Path scratch) throws IOException {
        this.scratch = scratch;
        proxy = new FaultProxy(server.endpoint());
        proxy.always(exchange -> {
            byte[] answer = exchange.answer();
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            boolean listing = exchange.request().head().getFirst().contains("list-type");
            if (exchange.request().method().equals("GET") && !listing) {
                sent.addAndGet(answer.length - text.indexOf("\r\n\r\n") - 4);
            }
            exchange.send(answer);
        });
        S3Location direct = server.location(server.createBucket());
        remote = S3Store.open(
                new S3Location(direct.bucket(), "", proxy.endpoint(), direct.region(), direct.access(), direct.masterKey(), false),
                http,
                Clock.systemUTC());
        directory = DataDirectory.open(scratch.resolve("data"));
        local = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
        sparse = new Fixture(Files.createDirectory(scratch.resolve("sparse")), remote);
        whole = new Fixture(Files.createDirectory(scratch.resolve("whole")), local);
        sparse.createStage("s");
        whole.createStage("s");
    }

    @Override
    public void close() {
        sparse.close();
        whole.close();
        local.close();
        directory.close();
        remote.close();
        http.close();
        proxy.close();
    }

    byte[] made(int from, int to, String id) throws SQLException, IOException {
        Path file = scratch.resolve("made.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT " + id + ", (i * 10)::BIGINT AS big, 'name' || printf('%07d', i) AS name,"
                    + " DATE '2020-01-01' + i::INTEGER AS day, TIMESTAMP '2020-01-01' + to_seconds(i) AS ts,"
                    + " (i / 100.0)::DECIMAL(10, 2) AS price, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 100 END AS maybe,"
                    + " sin(i) AS x, {'a': i, 'b': 'b' || i} AS st, [i, i + 1] AS li, MAP {'k': i} AS m, md5(i::VARCHAR) AS noise,"
                    + " (i % 3)::VARCHAR AS cat, i::UINTEGER AS u, i % 2 = 0 AS flag, make_timestamp(i * 1000)::TIMESTAMP_MS AS Odd"
                    + " FROM range(" + from + ", " + to + ") t(i))"
                    + " TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE " + GROUP_ROWS + ")");
        }
        return Files.readAllBytes(file);
    }

    void put(String path, byte[] content) {
        files.put(path, content);
        for (ObjectStore store : List.of(remote, local)) {
            var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
            store.put(new ObjectKey("stage/internal/s/" + path), body, PutConditions.NONE);
        }
    }

    /** The rows in an order of their own, or what was said instead. */
    static List<String> answer(Fixture fixture, String sql) {
        try {
            StatementResult.Rows rows = (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context());
            List<String> answer = new ArrayList<>(Fixture.rows(rows).stream().map(Object::toString).toList());
            Collections.sort(answer);
            return answer;
        } catch (StagedoorException e) {
            return List.of(e.code() + " " + e.getMessage());
        }
    }

    /** Writes something else wherever a file of the mirror has not what its object has. */
    long fillHoles(Random random) throws IOException {
        long filled = 0;
        try (Stream<Path> mirrored = Files.list(sparse.mirror.directory())) {
            for (Path file : mirrored.toList()) {
                filled += fillHoles(file, random);
            }
        }
        return filled;
    }

    private long fillHoles(Path file, Random random) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            byte[] object = files.values().stream()
                    .distinct()
                    .filter(content -> content.length == bytes.length)
                    .max(Comparator.comparingInt(content -> common(content, bytes)))
                    .orElseThrow();
            byte[] junk = new byte[bytes.length];
            random.nextBytes(junk);
            long filled = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != object[i]) {
                    bytes[i] = junk[i];
                    filled++;
                }
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
            }
            return filled;
        } catch (NoSuchFileException e) {
            return 0; // it was of the last query alone
        }
    }

    private static int common(byte[] a, byte[] b) {
        int common = 0;
        for (int i = 0; i < a.length; i++) {
            common += a[i] == b[i] ? 1 : 0;
        }
        return common;
    }

    /** How many bytes the server sends for a query, which answers as that of the whole files. */
    long sentFor(String sql) {
        long before = sent.get();
        assertThat(answer(sparse, sql)).as(sql).isEqualTo(answer(whole, sql));
        return sent.get() - before;
    }

    /** What the columns take in a file, in the row groups from one value of {@code id} to another; from DuckDB's own look at the footer. */
    long chunkBytes(byte[] file, List<String> columns, long from, long to) throws SQLException, IOException {
        Path path = Files.write(scratch.resolve("looked.parquet"), file);
        String names = columns.stream().map(column -> "'" + column + "'").collect(Collectors.joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery("WITH m AS (FROM parquet_metadata('" + path + "'))"
                        + " SELECT coalesce(sum(total_compressed_size), 0) FROM m WHERE path_in_schema IN (" + names + ")"
                        + " AND row_group_id IN (SELECT row_group_id FROM m WHERE path_in_schema = 'id'"
                        + " AND stats_max_value::BIGINT >= " + from + " AND stats_min_value::BIGINT <= " + to + ")")) {
            sum.next();
            return sum.getLong(1);
        }
    }

    /** What is fetched for the footer. */
    private static long footerBytes(byte[] content) {
        return Math.max(TAIL_BYTES, 8 + ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(content.length - 8));
    }

    /** Holds what the server sends against what the columns take, and that nothing is sent twice. */
    void requireOnlyNeeded(String directory) throws SQLException, IOException {
        byte[] content = made(500_000, 700_000, "i AS id");
        put(directory + "/a.parquet", content);
        String file = "@s/" + directory + "/a.parquet";
        long footer = footerBytes(content);
        long all = Long.MAX_VALUE;

        assertThat(sentFor("SELECT count(*) FROM " + file)).isBetween(1L, footer);
        assertThat(sentFor("SELECT * FROM infer_schema(location => '" + file + "')")).isZero();
        long big = chunkBytes(content, List.of("big"), 0, all);
        assertThat(sentFor("SELECT sum(big) FROM " + file)).isBetween(big - footer, big * 11 / 10);
        assertThat(sentFor("SELECT max(big) FROM " + file)).isZero();
        long noise = chunkBytes(content, List.of("x"), 0, all);
        assertThat(sentFor("SELECT sum(big), min(x) FROM " + file)).isBetween(noise - footer, noise * 11 / 10);
        long two = chunkBytes(content, List.of("name", "id"), 510_000, 520_000);
        String some = "SELECT max(name) FROM " + file + " WHERE id BETWEEN 510000 AND 520000";
        assertThat(sentFor(some)).isBetween(two - footer, two * 11 / 10);
        assertThat(sentFor(some)).isZero();
        assertThat(sentFor("SELECT max(ts) FROM " + file + " WHERE id < 0")).isZero();
        assertThat(content.length).isGreaterThan((int) (3 * (footer + big + noise + two)));
    }

    /** Of text, of which the mirror could not hold all. The first record that is cut has a quote in it. */
    void requireFirstRecordsAlone(String directory) {
        String record = "1,2.5,\"line\nend\",2026-11-30\n";
        String csv = record.repeat((int) (3 * Fixture.MAX_MIRROR_BYTES / record.length())) + "no,types,as,before\n";
        put(directory + "/a.csv", csv.getBytes(StandardCharsets.UTF_8));
        put(directory + "/a.ndjson", "{\"a\": 1}\n".repeat((int) (Fixture.MAX_MIRROR_BYTES / 5)).getBytes(StandardCharsets.UTF_8));

        long most = FirstRecords.BYTES;
        String schema = "SELECT column_name, type FROM infer_schema(location => '@s/" + directory + "/a.";
        assertThat(sentFor(schema + "csv', file_format => 'csv')")).isBetween(most / 2, most);
        assertThat(answer(sparse, schema + "csv', file_format => 'csv')"))
                .containsExactly("[column_1, BIGINT]", "[column_2, DOUBLE]", "[column_3, VARCHAR]", "[column_4, DATE]");
        assertThat(sentFor(schema + "ndjson', file_format => 'ndjson')")).isBetween(most / 2, most);
        assertThat(answer(sparse, schema + "ndjson', file_format => 'ndjson')")).containsExactly("[a, BIGINT]");
    }

    /** Of a file that is long. */
    void requireFooterAlone(String directory) throws SQLException, IOException {
        byte[] content = made(900_000, 1_000_000, "i AS id");
        put(directory + "/a.parquet", content);
        String file = "@s/" + directory + "/a.parquet";
        long footer = footerBytes(content);
        assertThat((long) content.length).isGreaterThan(10 * footer);

        assertThat(sentFor("SELECT * FROM infer_schema(location => '" + file + "')")).isBetween(1L, footer);
        assertThat(sentFor("SELECT * FROM inspect_parquet('" + file + "')")).isZero();
        long before = sent.get();
        String sql = "SELECT sum(big) FROM " + file + " WHERE id >= 990000";
        String told = answer(sparse, "EXPLAIN " + sql).stream().filter(line -> line.contains("to fetch,")).findFirst().orElseThrow();
        assertThat(sent.get()).isEqualTo(before);
        long needed = chunkBytes(content, List.of("big", "id"), 990_000, Long.MAX_VALUE);
        assertThat(told).contains("a.parquet (" + content.length + " bytes, " + needed + " to fetch, ")
                .containsPattern("4\\d of 49 row groups");
        assertThat(sentFor(sql)).isBetween(needed, needed * 11 / 10);
        assertThat(answer(sparse, "EXPLAIN " + sql)).noneMatch(line -> line.contains("to fetch"));
    }
}

package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.storage.contract.S3ProxyServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries of Parquet files on a real server, of which only parts are fetched, beside the same queries of the same files read in place. What
 * was not fetched is filled with junk, so that whoever reads it notices.
 */
class SparseParquetTest {
    private static final int ROWS = 9_000;
    private static final int QUERIES = 100 * Integer.getInteger("stagedoor.tries.factor", 1);

    /** After so many the files are others, of which nothing is there. */
    private static final int QUERIES_OF_A_COPY = 12;

    @TempDir
    private static Path scratch;

    private static S3ProxyServer server;
    private static ParquetFiles files;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.inMemory();
        files = new ParquetFiles(server.server(), scratch);
    }

    @AfterAll
    static void stop() throws Exception {
        files.close();
        server.close();
    }

    /** How many bytes were not fetched. */
    private static long assertSame(String sql, Random random) throws IOException {
        List<String> expected = ParquetFiles.answer(files.whole, sql);
        assertThat(ParquetFiles.answer(files.sparse, sql)).as(sql).isEqualTo(expected);
        long holes = files.fillHoles(random);
        assertThat(ParquetFiles.answer(files.sparse, sql)).as(sql + ", with junk in the holes").isEqualTo(expected);
        return holes;
    }

    private static String any(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String condition(Random random, String table) {
        int i = random.nextInt(3 * ROWS + 2_000) - 1_000;
        int j = i + random.nextInt(5_000);
        String name = "'name" + String.format("%07d", Math.max(0, i)) + "'";
        String t = random.nextBoolean() && !table.isEmpty() ? table + "." : "";
        return any(
                random,
                t + "id = " + i,
                t + "id " + any(random, "<", "<=", ">", ">=") + " " + i,
                i + " " + any(random, "<", "<=", ">", ">=") + " " + t + "id",
                t + "id BETWEEN " + i + " AND " + j,
                t + "ID IN (" + i + ", " + j + ", 7)",
                t + "big >= " + i * 10L + " AND " + t + "big < " + j * 10L,
                t + "name " + any(random, "=", "<", ">=") + " " + name,
                t + "name BETWEEN " + name + " AND 'name9'",
                t + "day " + any(random, "=", "<", ">") + " '" + any(random, "2021-05-05", "2044-01-31", "2100-01-01") + "'",
                t + "day >= DATE '2050-03-01'",
                t + "ts " + any(random, "<", ">=") + " '2020-01-01 0" + random.nextInt(10) + ":30:00'",
                t + "price " + any(random, "<", ">", "=") + " " + i / 100.0,
                t + "maybe > " + random.nextInt(120),
                t + "maybe IS NULL",
                t + "x > 0.9",
                t + "u < " + Math.max(0, i),
                t + "cat = '" + random.nextInt(4) + "'",
                t + "odd < '1970-01-01 00:00:10'",
                "NOT (" + t + "id > " + i + ")",
                "(" + t + "id < " + i + " OR " + t + "id > " + j + ")",
                t + "st.a < " + i,
                t + "id + 1 > " + i,
                t + "id > '" + i + "'",
                t + "id > " + i + ".5",
                t + "name > " + i);
    }

    private static String where(Random random, String table) {
        return random.nextInt(4) == 0
                ? ""
                : " WHERE " + IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(_ -> condition(random, table))
                        .collect(Collectors.joining(any(random, " AND ", " AND ", " OR ")));
    }

    private static String column(Random random) {
        return any(
                random, "id", "big", "name", "day", "ts", "price", "maybe", "st.a", "st['b']", "li[1]", "m", "noise", "cat", "u", "flag",
                "odd", "upper(name)", "\"NAME\"", "coalesce(maybe, id)");
    }

    private static String query(Random random, String directory) {
        String from = "@s/" + directory + "/" + any(random, "", "", "1.parquet", "2");
        String w = where(random, "t");
        String c = column(random);
        String d = column(random);
        return switch (random.nextInt(23)) {
            case 0 -> "SELECT count(*) FROM " + from + " t" + w;
            case 1, 2 -> "SELECT count(*), min(" + c + "), max(" + d + ") FROM " + from + " t" + w;
            case 3 -> "SELECT cat, sum(price), count(" + c + ") FROM " + from + " t" + w + " GROUP BY ALL";
            case 4 -> "SELECT " + c + " AS id, " + d + " FROM " + from + " t" + w + " ORDER BY t.id DESC LIMIT 7";
            case 5 -> "SELECT * FROM " + from + " t" + w + " ORDER BY id LIMIT 5";
            case 6 -> "SELECT * EXCLUDE (noise, st) FROM " + from + " t" + w + " ORDER BY id LIMIT 5";
            case 7 -> "SELECT t FROM " + from + " t" + w + " ORDER BY id LIMIT 3";
            case 8 -> "SELECT count(*), sum(a.id) FROM " + from + " a JOIN @s/" + directory + "/0.parquet b ON a.id = b.id AND b.maybe < 5"
                    + where(random, "a")
                            .replace("t.", "a.")
                            .replaceAll("\\b(id|big|name|day|ts|price|maybe|u|cat|x|odd|st)\\b(?!\\()", "a.$1")
                            .replace("a.a.", "a.");
            case 9 -> "SELECT count(*), sum(id), max(name) FROM @s/" + directory + "/0.parquet a JOIN " + from + " b USING (id, name)";
            case 10 -> "SELECT count(*) FROM (SELECT id, name FROM @s/" + directory + "/0.parquet) a NATURAL JOIN " + from + " b";
            case 11 -> "WITH w AS (SELECT " + c + " AS v, id FROM " + from + " t" + w + ") SELECT count(v), min(id) FROM w WHERE id > 100";
            case 12 -> "SELECT count(*) FROM " + from + " t WHERE id IN (SELECT max(id) FROM @s/" + directory + "/1.parquet u"
                    + where(random, "") + ")";
            case 13 -> "SELECT id, sum(big) OVER (ORDER BY id) FROM " + from + " t" + w + " ORDER BY id LIMIT 4";
            case 14 -> "SELECT metadata$filename, count(*), max(" + c + ") FROM " + from + " t" + w + " GROUP BY ALL";
            case 15 -> "SELECT min(metadata$file_row_number), max(metadata$file_row_number) FROM " + from + " t" + w;
            case 16 -> "SELECT $1:name, $1:id FROM " + from + " t" + w + " ORDER BY id LIMIT 3";
            case 17 -> "SELECT count(*) FROM (SELECT * FROM " + from + " t" + w + ") WHERE flag";
            case 18 -> "SELECT max(a.b), count(a.a) FROM (SELECT st AS a FROM " + from + " t" + w + ")";
            case 19 -> "SELECT count(*), sum(price) FROM " + from + " t WHERE EXISTS (SELECT 1 FROM @s/" + directory
                    + "/0.parquet d WHERE d.id = t.id" + any(random, "", " AND d.cat = '1'") + ")";
            case 20 -> "SELECT count(*) FROM " + from + " t WHERE EXISTS (SELECT 1 WHERE t.id < " + random.nextInt(5_000) + ")";
            case 21 -> "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 5) SELECT count(*) FROM r JOIN " + from
                    + " t ON t.id = r.i";
            default -> "SELECT q.a, q.b FROM (SELECT id, " + c + " FROM " + from + " t" + w + ") q(a, b) ORDER BY q.a LIMIT 3";
        };
    }

    /** In one of the files a column is of another type. */
    @Test
    void parts_of_files_answer_as_the_whole_files() throws Exception {
        List<byte[]> contents = List.of(
                files.made(0, ROWS, "i AS id"),
                files.made(ROWS, 2 * ROWS, "i::INTEGER AS id"),
                files.made(2 * ROWS, 3 * ROWS, "i AS id"));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long holes = 0;
        for (int i = 0; i < QUERIES; i++) {
            String directory = "round" + i / QUERIES_OF_A_COPY;
            if (i % QUERIES_OF_A_COPY == 0) {
                for (int file = 0; file < contents.size(); file++) {
                    files.put(directory + "/" + file + ".parquet", contents.get(file));
                }
            }
            try {
                holes += assertSame(query(random, directory), random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", query " + i + ": " + e.getMessage(), e);
            }
        }
        assertThat(holes).as("bytes that no query needed").isPositive();
    }

    /** Each fetches into the same files what the others do not need. */
    @Test
    void queries_at_the_same_time_share_the_parts_of_files() throws Exception {
        for (int file = 0; file < 3; file++) {
            files.put("together/" + file + ".parquet", files.made(file * ROWS, (file + 1) * ROWS, "i AS id"));
        }
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> queries = IntStream.range(0, 24).mapToObj(_ -> query(random, "together")).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> answers =
                    queries.stream().map(sql -> threads.submit(() -> ParquetFiles.answer(files.sparse, sql))).toList();
            for (int i = 0; i < queries.size(); i++) {
                assertThat(answers.get(i).get())
                        .as("seed " + seed + ": " + queries.get(i))
                        .isEqualTo(ParquetFiles.answer(files.whole, queries.get(i)));
            }
        }
    }

    /** Beside what it is copied from there is none in the mirror, so it reads row groups that it could do without. */
    @Test
    void query_without_room_for_a_file_of_its_own_answers_all_the_same() throws Exception {
        byte[] content = files.made(0, 200_000, "i AS id");
        files.put("room/a.parquet", content);
        String sql = "SELECT count(DISTINCT noise), min(id) FROM @s/room/a.parquet WHERE id >= 50000";
        long kept = files.chunkBytes(content, List.of("noise", "id"), 50_000, Long.MAX_VALUE);
        assertThat(2 * kept).isGreaterThan(Fixture.MAX_MIRROR_BYTES);

        assertThat(ParquetFiles.answer(files.sparse, sql)).containsExactly("[150000, 50000]");
    }

    @Test
    void only_what_a_query_needs_is_fetched_and_that_once() throws Exception {
        files.requireOnlyNeeded("bytes");
    }

    @Test
    void explain_and_functions_over_files_fetch_the_footer_alone() throws Exception {
        files.requireFooterAlone("footer");
    }

    @Test
    void schema_of_a_long_text_file_takes_its_first_records_alone() {
        files.requireFirstRecordsAlone("text");
    }

    @Test
    void damaged_files_are_told_as_when_they_are_whole() throws Exception {
        byte[] content = files.made(700_000, 700_000 + ROWS, "i AS id");
        int length = content.length;
        byte[] lies = content.clone();
        for (int i = length - 8 - 4_000; i < length - 8; i += 7) {
            lies[i] ^= 0x55;
        }
        byte[] longFooter = content.clone();
        ByteBuffer.wrap(longFooter).order(ByteOrder.LITTLE_ENDIAN).putInt(length - 8, length - 12);
        byte[] noParquet = "nothing of the kind ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        Map.of("half", Arrays.copyOf(content, length / 2), "lies", lies, "long", longFooter, "none", noParquet).forEach((name, bytes) -> {
            files.put("damaged/" + name + ".parquet", bytes);
            String sql = "SELECT max(name) FROM @s/damaged/" + name + ".parquet WHERE id > 0";
            assertThat(ParquetFiles.answer(files.sparse, sql)).as(name).isEqualTo(ParquetFiles.answer(files.whole, sql))
                    .first().asString().contains("BAD_BYTES").contains("'damaged/" + name + ".parquet'");
        });
        files.put("sound/a.parquet", content);
        assertThat(ParquetFiles.answer(files.sparse, "SELECT count(*) FROM @s/sound/a.parquet")).containsExactly("[" + ROWS + "]");
    }

    @Test
    void column_that_a_later_file_has_not_is_told_as_when_they_are_whole() throws Exception {
        files.put("lacking/1.parquet", files.made(0, ROWS, "i AS id, i AS more"));
        files.put("lacking/2.parquet", files.made(ROWS, 2 * ROWS, "i AS id"));
        for (String sql : List.of(
                "SELECT max(more) FROM @s/lacking/",
                "SELECT max(id) FROM @s/lacking/ WHERE more > 10000",
                "SELECT count(*) FROM @s/lacking/ WHERE id > 10000 AND more > 0",
                "SELECT * FROM @s/lacking/ WHERE id > 10000",
                "SELECT max(more) FROM @s/lacking/ WHERE id < 10")) {
            assertThat(ParquetFiles.answer(files.sparse, sql)).as(sql).isEqualTo(ParquetFiles.answer(files.whole, sql))
                    .first().asString().contains("BAD_BYTES").contains("file 'lacking/2.parquet' has no column `more`");
        }
    }

    @Test
    void what_is_there_of_files_is_a_table() throws Exception {
        byte[] content = files.made(800_000, 800_000 + ROWS, "i AS id");
        files.put("table/a.parquet", content);
        assertThat(ParquetFiles.answer(files.sparse, "SELECT sum(id) FROM @s/table/a.parquet")).hasSize(1);

        assertThat(ParquetFiles.answer(
                        files.sparse,
                        "SELECT starts_with(store, 's3://'), size, present > 0 AND present < size / 2, in_place, readers,"
                                + " last_used > '2020-01-01', length(etag) > 0 FROM system.mirror WHERE file LIKE '%table/a.parquet'"))
                .containsExactly("[1, " + content.length + ", 1, 0, 0, 1, 1]");
    }
}

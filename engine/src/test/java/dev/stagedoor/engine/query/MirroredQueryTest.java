package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.s3.S3Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queries read in place, and what they copy first. */
class MirroredQueryTest {
    private static final int LINE_BYTES = 1024;

    @TempDir
    private Path scratch;

    private static String lines(long bytes) {
        return ("x".repeat(LINE_BYTES - 1) + "\n").repeat((int) (bytes / LINE_BYTES));
    }

    private static void put(ObjectStore store, String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        var body = new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
        store.put(new ObjectKey("stage/internal/s/" + path), body, PutConditions.NONE);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER);
            assertThat(e).hasMessageContaining(message);
        });
    }

    private static StatementResult.Rows query(Fixture fixture, String sql) {
        return (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context());
    }

    @Test
    void copies_are_let_go_of_when_the_query_ends_and_make_room_for_others() throws Exception {
        String half = lines(Fixture.MAX_MIRROR_BYTES * 2 / 3);
        try (S3ProxyServer proxy = S3ProxyServer.inMemory();
                var http = S3Server.http();
                var store = S3Store.open(proxy.server().location(proxy.server().createBucket()), http, Clock.systemUTC());
                Fixture fixture = new Fixture(scratch, store)) {
            fixture.createStage("s");
            for (int i = 0; i < 3; i++) {
                put(store, "large/" + i, half);
                assertThat(Fixture.rows(query(fixture, "SELECT count(*) FROM @s/large/" + i + " (FILE_FORMAT => 'csv')")))
                        .containsExactly(List.of(Integer.toString(half.length() / LINE_BYTES)));
            }

            assertRefused(
                    () -> query(fixture, "SELECT count(*) FROM @s/large/ (FILE_FORMAT => 'csv')"), "query.max_mirror_size");
            assertThat(fixture.mirror.bytes()).isLessThanOrEqualTo(Fixture.MAX_MIRROR_BYTES);
        }
    }

    @Test
    void embedded_files_take_no_room_however_large_they_are() throws IOException {
        try (DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
                var store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                Fixture fixture = new Fixture(scratch, store)) {
            fixture.createStage("s");
            put(store, "large.csv", lines(2 * Fixture.MAX_MIRROR_BYTES));

            assertThat(Fixture.rows(query(fixture, "SELECT count(*) FROM @s/large.csv (FILE_FORMAT => 'csv')")))
                    .containsExactly(List.of(Long.toString(2 * Fixture.MAX_MIRROR_BYTES / LINE_BYTES)));
            assertThat(fixture.mirror.bytes()).isZero();
        }
    }

    @Test
    void embedded_file_that_is_damaged_gives_no_row() throws IOException {
        try (DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
                var store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                Fixture fixture = new Fixture(scratch, store)) {
            fixture.createStage("s");
            put(store, "large.csv", lines(1 << 20));
            try (Stream<Path> blobs = Files.walk(directory.storeDirectory().resolve("blobs"))) {
                Path blob = blobs.filter(Files::isRegularFile).findFirst().orElseThrow();
                byte[] bytes = Files.readAllBytes(blob);
                bytes[700_000] = 'y';
                Files.write(blob, bytes);
            }

            assertRefused(() -> query(fixture, "SELECT count(*) FROM @s/large.csv (FILE_FORMAT => 'csv')"), "damaged");
        }
    }

    /** Of a Parquet file only what is read is looked at, so that a large one need not be read through. */
    @Test
    void embedded_parquet_file_is_looked_at_where_it_is_read() throws Exception {
        try (DataDirectory directory = DataDirectory.open(scratch.resolve("data"));
                var store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                Fixture fixture = new Fixture(scratch, store)) {
            fixture.createStage("s");
            Path made = scratch.resolve("made.parquet");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("COPY (SELECT md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b FROM range(100000) t(i)) TO '" + made
                        + "' (FORMAT parquet)");
            }
            byte[] bytes = Files.readAllBytes(made);
            var body = new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
            store.put(new ObjectKey("stage/internal/s/p.parquet"), body, PutConditions.NONE);
            try (Stream<Path> blobs = Files.walk(directory.storeDirectory().resolve("blobs"))) {
                Path blob = blobs.filter(Files::isRegularFile).findFirst().orElseThrow();
                bytes[bytes.length / 4] ^= 1;
                Files.write(blob, bytes);
            }

            assertThat(Fixture.rows(query(fixture, "SELECT count(*), count(DISTINCT b) FROM @s/p.parquet")))
                    .containsExactly(List.of("100000", "100000"));
            assertRefused(() -> query(fixture, "SELECT count(DISTINCT a) FROM @s/p.parquet"), "damaged");
        }
    }

    private FsStore fs(Path root) {
        var key = new S3Credential("SDTEST", Secret.of("a secret of the test"));
        return new FsStore(new FsOptions(List.of(root), List.of(), 1 << 30), key, "us-east-1", Clock.systemUTC());
    }

    /** Its rows are more than the query engine gives at once, so that most are still to be read when the file changes. */
    @Test
    void file_that_others_write_to_while_it_is_read_is_an_error_that_names_it() throws IOException {
        Path files = Files.createDirectories(scratch.resolve("files/stage/internal/s"));
        try (FsStore store = fs(scratch.resolve("files"));
                Fixture fixture = new Fixture(scratch, store, scratch.resolve("files").toString().substring(1) + "/")) {
            fixture.createStage("s");
            Path file = Files.writeString(files.resolve("large.csv"), lines(20 << 20));

            StatementResult.Rows rows = query(fixture, "SELECT $1 FROM @s/large.csv (FILE_FORMAT => 'csv')");
            try (RowCursor cursor = rows.cursor()) {
                assertThat(cursor.next()).isNotNull();
                Files.writeString(file, "y\n", StandardOpenOption.APPEND);
                assertRefused(() -> readAll(cursor), "file 'large.csv' changed while it was read");
            }
        }
    }

    /** What is read of it then is no line of either version; that is not what the user is told. */
    @Test
    void file_that_others_cut_while_it_is_read_is_an_error_that_names_it() throws IOException {
        Path files = Files.createDirectories(scratch.resolve("files/stage/internal/s"));
        try (FsStore store = fs(scratch.resolve("files"));
                Fixture fixture = new Fixture(scratch, store, scratch.resolve("files").toString().substring(1) + "/")) {
            fixture.createStage("s");
            byte[] quoted = lines(20 << 20).getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(files.resolve("large.csv"), quoted);

            StatementResult.Rows rows = query(fixture, "SELECT $1 FROM @s/large.csv (FILE_FORMAT => 'csv')");
            try (RowCursor cursor = rows.cursor()) {
                assertThat(cursor.next()).isNotNull();
                byte[] broken = Arrays.copyOf(quoted, quoted.length);
                Arrays.fill(broken, broken.length / 2, broken.length, (byte) '"');
                Files.write(file, broken);
                assertRefused(() -> readAll(cursor), "file 'large.csv' changed while it was read");
            }
        }
    }

    private static void readAll(RowCursor cursor) {
        while (cursor.next() != null) {
            // Until it says that the file has changed.
        }
    }
}

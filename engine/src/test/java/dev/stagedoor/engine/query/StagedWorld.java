package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.TestWarehouses;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** An engine over a real embedded store that has a stage {@code s}. */
public final class StagedWorld implements AutoCloseable {
    public final Fixture fixture;
    private final Path scratch;
    private final DataDirectory directory;
    private final EmbeddedStore store;

    public StagedWorld(Path path) {
        scratch = path;
        directory = DataDirectory.open(path.resolve("data"));
        store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.fixed(Fixture.NOW, ZoneOffset.UTC));
        fixture = new Fixture(path, store);
        run("CREATE STAGE IF NOT EXISTS s");
    }

    public void run(String sql) {
        fixture.engine.execute(sql, Fixture.context());
    }

    public StatementResult.Rows query(String sql) {
        return (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context());
    }

    public List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(query(sql));
    }

    /** As a user that has no role. */
    public List<List<@Nullable String>> rowsAs(String user, String sql) {
        var context = new StatementContext(
                new Principal(user, RoleDefinition.PUBLIC), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
        return Fixture.rows(fixture.engine.execute(sql, context));
    }

    public void put(String path, byte[] content) {
        var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
        store.put(new ObjectKey("stage/internal/s/" + path), body, PutConditions.NONE);
    }

    public void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** All of a file of the stage. */
    public byte[] content(String path) {
        return bytes(new ObjectKey("stage/internal/s/" + path));
    }

    private byte[] bytes(ObjectKey key) {
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            var bytes = new ByteArrayOutputStream();
            content.transferTo(Channels.newChannel(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that DuckDB's own COPY makes. */
    void putCopy(String path, String select, String options) throws SQLException, IOException {
        Path file = scratch.resolve("made");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (" + options + ")");
        }
        put(path, Files.readAllBytes(file));
        Files.delete(file);
    }

    public void putParquet(String path, String select) throws SQLException, IOException {
        putCopy(path, select, "FORMAT parquet");
    }

    static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    public void expect(String sql, ErrorCode code, String message) {
        expect(() -> rows(sql), sql, code, message);
    }

    /** As a user that has no role. */
    void expectAs(String user, String sql, ErrorCode code, String message) {
        expect(() -> rowsAs(user, sql), sql, code, message);
    }

    private static void expect(ThrowingCallable statement, String sql, ErrorCode code, String message) {
        StagedoorException refused = catchThrowableOfType(StagedoorException.class, statement);
        assertThat(refused).as(sql).isNotNull();
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(message);
    }

    /** The files of tables, as Iceberg's own library opens them. */
    public FileIO tableFiles() {
        return new StoreFileIO(store, new FileLocations("", TestWarehouses.URI));
    }

    /** Deletes everything in the internal storage whose key begins so. */
    void lose(String prefix) {
        store.delete(keys(prefix, ".*"));
    }

    /** The keys in the internal storage that begin so, and match behind it. */
    public List<String> keys(String prefix, String pattern) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(new KeyPrefix(prefix), "")) {
            listing.forEachRemaining(object -> keys.add(object.key()));
        }
        keys.removeIf(key -> !key.substring(prefix.length()).matches(pattern));
        return keys;
    }

    /** Puts the first half of a file in its place, whatever its key. */
    public void halve(String key) {
        byte[] content = bytes(new ObjectKey(key));
        int half = content.length / 2;
        var body = new ObjectBody(new ByteArrayInputStream(content, 0, half), OptionalLong.of(half));
        store.put(new ObjectKey(key), body, PutConditions.NONE);
    }

    public void delete(String key) {
        store.delete(List.of(key));
    }

    @Override
    public void close() {
        fixture.close();
        store.close();
        directory.close();
    }
}

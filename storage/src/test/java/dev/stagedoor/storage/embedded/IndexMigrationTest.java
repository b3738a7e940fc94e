package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that an earlier version wrote opens, and loses nothing. */
class IndexMigrationTest {
    private static final byte[] LARGE = Bodies.random(1, 100_000);
    private static final long BLOB = 3L << 36 | 7;

    /** What version 1 made, letter for letter. */
    private static final String[] VERSION_1 = {
        """
        CREATE TABLE object (
            key TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL,
            md5 BLOB NOT NULL,
            last_modified INTEGER NOT NULL, -- milliseconds since 1970 UTC
            content_type TEXT,
            blob INTEGER, -- id of the file, when the bytes are in one
            inline INTEGER -- id in inline, when they are there; an empty object has neither
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE inline (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT",
        "CREATE TABLE lifetime (run INTEGER NOT NULL, clean INTEGER NOT NULL) STRICT",
        "INSERT INTO lifetime VALUES (3, 1)",
        "PRAGMA user_version = 1"
    };

    @TempDir
    Path data;

    @Test
    void index_of_the_first_version_opens_and_loses_nothing() throws Exception {
        writeVersion1();

        for (int opening = 0; opening < 2; opening++) {
            try (OpenStore open = OpenStore.at(data)) {
                assertThat(open.keys()).containsExactly("empty", "large", "small");
                assertThat(open.read("small")).isEqualTo(Bodies.utf8("small"));
                assertThat(open.read("empty")).isEmpty();
                assertThat(open.read("large")).isEqualTo(LARGE);
                assertThat(open.list())
                        .allSatisfy(object -> assertThat(object.lastModified()).isEqualTo(Instant.ofEpochMilli(1_790_000_000_123L)));
                assertThat(attributes(open, "small")).isEqualTo(ObjectAttributes.ofType(Optional.of("text/csv")));
                assertThat(attributes(open, "large")).isEqualTo(ObjectAttributes.NONE);
                assertThat(open.store().stat(new ObjectKey("large")).orElseThrow().etag()).contains(Bodies.etag(LARGE));
            }
        }
        try (OpenStore open = OpenStore.at(data)) {
            var gzip = new ObjectAttributes(Map.of(ContentHeader.CONTENT_ENCODING, "gzip"), Map.of("a", "b"));
            open.store().put(new ObjectKey("large"), Bodies.announced(LARGE), new PutConditions(false, List.of(), gzip));
            assertThat(attributes(open, "large")).isEqualTo(gzip);
        }
    }

    private static ObjectAttributes attributes(OpenStore open, String key) {
        try (ObjectContent content = open.store().open(new ObjectKey(key), ByteRange.ALL)) {
            return content.attributes();
        }
    }

    private void writeVersion1() throws Exception {
        Path store = data.resolve("store");
        Path blob = store.resolve("blobs/%013x/%016x".formatted(BLOB >>> 12, BLOB));
        Files.createDirectories(blob.getParent());
        Files.write(blob, LARGE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store.resolve("index.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : VERSION_1) {
                statement.execute(sql);
            }
            statement.execute("INSERT INTO inline (id, content) VALUES (1, CAST('small' AS BLOB))");
            insert(connection, "small", Bodies.utf8("small"), "text/csv", null, 1L);
            insert(connection, "empty", new byte[0], null, null, null);
            insert(connection, "large", LARGE, null, BLOB, null);
        }
    }

    private static void insert(
            Connection connection, String key, byte[] bytes, @Nullable String type, @Nullable Long blob, @Nullable Long inline)
            throws SQLException, NoSuchAlgorithmException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO object VALUES (?, ?, ?, 1790000000123, ?, ?, ?)")) {
            insert.setString(1, key);
            insert.setLong(2, bytes.length);
            insert.setBytes(3, MessageDigest.getInstance("MD5").digest(bytes));
            insert.setString(4, type);
            insert.setObject(5, blob);
            insert.setObject(6, inline);
            insert.executeUpdate();
        }
    }
}

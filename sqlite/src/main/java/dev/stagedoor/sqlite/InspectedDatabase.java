package dev.stagedoor.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite database that is looked at and not changed. Nothing may write it meanwhile. Without a log ({@code -wal}) it needs
 * no file beside it and may be on a medium that cannot be written. With one, SQLite makes an index of the log ({@code -shm})
 * for the time, which {@link #close} removes.
 */
public final class InspectedDatabase implements AutoCloseable {
    private final Connection connection;
    private final List<Path> made;

    private InspectedDatabase(Connection connection, List<Path> made) {
        this.connection = connection;
        this.made = made;
    }

    /**
     * Opens a database.
     *
     * @throws SQLException when it is none, or it has a log and its directory cannot be written
     */
    public static InspectedDatabase open(Path file) throws SQLException {
        List<Path> absent = Stream.of("-wal", "-shm").map(ending -> beside(file, ending)).filter(Files::notExists).toList();
        // As a URI, so that a '?' or '%' in the path stays a part of it.
        String url = "jdbc:sqlite:" + file.toUri().toASCIIString() + (beside(file, "-wal").toFile().length() == 0 ? "?immutable=1" : "");
        var config = new SQLiteConfig();
        // The last connection that closes writes the log back and deletes it, unless it cannot write.
        config.setReadOnly(true);
        return new InspectedDatabase(config.createConnection(url), absent);
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Cannot write. */
    public Connection connection() {
        return connection;
    }

    /** @throws IOException when what was made cannot be removed */
    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        for (Path file : made) {
            Files.deleteIfExists(file);
        }
    }
}

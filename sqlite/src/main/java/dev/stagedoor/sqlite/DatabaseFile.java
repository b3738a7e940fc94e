package dev.stagedoor.sqlite;

import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * A database in one file, with a write-ahead log: how connections to it are set up.
 *
 * @param file need not exist
 * @param synchronous whether a commit waits for the disk
 * @param maxIdleLogBytes what is left of the log on disk after a burst made it longer
 * @param busyMillis how long a statement waits for a lock of another process
 */
public record DatabaseFile(Path file, DatabaseSchema schema, SynchronousMode synchronous, int maxIdleLogBytes, int busyMillis) {
    /** For each connection. What is read often fits; the system caches the rest. */
    private static final int CACHE_KIB = 2 << 10;

    /** Written back into the database after so many pages of 4 KiB: 16 MiB of log. */
    private static final int CHECKPOINT_PAGES = 4096;

    /**
     * The one connection that writes. Creates the schema when the file is new, and brings an older one up to date.
     *
     * @throws StagedoorException when the file is of a later version
     */
    public Connection connectWriter() throws SQLException {
        SQLiteDataSource writers = writerSource();
        Connection connection = writers.getConnection();
        boolean ready = false;
        try {
            schema.bringUpToDate(connection, writers);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private SQLiteDataSource writerSource() {
        SQLiteConfig config = common();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(maxIdleLogBytes);
        config.setTransactionMode(TransactionMode.IMMEDIATE); // a transaction that reads first could not write after another's
        config.enforceForeignKeys(true);
        var source = new SQLiteDataSource(config);
        source.setUrl(url());
        return source;
    }

    /** A connection that cannot write. */
    public Connection connectReader() throws SQLException {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return config.createConnection(url());
    }

    private SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setCacheSize(-CACHE_KIB);
        config.setTempStore(TempStore.MEMORY);
        config.setBusyTimeout(busyMillis);
        config.setGetGeneratedKeys(false); // each INSERT would prepare and run a query more
        return config;
    }

    /** As a URI: in a plain path sqlite-jdbc would take what follows a '?' for settings. */
    private String url() {
        return "jdbc:sqlite:" + file.toUri().toASCIIString();
    }
}

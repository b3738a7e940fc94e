package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many acknowledged changes an index lacks, found out without changing anything: what is left of its log may still be of use. */
final class LostChanges {
    /** The first version of the index that counts its transactions. */
    private static final int COUNTING_SCHEMA = 4;

    private LostChanges() {}

    /**
     * @param store the store's directory; nothing has it open
     * @return 0 when nothing is lost, as after a crash
     */
    static long count(Path store, IndexDatabase database) throws IOException, SQLException {
        long acknowledged = CommitMark.read(store.resolve(StoreFiles.COMMITS));
        if (acknowledged == 0) {
            return 0;
        }
        return Math.max(0, acknowledged - committed(store, database));
    }

    private static long committed(Path store, IndexDatabase database) throws SQLException {
        if (store.resolve(StoreFiles.INDEX).toFile().length() == 0) {
            return 0;
        }
        // The last connection that closes writes the log back and deletes it, unless it cannot write.
        try (Connection connection = database.connectReader();
                Statement statement = connection.createStatement()) {
            try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                if (version.getInt(1) < COUNTING_SCHEMA) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT commits FROM lifetime")) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}

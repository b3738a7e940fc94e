package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.CommitMark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the transactions that change the catalog: in the file, and in the {@link CommitMark} beside it. For one thread at a time. */
final class ChangeCount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeCount.class);
    private static final String TABLE = "change_count";

    private final CommitMark mark;
    private long committed;

    private ChangeCount(CommitMark mark, long committed) {
        this.mark = mark;
        this.committed = committed;
    }

    /** Where the mark of a catalog's file lies. */
    static Path mark(Path file) {
        return file.resolveSibling(file.getFileName() + "-commits");
    }

    /** How many changes a catalog's file lacks is told by this. */
    static CommitCounter counter(Path file) {
        return new CommitCounter(file, mark(file), TABLE);
    }

    /** @param connection to a file of the newest version */
    static ChangeCount open(Path file, Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT commits FROM " + TABLE)) {
            long committed = row.getLong(1);
            if (committed > 0 && CommitMark.read(mark(file)) == 0) {
                LOG.warn("{} is missing or damaged: whether the catalog has lost changes cannot be told", mark(file));
            }
            return new ChangeCount(CommitMark.open(mark(file), committed), committed);
        }
    }

    /** Counts a change, in its transaction. */
    void count(Handle handle) {
        handle.execute("UPDATE " + TABLE + " SET commits = ?", committed + 1);
    }

    /** The transaction of the change that was counted last is durable. */
    void committed() {
        committed++;
        mark.note(committed);
    }

    @Override
    public void close() {
        mark.close();
    }
}

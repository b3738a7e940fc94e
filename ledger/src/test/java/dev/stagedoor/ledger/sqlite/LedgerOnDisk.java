package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Opens ledgers that keep URLs for a day. */
final class LedgerOnDisk {
    private LedgerOnDisk() {}

    static OpenLedger at(Path directory, TurnableClock clock) {
        return at(directory, clock, SqlitePresignLedger.JOURNAL_BYTES);
    }

    static OpenLedger at(Path directory, TurnableClock clock, int journalBytes) {
        var options = new LedgerOptions(Duration.ofDays(1));
        return new OpenLedger(SqlitePresignLedger.open(directory, options, clock, journalBytes), clock);
    }

    /** Gives the writer something to do, after which it tidies up, until it has. */
    static void tidied(OpenLedger open, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            open.ledger.release(open.ledger.nextId());
        }
    }

    /** How many rows a table has of the ledger in {@code directory}/ledger. */
    static int rows(Path directory, String table) {
        String url = "jdbc:sqlite:" + directory.resolve("ledger/ledger.db");
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

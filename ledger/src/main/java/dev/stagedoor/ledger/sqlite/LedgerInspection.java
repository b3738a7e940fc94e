package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.storage.disk.CommitCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out, without changing anything, why a server would refuse a ledger that nobody has open. */
public final class LedgerInspection {
    private LedgerInspection() {}

    /** Tells how many changes the ledger's database lacks. */
    public static CommitCounter counter(Path database) {
        return LedgerFiles.at(database.toAbsolutePath().getParent()).counter();
    }

    /** Why the journal would be refused, as a clause; empty when it would not, or there is none. */
    public static Optional<String> journalDamage(Path journal) throws IOException {
        return JournalFile.damage(journal);
    }
}

package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.sqlite.ReaderPool;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a page at a time, each beginning before the last key of the one before: no transaction stays open in between. */
final class StoredRecords implements PresignRecords {
    /** Half a MiB of memory, and 4 MiB at most. */
    private static final int PAGE = 500;

    private final ReaderPool<LedgerReader> readers;
    private final UnaryOperator<PresignRecord> known;
    private long before = Long.MAX_VALUE;
    private Iterator<PresignRecord> page = List.<PresignRecord>of().iterator();
    private boolean exhausted;

    /** @param known adds what is known in memory */
    StoredRecords(ReaderPool<LedgerReader> readers, UnaryOperator<PresignRecord> known) {
        this.readers = readers;
        this.known = known;
    }

    @Override
    public @Nullable PresignRecord next() {
        if (!page.hasNext() && !exhausted) {
            List<PresignRecord> records = readers.read(reader -> reader.before(before, PAGE));
            exhausted = records.size() < PAGE;
            if (!records.isEmpty()) {
                before = LedgerKey.of(records.getLast().issued().id());
            }
            page = records.iterator();
        }
        return page.hasNext() ? known.apply(page.next()) : null;
    }

    @Override
    public void close() {
        exhausted = true;
        page = List.<PresignRecord>of().iterator();
    }
}

package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.ledger.UploadPlan.State;
import dev.stagedoor.ledger.UploadPlans;
import dev.stagedoor.ledger.UploadReceipt;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The planned uploads in the ledger's database. They are few beside the URLs, so each change is a commit, and no journal is before it. */
final class SqliteUploadPlans implements UploadPlans {
    private final LedgerWriter writer;
    private final ReaderPool<LedgerReader> readers;

    SqliteUploadPlans(LedgerWriter writer, ReaderPool<LedgerReader> readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public void open(UploadPlan plan) {
        writer.change(tables -> tables.open(plan));
    }

    @Override
    public Optional<UploadPlan> find(PresignId id) {
        return readers.read(reader -> reader.upload(LedgerKey.of(id))).filter(plan -> plan.id().equals(id));
    }

    @Override
    public List<UploadPlan> older(Optional<PresignId> before, int limit) {
        return readers.read(reader -> reader.uploadsBefore(before.map(LedgerKey::of).orElse(Long.MAX_VALUE), limit));
    }

    @Override
    public List<UploadPlan> openSince(Instant before, int limit) {
        return readers.read(reader -> reader.openUploads(LedgerKey.at(before), limit));
    }

    @Override
    public void completing(PresignId id) {
        writer.change(tables -> tables.state(LedgerKey.of(id), State.COMPLETING));
    }

    @Override
    public void confirmed(PresignId id, UploadReceipt receipt) {
        writer.change(tables -> tables.confirm(LedgerKey.of(id), receipt));
    }

    @Override
    public void aborted(PresignId id) {
        writer.change(tables -> tables.state(LedgerKey.of(id), State.ABORTED));
    }
}

package dev.stagedoor.catalog.ledger;

import dev.stagedoor.storage.PresignId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The ledger in a directory of its own. */
public final class SqlitePresignLedger implements PresignLedger {
    private final AtomicLong last = new AtomicLong();

    private SqlitePresignLedger() {}

    /**
     * @param directory made when it does not exist; belongs to the ledger alone
     * @throws dev.stagedoor.errors.StagedoorException {@code INVALID_CONFIG} when it cannot be opened
     */
    public static SqlitePresignLedger open(Path directory, LedgerOptions options, Clock clock) {
        return new SqlitePresignLedger();
    }

    @Override
    public PresignId nextId() {
        return new PresignId(new UUID(0x7000L | last.incrementAndGet() << 16, 0x8000_0000_0000_0000L));
    }

    @Override
    public void issued(IssuedPresign presign) {}

    @Override
    public Optional<PresignRecord> find(PresignId id) {
        return Optional.empty();
    }

    @Override
    public PresignRecords records() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isRevoked(PresignId id) {
        return false;
    }

    @Override
    public boolean claim(PresignId id, Instant expiresAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(PresignId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void used(PresignUse use) {}

    @Override
    public Optional<Revocation> revoke(PresignId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Revocation revokeAll(PresignScope scope) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArrivalWatch watch(PresignScope stage) {
        return ArrivalWatch.NONE;
    }

    @Override
    public void close() {}
}

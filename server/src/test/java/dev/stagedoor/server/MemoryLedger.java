package dev.stagedoor.server;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.ledger.Revocation;
import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A ledger that shows each use as it was told, and fails when a test wants it to. */
final class MemoryLedger implements PresignLedger {
    final List<PresignUse> uses = new CopyOnWriteArrayList<>();
    volatile boolean broken;
    private final AtomicLong last = new AtomicLong();
    private final Set<PresignId> claims = ConcurrentHashMap.newKeySet();
    private final Set<PresignId> revoked = ConcurrentHashMap.newKeySet();

    private void refuseWhenBroken() {
        if (broken) {
            throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "the ledger is out of order");
        }
    }

    @Override
    public PresignId nextId() {
        return new PresignId(new UUID(0x7000L | last.incrementAndGet() << 16, 0x8000_0000_0000_0000L));
    }

    @Override
    public boolean hasRoom() {
        return true;
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
        refuseWhenBroken();
        return revoked.contains(id);
    }

    @Override
    public boolean hadExpired(PresignId id, Instant expiresAt) {
        return false;
    }

    @Override
    public boolean claim(PresignId id, Instant expiresAt) {
        refuseWhenBroken();
        return claims.add(id);
    }

    @Override
    public void release(PresignId id) {
        claims.remove(id);
    }

    @Override
    public void used(PresignUse use) {
        refuseWhenBroken();
        uses.add(use);
    }

    @Override
    public Optional<Revocation> revoke(PresignId id) {
        revoked.add(id);
        return Optional.of(new Revocation(1, 0, Optional.empty()));
    }

    @Override
    public Revocation revokeAll(PresignScope scope) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Revocation wouldRevoke(PresignScope scope) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArrivalWatch watch(PresignScope stage) {
        return ArrivalWatch.NONE;
    }

    @Override
    public void close() {}
}

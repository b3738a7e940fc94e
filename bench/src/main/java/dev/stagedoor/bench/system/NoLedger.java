package dev.stagedoor.bench.system;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.ledger.Revocation;
import dev.stagedoor.ledger.UploadPlans;
import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A ledger that forgets everything at once, to measure the server without one. */
final class NoLedger implements PresignLedger {
    private static final PresignId ID = new PresignId(new UUID(0x7000L, 0x8000_0000_0000_0000L));

    @Override
    public PresignId nextId() {
        return ID;
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
        throw new UnsupportedOperationException("nothing is kept");
    }

    @Override
    public boolean isRevoked(PresignId id) {
        return false;
    }

    @Override
    public boolean hadExpired(PresignId id, Instant expiresAt) {
        return false;
    }

    @Override
    public boolean claim(PresignId id, Instant expiresAt) {
        return true;
    }

    @Override
    public void release(PresignId id) {}

    @Override
    public void used(PresignUse use) {}

    @Override
    public Optional<Revocation> revoke(PresignId id) {
        return Optional.empty();
    }

    @Override
    public Revocation revokeAll(PresignScope scope) {
        return new Revocation(0, 0, Optional.empty());
    }

    @Override
    public Revocation wouldRevoke(PresignScope scope) {
        return new Revocation(0, 0, Optional.empty());
    }

    @Override
    public ArrivalWatch watch(PresignScope stage) {
        return ArrivalWatch.NONE;
    }

    @Override
    public UploadPlans uploads() {
        throw new UnsupportedOperationException("nothing is kept");
    }

    @Override
    public void close() {}
}

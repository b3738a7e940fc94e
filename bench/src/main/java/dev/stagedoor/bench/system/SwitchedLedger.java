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

/**
 * A ledger that does nothing from a URL for {@link #WITHOUT} on until one for another path comes. One server with and without a ledger: two
 * processes of the very same program differ by more than what is to be measured.
 */
final class SwitchedLedger implements PresignLedger {
    /** How the paths begin that are not entered. */
    static final String WITHOUT = "without/";

    private final PresignLedger ledger;
    private final PresignLedger none = new NoLedger();
    private volatile PresignLedger current;

    SwitchedLedger(PresignLedger ledger) {
        this.ledger = ledger;
        this.current = ledger;
    }

    @Override
    public PresignId nextId() {
        return current.nextId();
    }

    @Override
    public boolean hasRoom() {
        return ledger.hasRoom();
    }

    @Override
    public void issued(IssuedPresign presign) {
        PresignLedger wanted = presign.path().startsWith(WITHOUT) ? none : ledger;
        if (current != wanted) {
            current = wanted;
        }
        wanted.issued(presign);
    }

    @Override
    public Optional<PresignRecord> find(PresignId id) {
        return ledger.find(id);
    }

    @Override
    public PresignRecords records() {
        return ledger.records();
    }

    @Override
    public boolean isRevoked(PresignId id) {
        return ledger.isRevoked(id);
    }

    @Override
    public boolean hadExpired(PresignId id, Instant expiresAt) {
        return ledger.hadExpired(id, expiresAt);
    }

    @Override
    public boolean claim(PresignId id, Instant expiresAt) {
        return ledger.claim(id, expiresAt);
    }

    @Override
    public void release(PresignId id) {
        ledger.release(id);
    }

    @Override
    public void used(PresignUse use) {
        ledger.used(use);
    }

    @Override
    public Optional<Revocation> revoke(PresignId id) {
        return ledger.revoke(id);
    }

    @Override
    public Revocation revokeAll(PresignScope scope) {
        return ledger.revokeAll(scope);
    }

    @Override
    public Revocation wouldRevoke(PresignScope scope) {
        return ledger.wouldRevoke(scope);
    }

    @Override
    public ArrivalWatch watch(PresignScope stage) {
        return ledger.watch(stage);
    }

    @Override
    public UploadPlans uploads() {
        return ledger.uploads();
    }

    @Override
    public void close() {
        ledger.close();
    }
}

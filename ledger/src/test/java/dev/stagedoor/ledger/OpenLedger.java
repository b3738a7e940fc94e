package dev.stagedoor.ledger;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.TurnableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ledger that is open in a test, its clock, and short ways to issue URLs and to use them. */
public final class OpenLedger implements AutoCloseable {
    public static final Duration EXPIRE = Duration.ofHours(1);
    public static final String ADDRESS = "192.0.2.7";

    public final TurnableClock clock;
    public final PresignLedger ledger;

    public OpenLedger(PresignLedger ledger, TurnableClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    public IssuedPresign issue(String user, String stage, String path, HttpMethod method, boolean door, Duration expire) {
        Instant now = clock.instant();
        var presign = new IssuedPresign(
                ledger.nextId(), now, user, stage, path, method, "{\"expire\":3600}", now.plus(expire), ADDRESS, door);
        ledger.issued(presign);
        return presign;
    }

    /** A download from the door. */
    public IssuedPresign issue(String user, String stage, String path) {
        return issue(user, stage, path, HttpMethod.GET, true, EXPIRE);
    }

    public IssuedPresign issue() {
        return issue("ann", "s", "a/b.csv");
    }

    /** An upload to a store elsewhere. */
    public IssuedPresign issueUpload(String stage, String path) {
        return issue("ann", stage, path, HttpMethod.PUT, false, EXPIRE);
    }

    public void serve(PresignId id, long bytes) {
        ledger.used(new PresignUse(id, clock.instant(), bytes, ADDRESS, Optional.empty()));
    }

    public void refuse(PresignId id, String refusal) {
        ledger.used(new PresignUse(id, clock.instant(), 0, ADDRESS, Optional.of(refusal)));
    }

    public PresignRecord found(PresignId id) {
        return ledger.find(id).orElseThrow();
    }

    public List<PresignRecord> all() {
        List<PresignRecord> all = new ArrayList<>();
        try (PresignRecords records = ledger.records()) {
            @Nullable PresignRecord next;
            while ((next = records.next()) != null) {
                all.add(next);
            }
        }
        return all;
    }

    @Override
    public void close() {
        ledger.close();
    }
}

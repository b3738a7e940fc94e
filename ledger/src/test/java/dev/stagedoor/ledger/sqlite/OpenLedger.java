package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ledger that is open in a test, its clock, and short ways to issue URLs and to use them. */
final class OpenLedger implements AutoCloseable {
    static final Duration EXPIRE = Duration.ofHours(1);
    static final String ADDRESS = "192.0.2.7";

    final HandClock clock;
    final SqlitePresignLedger ledger;

    private OpenLedger(SqlitePresignLedger ledger, HandClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    static OpenLedger at(Path directory, HandClock clock) {
        return at(directory, clock, SqlitePresignLedger.JOURNAL_BYTES);
    }

    static OpenLedger at(Path directory, HandClock clock, int journalBytes) {
        var options = new LedgerOptions(Duration.ofDays(1));
        return new OpenLedger(SqlitePresignLedger.open(directory, options, clock, journalBytes), clock);
    }

    IssuedPresign issue(String user, String stage, String path, HttpMethod method, boolean door, Duration expire) {
        Instant now = clock.instant();
        var presign = new IssuedPresign(
                ledger.nextId(), now, user, stage, path, method, "{\"expire\":3600}", now.plus(expire), ADDRESS, door);
        ledger.issued(presign);
        return presign;
    }

    /** A download from the door. */
    IssuedPresign issue(String user, String stage, String path) {
        return issue(user, stage, path, HttpMethod.GET, true, EXPIRE);
    }

    IssuedPresign issue() {
        return issue("ann", "s", "a/b.csv");
    }

    /** An upload to a store elsewhere. */
    IssuedPresign issueUpload(String stage, String path) {
        return issue("ann", stage, path, HttpMethod.PUT, false, EXPIRE);
    }

    void serve(PresignId id, long bytes) {
        ledger.used(new PresignUse(id, clock.instant(), bytes, ADDRESS, Optional.empty()));
    }

    void refuse(PresignId id, String refusal) {
        ledger.used(new PresignUse(id, clock.instant(), 0, ADDRESS, Optional.of(refusal)));
    }

    PresignRecord found(PresignId id) {
        return ledger.find(id).orElseThrow();
    }

    List<PresignRecord> all() {
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

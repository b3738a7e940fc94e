package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.ledger.PresignLedger.ArrivalWatch;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTest {
    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private OpenLedger open() {
        return LedgerOnDisk.at(directory.resolve("ledger"), clock);
    }

    @Test
    void file_from_long_after_the_url_expired_was_not_brought_by_it() {
        try (var open = open()) {
            var upload = open.issueUpload("ext", "a");
            ArrivalWatch watch = open.ledger.watch(new Stage("ext"));
            watch.saw("a", 1, upload.expiresAt().plus(AwaitedUploads.UPLOAD_MAY_TAKE).plusSeconds(1));
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ISSUED);
            watch.saw("a", 1, upload.expiresAt().plus(AwaitedUploads.UPLOAD_MAY_TAKE));
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ARRIVED);
        }
    }

    @Test
    void the_oldest_give_way_when_too_many_are_waited_for() {
        var uploads = new AwaitedUploads();
        for (int i = 0; i <= AwaitedUploads.MAX_AWAITED; i++) {
            uploads.add(upload(i, "path-" + i));
        }
        assertThat(uploads.saw(new Stage("ext"), "path-0", 1, clock.instant())).isEmpty();
        assertThat(uploads.saw(new Stage("ext"), "path-1", 1, clock.instant())).hasSize(1);
        assertThat(uploads.saw(new Stage("ext"), "path-1", 1, clock.instant())).isEmpty();
    }

    @Test
    void the_oldest_of_one_path_give_way_to_the_newest() {
        var uploads = new AwaitedUploads();
        for (int i = 0; i < 2 * AwaitedUploads.MAX_AWAITED_OF_A_PATH; i++) {
            uploads.add(upload(i, "a"));
        }
        assertThat(uploads.saw(new Stage("ext"), "a", 1, clock.instant()))
                .extracting(LedgerEntry.Arrived::key)
                .hasSize(AwaitedUploads.MAX_AWAITED_OF_A_PATH)
                .endsWith((long) 2 * AwaitedUploads.MAX_AWAITED_OF_A_PATH - 1);
    }

    private IssuedPresign upload(long key, String path) {
        Instant now = clock.instant();
        return new IssuedPresign(LedgerKey.id(key, 0), now, "ann", "ext", path, HttpMethod.PUT, "{}", now.plusSeconds(60), "", false);
    }
}

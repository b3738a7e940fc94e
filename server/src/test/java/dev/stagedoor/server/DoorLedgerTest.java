package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.local.DoorTerms;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door and the ledger on disk, together. */
class DoorLedgerTest {
    @TempDir
    Path data;

    private DoorServer door;

    @BeforeEach
    void start() {
        door = new DoorServer(data);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private PresignId issue(HttpMethod method, String path) {
        PresignId id = door.ledger.nextId();
        door.ledger.issued(new IssuedPresign(
                id, door.clock.instant(), "root", "s", path, method, "{}", door.clock.instant().plus(Duration.ofHours(1)),
                "127.0.0.1", true));
        return id;
    }

    private URI url(HttpMethod method, String path, PresignId id, boolean oneTime) {
        return door.presign(method, path, new DoorTerms(id, oneTime ? Terms.of(new OneTime()) : Terms.NONE), Map.of());
    }

    private HttpResponse<String> put(URI url, String body) {
        return door.client.send("PUT", url, BodyPublishers.ofString(body));
    }

    private PresignRecord find(PresignId id) {
        return door.ledger.find(id).orElseThrow();
    }

    @Test
    void what_became_of_a_url_stands_in_the_ledger() {
        PresignId id = issue(HttpMethod.PUT, "f");
        URI url = url(HttpMethod.PUT, "f", id, false);
        door.client.send("PUT", url, BodyPublishers.ofString("hello"), "Content-MD5", "?");
        assertThat(find(id).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(find(id).refusal()).isPresent();
        assertThat(put(url, "hello").statusCode()).isEqualTo(200);
        assertThat(find(id).outcome()).isEqualTo(Outcome.USED);
        assertThat(find(id).uses()).isEqualTo(1);
        assertThat(find(id).bytes()).hasValue(5);
        assertThat(find(id).usedFrom()).hasValue("127.0.0.1");
        PresignId download = issue(HttpMethod.GET, "f");
        door.client.send("GET", url(HttpMethod.GET, "f", download, false), BodyPublishers.noBody());
        await().until(() -> find(download).uses() == 1);
    }

    @Test
    void a_revocation_of_one_and_of_many_holds_at_once_and_after_a_restart() {
        PresignId one = issue(HttpMethod.PUT, "a");
        PresignId other = issue(HttpMethod.PUT, "b");
        door.ledger.revoke(one);
        assertThat(put(url(HttpMethod.PUT, "a", one, false), "x").statusCode()).isEqualTo(403);
        assertThat(put(url(HttpMethod.PUT, "b", other, false), "x").statusCode()).isEqualTo(200);
        door.ledger.revokeAll(new PresignScope.Stage("s"));
        assertThat(put(url(HttpMethod.PUT, "b", other, false), "x").statusCode()).isEqualTo(403);
        door.close();
        door = new DoorServer(data);
        assertThat(put(url(HttpMethod.PUT, "a", one, false), "x").statusCode()).isEqualTo(403);
        assertThat(put(url(HttpMethod.PUT, "b", other, false), "x").statusCode()).isEqualTo(403);
    }

    @Test
    void a_one_time_url_stays_used_after_a_restart_and_free_after_a_refusal() {
        PresignId id = issue(HttpMethod.PUT, "f");
        door.client.send("PUT", url(HttpMethod.PUT, "f", id, true), BodyPublishers.ofString("x"), "Content-MD5",
                "1B2M2Y8AsgTpgAmY7PhCfg==");
        door.close();
        door = new DoorServer(data);
        assertThat(put(url(HttpMethod.PUT, "f", id, true), "x").statusCode()).isEqualTo(200);
        door.close();
        door = new DoorServer(data);
        assertThat(put(url(HttpMethod.PUT, "f", id, true), "y").statusCode()).isEqualTo(403);
    }

    /** The clock steps forward, what has expired is forgotten, and it steps back: over restarts and within one run. */
    @Test
    void a_clock_that_steps_forward_and_back_revives_no_used_and_no_revoked_url() {
        PresignId used = issue(HttpMethod.PUT, "a");
        PresignId revoked = issue(HttpMethod.PUT, "b");
        assertThat(put(url(HttpMethod.PUT, "a", used, true), "x").statusCode()).isEqualTo(200);
        door.ledger.revoke(revoked);
        door.clock.turn(Duration.ofDays(60));
        await().until(() -> {
            door.ledger.release(door.ledger.nextId()); // gives the writer something to do, after which it tidies up
            return door.ledger.find(used).isEmpty();
        });
        for (int round = 0; round < 2; round++) {
            door.clock.turn(Duration.ofDays(-60));
            // Signed again in each round, at the same time as before: a restarted server has another port.
            assertThat(put(url(HttpMethod.PUT, "a", used, true), "y").statusCode()).isEqualTo(403);
            assertThat(put(url(HttpMethod.PUT, "b", revoked, false), "y").statusCode()).isEqualTo(403);
            PresignId next = issue(HttpMethod.PUT, "c");
            assertThat(put(url(HttpMethod.PUT, "c", next, true), "z").statusCode()).isEqualTo(200);
            door.close();
            door = new DoorServer(data);
            door.clock.turn(Duration.ofDays(60));
        }
    }

    @Test
    void of_a_thousand_racing_uses_of_a_one_time_url_one_wins() throws Exception {
        PresignId id = issue(HttpMethod.PUT, "f");
        URI url = url(HttpMethod.PUT, "f", id, true);
        var served = new AtomicInteger();
        var refused = new AtomicInteger();
        var lanes = new Semaphore(128);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                String body = "writer " + i;
                threads.submit(() -> {
                    lanes.acquire();
                    try {
                        int status = put(url, body).statusCode();
                        (status == 200 ? served : status == 403 ? refused : new AtomicInteger()).incrementAndGet();
                    } finally {
                        lanes.release();
                    }
                    return null;
                });
            }
        }
        assertThat(served).hasValue(1);
        assertThat(refused).hasValue(999);
        assertThat(find(id).uses()).isEqualTo(1);
        assertThat(find(id).outcome()).isEqualTo(Outcome.USED);
    }
}

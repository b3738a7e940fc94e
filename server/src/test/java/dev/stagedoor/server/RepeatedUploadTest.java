package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.MemoryLedger;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that repeats an upload, but has read its file: databend-jdbc 0.2.8 sends an empty body in chunks. */
class RepeatedUploadTest {
    private static final String EMPTY_CHUNKED = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n";
    private static final String EMPTY = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String HELLO = "Content-Length: 5\r\nConnection: close\r\n\r\nhello";

    @TempDir
    private Path data;

    private final MemoryLedger ledger = new MemoryLedger(Clock.systemUTC());

    @Test
    void empty_repetition_of_a_refused_upload_is_refused_until_its_time_is_over() throws IOException {
        try (var door = new DoorServer(data, Options.LOCAL, ledger)) {
            URI url = url(door, "f", Terms.of(new MaxSize(3)));
            assertThat(put(door, url, HELLO)).startsWith("HTTP/1.1 400 ").contains("<Code>EntityTooLarge</Code>");
            for (int i = 0; i < 20; i++) {
                assertThat(put(door, url, EMPTY_CHUNKED))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("<Code>IncompleteBody</Code>", "Send the file from its beginning");
            }
            assertThat(door.has("f")).isFalse();
            door.clock.turn(Duration.ofMinutes(5));
            assertThat(put(door, url, EMPTY_CHUNKED)).startsWith("HTTP/1.1 200 ");
            assertThat(door.has("f")).isTrue();
        }
    }

    @Test
    void empty_repetition_of_an_upload_that_broke_off_is_refused_and_the_whole_file_is_taken() throws IOException {
        try (var door = new DoorServer(data, Options.LOCAL, ledger)) {
            URI url = url(door, "f", Terms.NONE);
            try (var raw = new RawConnection(door.address)) {
                raw.write(head(url) + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n");
                assertThat(raw.readAll()).doesNotStartWith("HTTP/1.1 200 ");
            }
            assertThat(put(door, url, EMPTY_CHUNKED)).contains("<Code>IncompleteBody</Code>");
            assertThat(put(door, url, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(put(door, url, EMPTY_CHUNKED)).as("the last one was stored").startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void empty_repetition_of_an_upload_that_was_one_too_many_of_its_address_is_refused() throws IOException {
        try (var door = new DoorServer(data, Options.with(new ServerOptions.Door(List.of("*"), 1)), ledger)) {
            URI url = url(door, "g", Terms.NONE);
            try (var first = new RawConnection(door.address)) {
                first.write(head(door.presign(HttpMethod.PUT, "f")) + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
                assertThat(first.readHead()).startsWith("HTTP/1.1 100 ");
                assertThat(put(door, url, HELLO)).startsWith("HTTP/1.1 429 ");
                first.write("ok");
                assertThat(first.readHead()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(put(door, url, EMPTY_CHUNKED)).contains("<Code>IncompleteBody</Code>");
            assertThat(door.has("g")).isFalse();
        }
    }

    @Test
    void empty_file_is_taken_when_it_says_so_or_nothing_was_refused() throws IOException {
        try (var door = new DoorServer(data, Options.LOCAL, ledger)) {
            URI fresh = url(door, "fresh", Terms.NONE);
            assertThat(put(door, fresh, EMPTY_CHUNKED)).startsWith("HTTP/1.1 200 ");
            assertThat(put(door, fresh, EMPTY_CHUNKED)).startsWith("HTTP/1.1 200 ");
            URI refused = url(door, "refused", Terms.of(new MaxSize(3)));
            assertThat(put(door, refused, HELLO)).startsWith("HTTP/1.1 400 ");
            assertThat(put(door, refused, EMPTY)).startsWith("HTTP/1.1 200 ");
            assertThat(door.store.stat(new ObjectKey("refused")).orElseThrow().size()).isZero();
            URI other = url(door, "other", Terms.of(new MaxSize(3)));
            assertThat(put(door, other, EMPTY_CHUNKED)).startsWith("HTTP/1.1 200 ");
        }
    }

    private URI url(DoorServer door, String key, Terms terms) {
        return door.presign(HttpMethod.PUT, key, new DoorTerms(ledger.issue(), terms), Map.of());
    }

    private static String head(URI url) {
        return "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n";
    }

    private static String put(DoorServer door, URI url, String rest) throws IOException {
        try (var raw = new RawConnection(door.address)) {
            raw.write(head(url) + rest);
            return raw.readAll();
        }
    }
}

package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.ledger.MemoryLedger;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL is bound to, honoured and violated, over real sockets. */
class DoorTermsTest {
    private static final byte[] BYTES = "hello, world\n".getBytes(StandardCharsets.UTF_8);
    private static final String MD5_OF_NOTHING = "1B2M2Y8AsgTpgAmY7PhCfg==";
    private static final byte[] MANY = new byte[12_000_000];

    @TempDir
    Path data;

    private final MemoryLedger ledger = new MemoryLedger(Clock.systemUTC());
    private DoorServer door;

    @BeforeEach
    void start() {
        Arrays.fill(MANY, (byte) 'x');
        door = new DoorServer(data, Options.LOCAL, ledger);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private DoorTerms terms() {
        return new DoorTerms(ledger.issue(), Terms.NONE);
    }

    private DoorTerms maxSize(long bytes) {
        return new DoorTerms(ledger.issue(), Terms.of(new MaxSize(bytes)));
    }

    private DoorTerms oneTime() {
        return new DoorTerms(ledger.issue(), Terms.of(new OneTime()));
    }

    private DoorTerms from(String... ranges) {
        return new DoorTerms(ledger.issue(), Terms.of(new FromAddresses(Arrays.stream(ranges).map(AddressRange::of).toList())));
    }

    private URI url(HttpMethod method, String key, DoorTerms terms) {
        return door.presign(method, key, terms, Map.of());
    }

    private HttpResponse<String> put(URI url, byte[] bytes, String... headers) {
        return door.client.send("PUT", url, BodyPublishers.ofByteArray(bytes), headers);
    }

    private HttpResponse<String> get(URI url, String... headers) {
        return door.client.send("GET", url, BodyPublishers.noBody(), headers);
    }

    private static BodyPublisher chunked(byte[] bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    private void store(String key, byte[] bytes) {
        assertThat(put(door.presign(HttpMethod.PUT, key), bytes).statusCode()).isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code, String... said) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
        assertThat(said).allSatisfy(text -> assertThat(response.body()).contains(text));
    }

    private PresignUse onlyUse() {
        await().until(() -> !ledger.uses.isEmpty());
        assertThat(ledger.uses).hasSize(1);
        return ledger.uses.getFirst();
    }

    private static String head(String method, URI url, String headers) {
        return method + " " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n"
                + headers + "\r\n";
    }

    @Test
    void a_url_with_an_id_serves_and_every_use_is_told() {
        DoorTerms upload = terms();
        assertThat(put(url(HttpMethod.PUT, "f", upload), BYTES).statusCode()).isEqualTo(200);
        assertThat(ledger.uses)
                .containsExactly(new PresignUse(upload.id(), door.clock.instant(), BYTES.length, "127.0.0.1", Optional.empty()));
        ledger.uses.clear();
        DoorTerms download = terms();
        URI url = url(HttpMethod.GET, "f", download);
        assertThat(get(url).body()).isEqualTo("hello, world\n");
        assertThat(get(url, "Range", "bytes=0-4").body()).isEqualTo("hello");
        await().untilAsserted(() -> assertThat(ledger.uses)
                .containsExactly(
                        new PresignUse(download.id(), door.clock.instant(), BYTES.length, "127.0.0.1", Optional.empty()),
                        new PresignUse(download.id(), door.clock.instant(), 5, "127.0.0.1", Optional.empty())));
    }

    @Test
    void a_head_is_a_use_of_no_bytes() {
        store("f", BYTES);
        DoorTerms terms = terms();
        assertThat(door.client.send("HEAD", url(HttpMethod.HEAD, "f", terms), BodyPublishers.noBody()).statusCode()).isEqualTo(200);
        assertThat(onlyUse()).isEqualTo(new PresignUse(terms.id(), door.clock.instant(), 0, "127.0.0.1", Optional.empty()));
    }

    @Test
    void a_url_without_an_id_is_in_no_ledger() {
        store("f", BYTES);
        assertThat(get(door.presign(HttpMethod.GET, "f")).statusCode()).isEqualTo(200);
        door.clock.turn(Duration.ofHours(2));
        assertThat(ledger.uses).isEmpty();
    }

    @Test
    void a_revoked_url_is_refused_at_once() {
        store("f", BYTES);
        DoorTerms terms = terms();
        URI url = url(HttpMethod.GET, "f", terms);
        assertThat(get(url).statusCode()).isEqualTo(200);
        ledger.revoke(terms.id());
        assertRefused(get(url), 403, "AccessDenied", "was revoked");
        await().until(() -> ledger.uses.size() == 2);
        assertThat(ledger.uses.getLast().refusal()).hasValue("This URL was revoked.");
    }

    @Test
    void an_upload_under_way_when_its_url_is_revoked_stores_nothing() throws Exception {
        DoorTerms terms = terms();
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url(HttpMethod.PUT, "f", terms), "Content-Length: 10\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            ledger.revoke(terms.id());
            raw.write("0123456789");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 403 ");
        }
        assertThat(door.has("f")).isFalse();
    }

    @Test
    void a_download_under_way_when_its_url_is_revoked_is_cut_off() throws Exception {
        byte[] large = new byte[64 << 20];
        store("f", large);
        DoorTerms terms = terms();
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("GET", url(HttpMethod.GET, "f", terms), "Connection: close\r\n"));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            ledger.revoke(terms.id());
            assertThat(raw.socket().getInputStream().readAllBytes().length).isLessThan(large.length);
        }
        assertThat(onlyUse().bytes()).isBetween(1L, (long) large.length - 1);
        assertThat(onlyUse().refusal()).isEmpty();
    }

    @Test
    void a_url_for_another_network_is_refused_before_the_body_is_read() throws Exception {
        DoorTerms terms = from("10.0.0.0/8", "fd00::/8");
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url(HttpMethod.PUT, "f", terms), "Content-Length: 10000000\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readAll()).startsWith("HTTP/1.1 403 ").contains("<Code>AccessDenied</Code>", "10.0.0.0/8", "127.0.0.1")
                    .doesNotContain("100 Continue");
        }
        assertThat(onlyUse().refusal().orElseThrow()).contains("this one came from 127.0.0.1");
        assertThat(put(url(HttpMethod.PUT, "f", from("10.0.0.0/8", "127.0.0.0/8")), BYTES).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 200", "::ffff:10.1.2.3, 200", "::ffff:a01:203, 200", "11.1.2.3, 403", "::ffff:11.1.2.3, 403", "fd00::1, 200",
        "fe80::1, 403", "'10.1.2.3, 11.1.2.3', 403", "'11.1.2.3, 10.1.2.3', 200"
    })
    void the_address_is_the_clients_behind_the_proxy(String forwardedFor, int status, @TempDir Path behindProxy) {
        var options = Options.listen(Optional.empty(), List.of(AddressRange.of("127.0.0.0/8")));
        try (var proxied = new DoorServer(behindProxy, options, ledger)) {
            URI url = proxied.presign(HttpMethod.PUT, "f", from("10.0.0.0/8", "fd00::/8"), Map.of());
            HttpResponse<String> response =
                    proxied.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES), "X-Forwarded-For", forwardedFor);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        }
    }

    @Test
    void a_client_does_not_choose_its_own_address() {
        assertRefused(put(url(HttpMethod.PUT, "f", from("10.0.0.0/8")), BYTES, "X-Forwarded-For", "10.1.2.3"), 403, "AccessDenied",
                "127.0.0.1");
    }

    @Test
    void an_announced_body_beyond_max_size_is_refused_before_it_is_read() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url(HttpMethod.PUT, "f", maxSize(12)), "Content-Length: 13\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readAll()).startsWith("HTTP/1.1 400 ").contains("<Code>EntityTooLarge</Code>", "takes 12 bytes")
                    .doesNotContain("100 Continue");
        }
        assertThat(door.has("f")).isFalse();
        assertThat(onlyUse().refusal().orElseThrow()).contains("takes 12 bytes");
    }

    @Test
    void a_body_of_exactly_max_size_is_stored_announced_or_not() {
        assertThat(put(url(HttpMethod.PUT, "f", maxSize(13)), BYTES).statusCode()).isEqualTo(200);
        assertThat(door.client.send("PUT", url(HttpMethod.PUT, "g", maxSize(13)), chunked(BYTES)).statusCode()).isEqualTo(200);
        assertThat(put(url(HttpMethod.PUT, "h", maxSize(0)), new byte[0]).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12, 1_000_000, 11_999_999})
    void a_chunked_body_beyond_max_size_is_cut_off_and_not_stored(long max) {
        byte[] body = max < BYTES.length ? BYTES : MANY;
        HttpResponse<String> response = door.client.send("PUT", url(HttpMethod.PUT, "f", maxSize(max)), chunked(body));
        assertRefused(response, 400, "EntityTooLarge");
        assertThat(door.has("f")).isFalse();
        assertThat(onlyUse().refusal()).isPresent();
    }

    @Test
    void an_endless_chunked_body_is_cut_off_long_before_the_stores_own_limit() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url(HttpMethod.PUT, "f", maxSize(10)), "Transfer-Encoding: chunked\r\n"));
            raw.write("b\r\nhello world\r\n");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
        }
        assertThat(door.has("f")).isFalse();
    }

    @Test
    void max_size_is_no_term_of_a_download() {
        store("f", BYTES);
        assertThat(get(url(HttpMethod.GET, "f", maxSize(1))).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-stagedoor-max-size=-1", "x-stagedoor-max-size=1e9", "x-stagedoor-max-size=", "x-stagedoor-one-time=false",
        "x-stagedoor-from-ip=anywhere", "x-stagedoor-from-ip=", "x-stagedoor-id=1"})
    void terms_that_cannot_be_read_refuse(String parameter) {
        var query = new TreeMap<>(terms().toQuery());
        String[] pair = parameter.split("=", 2);
        query.put(pair[0], pair[1]);
        URI url = door.presign(HttpMethod.PUT, "f", new S3V4Terms(Duration.ofHours(1), Map.of(), query));
        assertRefused(put(url, BYTES), 403, "AccessDenied", "terms of this URL cannot be read");
        assertThat(door.has("f")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-stagedoor-max-size", "x-stagedoor-new-term", "X-Stagedoor-Id", "partNumber"})
    void parameters_the_door_does_not_know_refuse_even_when_signed(String name) {
        URI url = door.presign(HttpMethod.PUT, "f", S3V4Terms.expiring(Duration.ofHours(1)).withQuery(name, "1"));
        assertThat(put(url, BYTES).statusCode()).isIn(400, 403, 501);
        var beside = new TreeMap<>(terms().toQuery());
        beside.put("x-stagedoor-new-term", "1");
        assertRefused(put(door.presign(HttpMethod.PUT, "f", new S3V4Terms(Duration.ofHours(1), Map.of(), beside)), BYTES), 501,
                "NotImplemented");
        assertThat(door.has("f")).isFalse();
    }

    @Test
    void terms_that_an_access_key_signed_are_refused_and_told_to_nobody(@TempDir Path other) {
        var key = new S3Credential("SDACCESS", Secret.of("access key's secret"));
        try (var open = new DoorServer(other, Options.LOCAL, Optional.of(key), UnaryOperator.identity())) {
            URI plain = open.presign(HttpMethod.PUT, "f", key, S3V4Terms.expiring(Duration.ofHours(1)));
            assertThat(open.client.send("PUT", plain, BodyPublishers.ofByteArray(BYTES)).statusCode()).isEqualTo(200);
            URI url = open.presign(HttpMethod.PUT, "g", key, new S3V4Terms(Duration.ofHours(1), Map.of(), terms().toQuery()));
            assertRefused(open.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES)), 501, "NotImplemented");
            assertThat(open.has("g")).isFalse();
        }
    }

    @Test
    void terms_cannot_be_taken_off_or_changed() {
        String url =
                url(HttpMethod.PUT, "f", new DoorTerms(
                        ledger.issue(),
                        Terms.of(new MaxSize(1), new OneTime(), new FromAddresses(List.of(AddressRange.of("10.0.0.0/8"))))))
                .toString();
        for (String tampered : List.of(
                url.replace("&x-stagedoor-one-time=true", ""),
                url.replace("x-stagedoor-max-size=1&", "x-stagedoor-max-size=1000&"),
                url.replaceAll("&x-stagedoor-[a-z-]+=[^&]*", ""),
                url.replaceAll("&x-stagedoor-from-ip=[^&]*", ""))) {
            assertThat(tampered).isNotEqualTo(url);
            assertRefused(put(URI.create(tampered), BYTES), 403, "SignatureDoesNotMatch");
        }
        assertThat(ledger.uses).isEmpty();
    }

    @Test
    void an_expired_url_is_told_to_the_ledger_only_when_its_signature_is_right() {
        DoorTerms terms = terms();
        URI url = url(HttpMethod.PUT, "f", terms);
        door.clock.turn(Duration.ofHours(2));
        assertRefused(put(URI.create(url.toString().replace("/f?", "/g?")), BYTES), 403, "AccessDenied");
        assertThat(ledger.uses).isEmpty();
        assertRefused(put(url, BYTES), 403, "AccessDenied");
        assertThat(onlyUse().id()).isEqualTo(terms.id());
        assertThat(onlyUse().refusal().orElseThrow()).startsWith("Request has expired at ");
        door.clock.turn(Duration.ofDays(8));
        assertRefused(put(url, BYTES), 403, "AccessDenied");
        assertThat(ledger.uses).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "content-length, 13", "content-type, text/csv", "x-amz-checksum-sha256, SHA", "if-none-match, *"
    })
    void a_signed_header_must_be_sent_as_signed(String name, String signed) throws Exception {
        String value = signed.equals("SHA") ? sha256(BYTES) : signed;
        URI url = door.presign(HttpMethod.PUT, "f", terms(), Map.of(name, value));
        String body = new String(BYTES, StandardCharsets.UTF_8);
        String length = name.equals("content-length") ? "" : "Content-Length: 13\r\n";
        String missing = name.equals("content-length") ? "Transfer-Encoding: chunked\r\n" : length;
        assertRaw(url, missing, name.equals("content-length") ? "d\r\n" + body + "\r\n0\r\n\r\n" : body, 403,
                "the signed header '" + name + "' is missing");
        String other = name.equals("content-length") ? "12" : name.equals("x-amz-checksum-sha256") ? sha256(MANY) : "\"x\"";
        assertRaw(url, length + name + ": " + other + "\r\n", body, 403, "Signed headers: ");
        assertRaw(url, length + name + ": " + other + "\r\n", body, 403, name);
        assertThat(door.has("f")).isFalse();
        assertRaw(url, length + name + ": " + value + "\r\n", body, 200, "");
        assertThat(door.has("f")).isTrue();
    }

    private void assertRaw(URI url, String headers, String body, int status, String said) throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url, headers + "Connection: close\r\n")).write(body);
            assertThat(raw.readAll()).startsWith("HTTP/1.1 " + status + " ").contains(said);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void a_signed_length_and_chunks_together_are_refused() throws Exception {
        URI url = door.presign(HttpMethod.PUT, "f", terms(), Map.of("content-length", "5"));
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"));
            raw.write("d\r\nhello, world\n\r\n0\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(door.has("f")).isFalse();
    }

    @Test
    void a_body_other_than_the_signed_checksum_is_refused() throws Exception {
        String sha256 = sha256(BYTES);
        URI url = door.presign(HttpMethod.PUT, "f", terms(), Map.of("x-amz-checksum-sha256", sha256));
        assertRefused(put(url, "hello, World\n".getBytes(StandardCharsets.UTF_8), "x-amz-checksum-sha256", sha256), 400, "BadDigest");
        assertThat(onlyUse().refusal()).isPresent();
        assertThat(put(url, BYTES, "x-amz-checksum-sha256", sha256).statusCode()).isEqualTo(200);
    }

    @Test
    void unsigned_conditions_and_checksums_are_obeyed_too() throws Exception {
        assertThat(put(url(HttpMethod.PUT, "f", terms()), BYTES, "If-None-Match", "*").statusCode()).isEqualTo(200);
        assertRefused(put(url(HttpMethod.PUT, "f", terms()), BYTES, "If-None-Match", "*"), 412, "PreconditionFailed");
        assertRefused(put(url(HttpMethod.PUT, "f", terms()), BYTES, "Content-MD5", MD5_OF_NOTHING), 400, "BadDigest");
    }

    @Test
    void a_one_time_upload_succeeds_once() {
        URI url = url(HttpMethod.PUT, "f", oneTime());
        assertThat(put(url, BYTES).statusCode()).isEqualTo(200);
        assertRefused(
                put(url, "other".getBytes(StandardCharsets.UTF_8)), 403, "AccessDenied", "has been used or is in use",
                "If the server was killed during that request, ask for a new URL.");
        assertThat(get(door.presign(HttpMethod.GET, "f")).body()).isEqualTo("hello, world\n");
        assertThat(ledger.uses).extracting(use -> use.refusal().isPresent()).containsExactly(false, true);
    }

    @Test
    void a_one_time_upload_that_was_refused_may_be_tried_again() throws Exception {
        URI url = url(HttpMethod.PUT, "f", oneTime());
        assertRefused(put(url, BYTES, "Content-MD5", MD5_OF_NOTHING), 400, "BadDigest");
        assertRefused(put(url, BYTES, "x-amz-checksum-sha256", sha256(MANY)), 403, "AccessDenied");
        assertRefused(put(url, BYTES, "Content-MD5", "?"), 400, "InvalidDigest");
        store("f", BYTES);
        assertRefused(put(url, BYTES, "If-None-Match", "*"), 412, "PreconditionFailed");
        assertThat(put(url, BYTES).statusCode()).isEqualTo(200);
        assertRefused(put(url, BYTES), 403, "AccessDenied");
    }

    @Test
    void a_one_time_upload_whose_connection_broke_may_be_tried_again() throws Exception {
        URI url = url(HttpMethod.PUT, "f", oneTime());
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("PUT", url, "Content-Length: 1000000\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 100 ");
            assertRefused(put(url, BYTES), 403, "AccessDenied", "in use");
            raw.write(new byte[200_000]);
            raw.socket().setSoLinger(true, 0);
        }
        await().until(() -> ledger.uses.size() == 2);
        assertThat(ledger.uses.getLast().refusal().orElseThrow()).contains("broke off");
        assertThat(door.has("f")).isFalse();
        assertThat(put(url, BYTES).statusCode()).isEqualTo(200);
    }

    @Test
    void a_one_time_download_is_one_request_whatever_its_range() {
        store("f", BYTES);
        URI url = url(HttpMethod.GET, "f", oneTime());
        assertThat(get(url, "Range", "bytes=0-4").body()).isEqualTo("hello");
        assertRefused(get(url, "Range", "bytes=5-"), 403, "AccessDenied");
    }

    @Test
    void a_one_time_download_that_sent_nothing_may_be_tried_again() {
        URI url = url(HttpMethod.GET, "f", oneTime());
        assertRefused(get(url), 404, "NoSuchKey");
        store("f", BYTES);
        assertRefused(get(url, "Range", "bytes=13-"), 416, "InvalidRange");
        assertRefused(get(url, "If-Match", "\"x\""), 412, "PreconditionFailed");
        assertThat(get(url).body()).isEqualTo("hello, world\n");
        assertRefused(get(url), 403, "AccessDenied");
    }

    @Test
    void an_answer_that_gives_nothing_out_uses_no_one_time_url_up() {
        store("f", BYTES);
        String etag = get(door.presign(HttpMethod.GET, "f")).headers().firstValue("ETag").orElseThrow();
        URI url = url(HttpMethod.GET, "f", oneTime());
        assertThat(get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertRefused(get(url, "Range", "bytes=-0"), 416, "InvalidRange");
        assertThat(get(url).body()).isEqualTo("hello, world\n");
        assertRefused(get(url, "If-None-Match", etag), 403, "AccessDenied", "has been used");
        URI head = url(HttpMethod.HEAD, "f", oneTime());
        assertThat(door.client.send("HEAD", head, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
        assertThat(door.client.send("HEAD", head, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    }

    @Test
    void a_one_time_download_of_an_empty_file_is_its_use() {
        store("f", new byte[0]);
        URI url = url(HttpMethod.GET, "f", oneTime());
        assertThat(get(url).statusCode()).isEqualTo(200);
        assertRefused(get(url), 403, "AccessDenied");
    }

    @Test
    void a_one_time_download_that_broke_off_stays_used() throws Exception {
        store("f", new byte[64 << 20]);
        DoorTerms terms = oneTime();
        URI url = url(HttpMethod.GET, "f", terms);
        try (var raw = new RawConnection(door.address)) {
            raw.write(head("GET", url, ""));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            raw.socket().setSoLinger(true, 0);
        }
        assertThat(onlyUse().refusal()).isEmpty();
        assertRefused(get(url), 403, "AccessDenied");
    }

    @Test
    void of_a_thousand_racing_uses_of_a_one_time_url_one_wins() throws Exception {
        URI url = url(HttpMethod.PUT, "f", oneTime());
        Map<Integer, Integer> answers = race(1_000, i -> put(url, ("writer " + i).getBytes(StandardCharsets.UTF_8)));
        assertThat(answers).isEqualTo(Map.of(200, 1, 403, 999));
        assertThat(ledger.uses).hasSize(1_000);
        URI download = url(HttpMethod.GET, "f", oneTime());
        assertThat(race(1_000, i -> get(download))).isEqualTo(Map.of(200, 1, 403, 999));
    }

    @Test
    void of_a_thousand_racing_writers_that_must_not_overwrite_one_wins() throws Exception {
        var urls = new ArrayList<URI>();
        for (int i = 0; i < 1_000; i++) {
            urls.add(door.presign(HttpMethod.PUT, "f", terms(), Map.of("if-none-match", "*")));
        }
        Map<Integer, Integer> answers =
                race(1_000, i -> put(urls.get(i), ("writer " + i).getBytes(StandardCharsets.UTF_8), "If-None-Match", "*"));
        assertThat(answers).isEqualTo(Map.of(200, 1, 412, 999));
        PresignId winner = ledger.uses.stream().filter(use -> use.refusal().isEmpty()).findFirst().orElseThrow().id();
        int index = urls.indexOf(urls.stream().filter(url -> url.toString().contains(winner.toString())).findFirst().orElseThrow());
        assertThat(get(door.presign(HttpMethod.GET, "f")).body()).isEqualTo("writer " + index);
    }

    /** How many got which status. Only so many are on the wire at once that none waits for a connection. */
    private static Map<Integer, Integer> race(int requests, IntFunction<HttpResponse<String>> send) throws Exception {
        var lanes = new Semaphore(128);
        var statuses = new TreeMap<Integer, Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < requests; i++) {
                int number = i;
                answers.add(threads.submit(() -> {
                    lanes.acquire();
                    try {
                        return send.apply(number).statusCode();
                    } finally {
                        lanes.release();
                    }
                }));
            }
            for (Future<Integer> answer : answers) {
                statuses.merge(answer.get(), 1, Integer::sum);
            }
        }
        return statuses;
    }

    @Test
    void while_the_ledger_is_out_of_order_no_url_of_it_serves() {
        store("f", BYTES);
        DoorTerms terms = terms();
        ledger.broken = true;
        assertRefused(get(url(HttpMethod.GET, "f", terms)), 503, "ServiceUnavailable");
        assertThat(get(door.presign(HttpMethod.GET, "f")).statusCode()).isEqualTo(200);
        ledger.broken = false;
        assertThat(get(url(HttpMethod.GET, "f", terms)).statusCode()).isEqualTo(200);
    }
}

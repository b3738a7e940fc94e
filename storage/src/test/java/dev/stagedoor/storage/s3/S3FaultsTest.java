package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.faults.CapturedLog;
import dev.stagedoor.storage.faults.Fault;
import dev.stagedoor.storage.faults.FaultProxy;
import dev.stagedoor.storage.faults.ProxiedRequest;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.network.HttpLimits;
import dev.stagedoor.storage.network.StoreHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a store's operations when the network or the store fails, one test for each fault. */
class S3FaultsTest {
    private static final ObjectKey KEY = new ObjectKey("dir/books.parquet");
    private static final byte[] CONTENT = Bodies.random(7, 100_000);
    /** Time-outs short enough to be waited for. */
    private static final HttpLimits SHORT =
            new HttpLimits(16, Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(2));

    private static final Pattern SIGNATURE = Pattern.compile("Signature=([0-9a-f]{64})");

    private static S3ProxyServer server;
    private static StoreHttpClient http;

    private final CapturedLog log = new CapturedLog();
    private int operationsThatFailed;
    private String bucket;
    private FaultProxy proxy;
    private S3Store store;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.inMemory();
        http = StoreHttpClient.create(EndpointPolicy.permissive(), SHORT);
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        bucket = server.server().createBucket();
        proxy = new FaultProxy(server.server().endpoint());
        store = open(server.server().credential(), proxy.endpoint());
    }

    @AfterEach
    void noSecretWasLogged() {
        store.close();
        proxy.close();
        log.close();
        assertThat(operationsThatFailed == 0 || log.text().contains("could not ")).as("failures are in the log").isTrue();
        assertNoSecretIn(log.text());
    }

    @Test
    void without_a_fault_everything_works_through_the_proxy() throws IOException {
        put(store);

        assertThat(store.stat(KEY)).isPresent();
        assertThat(keys(store)).containsExactly(KEY.value());
        assertThat(read(store)).isEqualTo(CONTENT);
        assertThat(proxy.requests()).anyMatch(request -> request.header("authorization").isPresent());
    }

    @Test
    void slow_down_that_passes_is_not_noticed() {
        put(store);
        proxy.next(slowDown(), S3Limits.MAX_ATTEMPTS - 1);

        assertThat(keys(store)).containsExactly(KEY.value());
    }

    @Test
    void slow_down_that_stays_is_unavailable_after_so_many_attempts() {
        proxy.always(slowDown());

        assertFailure(() -> keys(store), ErrorCode.STORAGE_UNAVAILABLE, "list objects",
                "SlowDown (HTTP 503), \"Please reduce your request rate.\"");
        assertThat(proxy.requests()).hasSize(S3Limits.MAX_ATTEMPTS);
    }

    @Test
    void internal_error_that_passes_is_not_noticed() {
        proxy.next(Fault.error(500, "InternalError", "We encountered an internal error."), S3Limits.MAX_ATTEMPTS - 1);

        put(store);
        assertThat(store.stat(KEY)).isPresent();
    }

    @Test
    void internal_error_that_stays_is_unavailable() {
        proxy.always(Fault.error(500, "InternalError", "We encountered an internal error."));

        assertFailure(() -> put(store), ErrorCode.STORAGE_UNAVAILABLE, "store the object", "InternalError (HTTP 500)");
        assertFailure(() -> store.stat(KEY), ErrorCode.STORAGE_UNAVAILABLE, "look up the object", "HTTP 500");
        assertFailure(() -> delete(store), ErrorCode.STORAGE_UNAVAILABLE, "delete", "InternalError");
    }

    @Test
    void reset_connection_that_passes_is_not_noticed() throws IOException {
        put(store);
        proxy.next(Fault.RESET, S3Limits.MAX_ATTEMPTS - 1);

        assertThat(read(store)).isEqualTo(CONTENT);
    }

    @Test
    void reset_connections_are_unavailable() {
        proxy.always(Fault.RESET);

        assertFailure(() -> keys(store), ErrorCode.STORAGE_UNAVAILABLE, "list objects", "the connection failed");
        assertFailure(() -> put(store), ErrorCode.STORAGE_UNAVAILABLE, "store the object", "the connection failed");
    }

    @Test
    void stalled_answer_is_unavailable_after_the_read_time_out() {
        proxy.always(Fault.stall(proxy.end()));

        assertFailure(() -> store.stat(KEY), ErrorCode.STORAGE_UNAVAILABLE, "look up the object", "the connection failed");
        assertThat(proxy.requests()).hasSize(S3Limits.MAX_ATTEMPTS);
    }

    @Test
    void stall_in_the_middle_of_a_download_is_taken_up_again_where_it_stopped() throws IOException {
        put(store);
        proxy.next(Fault.stallAfter(1000, proxy.end()), 1);

        assertThat(read(store)).isEqualTo(CONTENT);
        assertThat(proxy.requests().getLast().header("range")).isPresent();
        assertThat(proxy.requests().getLast().header("if-match")).isPresent();
    }

    @Test
    void truncated_download_is_an_error_and_never_short_data() {
        put(store);
        proxy.always(Fault.truncateAfter(10));

        assertBrokenDownload();
    }

    @Test
    void reset_download_is_an_error_and_never_short_data() {
        put(store);
        proxy.always(Fault.resetAfter(10));

        assertBrokenDownload();
    }

    @Test
    void truncated_download_that_passes_is_not_noticed() throws IOException {
        put(store);
        proxy.next(Fault.truncateAfter(50_000), 1);

        assertThat(read(store)).isEqualTo(CONTENT);
    }

    @Test
    void rest_of_an_object_that_changed_in_between_is_refused() {
        put(store);
        proxy.next(Fault.truncateAfter(50_000), 1);

        assertThatThrownBy(() -> {
                    try (ObjectContent content = store.open(KEY, ByteRange.ALL)) {
                        try (ObjectStore direct = open(server.server().credential(), server.server().endpoint())) {
                            direct.put(KEY, Bodies.announced(Bodies.random(8, 100_000)), PutConditions.NONE);
                        }
                        content.transferTo(Channels.newChannel(new ByteArrayOutputStream()));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3://" + bucket + " at " + proxy.endpoint())
                .hasMessageContaining("read the object");
    }

    @Test
    void truncated_listing_is_an_error_and_never_a_short_list() {
        put(store);
        proxy.always(Fault.truncateAfter(150));

        assertFailure(() -> keys(store), ErrorCode.STORAGE_UNAVAILABLE, "list objects", "its answer broke off");
    }

    @Test
    void truncated_listing_that_passes_is_not_noticed() {
        put(store);
        proxy.next(Fault.truncateAfter(150), 1);

        assertThat(keys(store)).containsExactly(KEY.value());
    }

    @Test
    void wrong_secret_is_a_permission_denied() {
        S3Store wrong = open(new S3Credential("ROOTUSER", Secret.of("WRONG-but-secret-123")), proxy.endpoint());

        assertFailure(() -> keys(wrong), ErrorCode.STORAGE_PERMISSION_DENIED, "list objects", "SignatureDoesNotMatch (HTTP 403)");
        assertFailure(() -> put(wrong), ErrorCode.STORAGE_PERMISSION_DENIED, "store the object", "check the secret access key");
        assertFailure(() -> wrong.stat(KEY), ErrorCode.STORAGE_PERMISSION_DENIED, "look up the object", "HTTP 403");
    }

    @Test
    void wrong_access_key_is_a_permission_denied() {
        S3Store wrong = open(new S3Credential("NOBODY", Secret.of("CHANGEME123")), proxy.endpoint());

        assertFailure(() -> keys(wrong), ErrorCode.STORAGE_PERMISSION_DENIED, "list objects", "InvalidAccessKeyId (HTTP 403)");
    }

    @Test
    void store_that_repeats_what_it_was_sent_is_not_quoted() {
        proxy.always(exchange -> Fault.error(
                        403,
                        "SignatureDoesNotMatch",
                        "Got CHANGEME123 and " + exchange.request().header("authorization").orElse(""))
                .happen(exchange));

        assertFailure(() -> keys(store), ErrorCode.STORAGE_PERMISSION_DENIED, "list objects", "SignatureDoesNotMatch");
    }

    @Test
    void missing_bucket_is_not_found() {
        bucket = "never-made";
        store.close();
        store = open(server.server().credential(), proxy.endpoint());

        assertFailure(() -> keys(store), ErrorCode.STORAGE_NOT_FOUND, "list objects", "NoSuchBucket (HTTP 404)");
        assertFailure(() -> put(store), ErrorCode.STORAGE_NOT_FOUND, "store the object", "the bucket does not exist");
        assertFailure(() -> store.stat(KEY), ErrorCode.STORAGE_NOT_FOUND, "look up the object", "the bucket does not exist");
    }

    @Test
    void wrong_region_names_the_region_to_set_and_follows_no_redirect() throws IOException {
        try (Elsewhere elsewhere = new Elsewhere()) {
            proxy.always(Fault.error(301, "PermanentRedirect", "The bucket must be addressed using the specified endpoint.",
                    Map.of("x-amz-bucket-region", "eu-central-1", "Location", elsewhere.url() + "/" + bucket)));

            assertFailure(() -> keys(store), ErrorCode.STORAGE_OTHER, "list objects", "set REGION = 'eu-central-1'");
            assertFailure(() -> put(store), ErrorCode.STORAGE_OTHER, "store the object", "set REGION = 'eu-central-1'");
            assertFailure(() -> store.stat(KEY), ErrorCode.STORAGE_OTHER, "look up the object", "set REGION = 'eu-central-1'");
            assertThat(elsewhere.requests).hasValue(0);
        }
    }

    @Test
    void wrong_region_in_a_signature_names_the_region_to_set() {
        proxy.always(
                Fault.error(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong",
                Map.of("x-amz-bucket-region", "eu-central-1")));

        assertFailure(() -> keys(store), ErrorCode.STORAGE_OTHER, "list objects", "set REGION = 'eu-central-1'");
    }

    @Test
    void redirect_to_another_host_is_not_followed() throws IOException {
        try (Elsewhere elsewhere = new Elsewhere()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                proxy.always(Fault.error(status, "TemporaryRedirect", "Go there.", Map.of("Location", elsewhere.url() + "/b/k")));

                assertFailure(() -> keys(store), ErrorCode.STORAGE_OTHER, "list objects", "(HTTP " + status + ")");
                assertFailure(() -> read(store), ErrorCode.STORAGE_OTHER, "read the object", "(HTTP " + status + ")");
                assertFailure(() -> put(store), ErrorCode.STORAGE_OTHER, "store the object", "(HTTP " + status + ")");
            }
            assertThat(elsewhere.requests).hasValue(0);
        }
    }

    @Test
    void redirect_to_a_metadata_address_is_not_followed() {
        proxy.always(Fault.error(307, "TemporaryRedirect", "Go there.", Map.of("Location", "http://169.254.169.254/latest/meta-data/")));

        assertFailure(() -> read(store), ErrorCode.STORAGE_OTHER, "read the object", "TemporaryRedirect (HTTP 307)");
        assertThat(proxy.requests()).hasSize(1);
    }

    @Test
    void store_at_a_metadata_address_is_refused_before_anything_is_sent() {
        for (String endpoint : List.of("http://169.254.169.254", "http://[::ffff:169.254.169.254]", "http://[fd00:ec2::254]")) {
            S3Store metadata = open(server.server().credential(), URI.create(endpoint));

            assertThatThrownBy(() -> keys(metadata))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                    .hasMessageContaining("endpoint_policy")
                    .satisfies(S3FaultsTest.this::assertNoSecretIn);
        }
    }

    @Test
    void clock_that_differs_by_twenty_minutes_is_a_permission_denied() {
        String date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(20).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        proxy.always(Fault.error(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
                Map.of("Date", date)));

        assertFailure(() -> keys(store), ErrorCode.STORAGE_PERMISSION_DENIED, "list objects", "RequestTimeTooSkewed (HTTP 403)");
        assertFailure(() -> put(store), ErrorCode.STORAGE_PERMISSION_DENIED, "store the object", "clock");
    }

    @Test
    void host_that_does_not_resolve_is_unavailable() {
        S3Store nowhere = open(server.server().credential(), URI.create("http://s3.nowhere.invalid:9000"));

        StagedoorException failure = catchThrowableOfType(StagedoorException.class, () -> keys(nowhere));

        assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("s3://" + bucket + " at http://s3.nowhere.invalid:9000 could not list objects: ")
                .hasMessageContaining("cannot be resolved");
        assertNoSecretIn(failure);
    }

    @Test
    void nobody_listening_is_unavailable() {
        proxy.close();

        assertFailure(() -> keys(store), ErrorCode.STORAGE_UNAVAILABLE, "list objects", "the connection failed");
    }

    @Test
    void answer_that_is_no_s3_is_an_error() {
        proxy.always(exchange -> exchange.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 7\r\n\r\nwelcome"
                .getBytes(StandardCharsets.US_ASCII)));

        assertFailure(() -> keys(store), ErrorCode.STORAGE_UNAVAILABLE, "list objects", "its answer broke off, or is not what S3 answers");
    }

    private S3Store open(S3Credential credential, URI endpoint) {
        S3Location location = new S3Location(
                bucket, "", endpoint, Optional.of("us-east-1"), new S3Access.Keys(credential), Optional.empty(), false);
        return S3Store.open(location, http, Clock.systemUTC());
    }

    private static Fault slowDown() {
        return Fault.error(503, "SlowDown", "Please reduce your request rate.");
    }

    private static ObjectSummary put(ObjectStore store) {
        ObjectBody body = Bodies.announced(CONTENT);
        return store.put(KEY, body, PutConditions.NONE);
    }

    private static void delete(ObjectStore store) {
        store.delete(List.of(KEY.value()));
    }

    private static List<String> keys(ObjectStore store) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            listing.forEachRemaining(object -> keys.add(object.key()));
        }
        return keys;
    }

    private static byte[] read(ObjectStore store) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectContent content = store.open(KEY, ByteRange.ALL)) {
            content.transferTo(Channels.newChannel(bytes));
        }
        return bytes.toByteArray();
    }

    private void assertBrokenDownload() {
        assertThatThrownBy(() -> read(store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3://" + bucket + " at " + proxy.endpoint())
                .hasMessageContaining("read the object")
                .satisfies(this::assertNoSecretIn);
    }

    private void assertFailure(ThrowingCallable call, ErrorCode code, String operation, String said) {
        Throwable failure = catchThrowable(call);
        assertThat(failure)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining("s3://" + bucket + " at " + proxy.endpoint() + " could not " + operation)
                .hasMessageContaining(said);
        assertNoSecretIn(failure);
        operationsThatFailed++;
    }

    private void assertNoSecretIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertNoSecretIn(String.valueOf(cause));
            for (Throwable suppressed : cause.getSuppressed()) {
                assertNoSecretIn(String.valueOf(suppressed));
            }
        }
    }

    private void assertNoSecretIn(String text) {
        assertThat(text).doesNotContain("CHANGEME123").doesNotContain("WRONG-but-secret-123");
        for (ProxiedRequest request : proxy.requests()) {
            Matcher signature = SIGNATURE.matcher(request.header("authorization").orElse(""));
            if (signature.find()) {
                assertThat(text).doesNotContain(signature.group(1));
            }
        }
    }

    /** Another host, to which nothing may be sent. */
    private static final class Elsewhere implements AutoCloseable {
        private final AtomicInteger requests = new AtomicInteger();
        private final HttpServer server;

        Elsewhere() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                requests.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://localhost:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Checksum.Algorithm;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Bodies beyond the buffer, which the contract does not send: streamed in one PUT, or in parts. */
class S3UploadTest {
    private static final ObjectKey KEY = new ObjectKey("large");
    private static final int LARGE = 2 * S3Limits.BUFFER_BYTES + 12_345;

    private static S3ProxyServer proxy;
    private static SdkHttpClient http;
    private String bucket;
    private S3Store store;

    @BeforeAll
    static void start() throws Exception {
        proxy = S3ProxyServer.inMemory();
        http = S3Server.http();
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        proxy.close();
    }

    @BeforeEach
    void open() {
        bucket = proxy.server().createBucket();
        store = S3Store.open(proxy.server().location(bucket), http, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void announced_body_streams_through_in_one_put() {
        byte[] bytes = Bodies.random(1, LARGE);

        ObjectSummary put = store.put(KEY, Bodies.announced(bytes), PutConditions.NONE);

        assertThat(put.etag()).contains(Bodies.etag(bytes));
        assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {S3Limits.BUFFER_BYTES - 1, S3Limits.BUFFER_BYTES, S3Limits.BUFFER_BYTES + 1, 2 * S3Limits.BUFFER_BYTES, LARGE})
    void unannounced_body_arrives_whole_whatever_its_length(int size) {
        byte[] bytes = Bodies.random(2, size);
        PutConditions typed = new PutConditions(false, List.of(md5(bytes)), Optional.of("text/csv"));

        ObjectSummary put = store.put(KEY, Bodies.unannounced(bytes), typed);

        assertThat(put.size()).isEqualTo(size);
        assertThat(put.etag()).isEqualTo(store.stat(KEY).orElseThrow().etag());
        assertThat(put.etag().orElseThrow()).matches(size < S3Limits.BUFFER_BYTES ? "\"[0-9a-f]{32}\"" : "\"[0-9a-f]{32}-[0-9]+\"");
        assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(bytes);
        assertThat(store.open(KEY, ByteRange.ALL)).satisfies(content -> {
            assertThat(content.attributes().contentType()).contains("text/csv");
            content.close();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrong_checksum_of_a_large_body_leaves_the_key_as_it_was(boolean announced) {
        store.put(KEY, Bodies.announced(Bodies.utf8("old")), PutConditions.NONE);
        byte[] bytes = Bodies.random(3, LARGE);
        PutConditions wrong = new PutConditions(false, List.of(md5(Bodies.random(4, LARGE))), Optional.empty());

        assertKind(Kind.BAD_DIGEST, announced ? Bodies.announced(bytes) : Bodies.unannounced(bytes), wrong);

        assertUntouched();
    }

    @Test
    void large_body_that_breaks_off_leaves_the_key_as_it_was() {
        store.put(KEY, Bodies.announced(Bodies.utf8("old")), PutConditions.NONE);
        byte[] bytes = Bodies.random(5, LARGE);
        byte[] part = Arrays.copyOf(bytes, LARGE - 1);

        assertKind(Kind.INCOMPLETE_BODY, new ObjectBody(new ByteArrayInputStream(part), OptionalLong.of(LARGE)), PutConditions.NONE);
        assertKind(Kind.INCOMPLETE_BODY, new ObjectBody(Bodies.brokenAfter(part), OptionalLong.of(LARGE)), PutConditions.NONE);
        assertKind(Kind.INCOMPLETE_BODY, new ObjectBody(Bodies.brokenAfter(part), OptionalLong.empty()), PutConditions.NONE);
        assertKind(Kind.INCOMPLETE_BODY, new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(LARGE - 1)), PutConditions.NONE);

        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void defect_in_the_caller_reaches_the_caller(boolean announced) {
        InputStream failing = new InputStream() {
            private int given;

            @Override
            public int read() {
                if (given++ > S3Limits.BUFFER_BYTES + 1_000) {
                    throw new IllegalStateException("a defect in the caller");
                }
                return 'x';
            }
        };
        ObjectBody body = new ObjectBody(failing, announced ? OptionalLong.of(LARGE) : OptionalLong.empty());

        assertThatThrownBy(() -> store.put(KEY, body, PutConditions.NONE)).isInstanceOf(IllegalStateException.class);

        assertThat(store.stat(KEY)).isEmpty();
        assertNoUploads();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void large_body_for_a_key_that_exists_is_refused_before_much_is_read(boolean announced) {
        store.put(KEY, Bodies.announced(Bodies.utf8("old")), PutConditions.NONE);
        ByteArrayInputStream bytes = new ByteArrayInputStream(Bodies.random(6, LARGE));
        ObjectBody body = new ObjectBody(bytes, announced ? OptionalLong.of(LARGE) : OptionalLong.empty());

        assertKind(Kind.PRECONDITION_FAILED, body, new PutConditions(true, List.of(), Optional.empty()));

        assertThat(bytes.available()).isGreaterThanOrEqualTo(LARGE - S3Limits.BUFFER_BYTES);
        assertUntouched();
    }

    private void assertKind(Kind kind, ObjectBody body, PutConditions conditions) {
        assertThatThrownBy(() -> store.put(KEY, body, conditions))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private void assertUntouched() {
        assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(Bodies.utf8("old"));
        assertNoUploads();
    }

    private void assertNoUploads() {
        try (S3Client client = proxy.server().client()) {
            assertThat(client.listMultipartUploads(request -> request.bucket(bucket)).uploads()).isEmpty();
        }
    }

    private static Checksum md5(byte[] bytes) {
        return new Checksum(Algorithm.MD5, Bodies.digest("MD5", bytes));
    }
}

package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Location;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpClient;

/** The contract against a real server, with a fresh bucket for each test. */
abstract class S3StoreContract extends ObjectStoreContract {
    private static SdkHttpClient http;

    /** The running server. */
    abstract S3Server server() throws Exception;

    /** How the store is told of its bucket. */
    S3Location location(S3Server server, String bucket) {
        return server.location(bucket);
    }

    @BeforeAll
    static void openHttp() {
        http = S3Server.http();
    }

    @AfterAll
    static void closeHttp() {
        http.close();
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        return S3Store.open(location(server(), server().createBucket()), http, clock);
    }

    @Override
    public long maxObjectBytes() {
        return S3Limits.MAX_OBJECT_BYTES;
    }

    @Test
    void every_limit_at_once_is_held_by_the_server() {
        byte[] books = Bodies.utf8("books");
        Sha256 sha256 = new Sha256(Bodies.digest("SHA-256", books));
        ObjectKey key = new ObjectKey("limited.csv");
        PresignedRequest request = store.presign(
                HttpMethod.PUT,
                key,
                new PresignTerms(
                        Duration.ofHours(1),
                        Terms.of(new ContentType("text/csv"), new MaxSize(5), new ContentLength(5), sha256, new NoOverwrite()),
                        ORIGIN,
                        Optional.empty()));

        Map<String, String> chunked = new HashMap<>(request.headers());
        chunked.remove("content-length");
        chunked.put("transfer-encoding", "chunked");
        assertThat(send(request.method(), request.url(), chunked, books).refused()).isTrue();
        assertThat(send(request.method(), request.url(), request.headers(), Bodies.utf8("book!")).refused()).isTrue();
        for (String header : request.headers().keySet()) {
            if (!header.equals("host") && !header.equals("content-length")) {
                Map<String, String> without = new HashMap<>(request.headers());
                without.remove(header);
                assertThat(send(request.method(), request.url(), without, books).forbidden()).as("without %s", header).isTrue();
            }
        }
        assertThat(store.stat(key)).isEmpty();
        assertThat(send(request.method(), request.url(), request.headers(), books).status()).isEqualTo(200);
        assertThat(send(request.method(), request.url(), request.headers(), books).status()).isEqualTo(412);
        assertThat(read(key)).isEqualTo(books);
    }

    /** What follows the announced bytes is no part of the request. */
    @Test
    void length_that_is_announced_and_exceeded_cuts_the_upload() {
        ObjectKey key = new ObjectKey("cut.csv");
        Terms exact = Terms.of(new ContentLength(5));
        PresignedRequest request = store.presign(
                HttpMethod.PUT, key, new PresignTerms(Duration.ofHours(1), exact, ORIGIN, Optional.empty()));

        send(request.method(), request.url(), request.headers(), Bodies.utf8("books and more"));

        assertThat(store.stat(key).map(ObjectSummary::size).orElse(0L)).isIn(0L, 5L);
    }

    @Override
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return Curl.send(method, url, headers, body);
    }
}

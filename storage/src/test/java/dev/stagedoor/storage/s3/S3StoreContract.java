package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Location;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
    protected long maxObjectBytes() {
        return S3Limits.MAX_OBJECT_BYTES;
    }

    @Override
    protected HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return Curl.send(method, url, headers, body);
    }
}

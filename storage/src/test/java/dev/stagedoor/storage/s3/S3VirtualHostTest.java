package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.RequiresProgram;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.testsupport.Full;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.SdkHttpClient;

/** The bucket in the host's name instead of the path, with servers that really look there. */
class S3VirtualHostTest {
    private static final ObjectKey KEY = new ObjectKey("dir/a+b ü.csv");

    @Nested
    class OnS3Proxy {
        @Test
        void every_operation_and_curl_reach_the_bucket_by_its_host() throws Exception {
            try (S3ProxyServer proxy = S3ProxyServer.virtualHosted()) {
                assertWorks(proxy.server());
            }
        }
    }

    @Nested
    @Full
    @RequiresProgram(RadosGateway.PROGRAM)
    @ExtendWith(RadosGateway.Running.class)
    class OnRadosGateway {
        @Test
        void every_operation_and_curl_reach_the_bucket_by_its_host(RadosGateway gateway) {
            assertWorks(gateway.virtualHosted());
        }
    }

    private static void assertWorks(S3Server server) {
        S3Location path = server.location(server.createBucket());
        S3Location location = new S3Location(
                path.bucket(), "", path.endpoint(), path.region(), path.access(), Optional.empty(), true);
        PresignTerms terms = new PresignTerms(Duration.ofMinutes(5), Optional.empty(), URI.create("http://unused"));
        String host = path.bucket() + "." + path.endpoint().getAuthority();
        try (SdkHttpClient http = S3Server.http();
                S3Store store = S3Store.open(location, http, Clock.systemUTC())) {
            PresignedRequest put = store.presign(HttpMethod.PUT, KEY, terms);
            assertThat(put.url()).startsWith("http://" + host + "/dir/a%2Bb%20%C3%BC.csv?");
            assertThat(put.headers()).containsExactlyEntriesOf(Map.of("host", host));
            assertThat(Curl.send(HttpMethod.PUT, put.url(), put.headers(), Bodies.utf8("by curl")).status()).isEqualTo(200);

            assertThat(Bodies.read(store.open(KEY, ByteRange.ALL))).isEqualTo(Bodies.utf8("by curl"));
            store.put(KEY, Bodies.announced(Bodies.utf8("by store")), PutConditions.NONE);
            try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
                assertThat(listing.next().key()).isEqualTo(KEY.value());
                assertThat(listing.hasNext()).isFalse();
            }
            PresignedRequest get = store.presign(HttpMethod.GET, KEY, terms);
            assertThat(Curl.send(HttpMethod.GET, get.url(), get.headers(), new byte[0]).body()).isEqualTo(Bodies.utf8("by store"));
            assertThat(store.delete(List.of(KEY.value()))).isEqualTo(new DeleteReport(1, List.of()));
            assertThat(store.stat(KEY)).isEmpty();
        }
    }
}

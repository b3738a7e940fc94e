package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.contract.AdjustableClock;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.s3.FakeServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpClient;

class S3RegionFinderTest {
    private final AdjustableClock clock = new AdjustableClock();
    private final SdkHttpClient http = S3Server.http();

    @AfterEach
    void close() {
        http.close();
    }

    private static S3Location location(URI endpoint, String bucket) {
        return new S3Location(bucket, "", endpoint, Optional.empty(), S3Access.ANONYMOUS, Optional.empty(), false);
    }

    private S3RegionFinder finder(Map<String, String> environment) {
        return new S3RegionFinder(http, clock, environment::get);
    }

    @Test
    void given_region_is_not_looked_for() {
        assertThat(finder(Map.of()).find(location(URI.create("http://127.0.0.1:1"), "b").withRegion("mars-1"))).isEqualTo("mars-1");
    }

    @ParameterizedTest
    @CsvSource({
        "https://1234.r2.cloudflarestorage.com, auto",
        "https://s3.eu-central-1.amazonaws.com, eu-central-1",
        "https://s3.dualstack.eu-central-1.amazonaws.com, eu-central-1",
        "https://s3.cn-north-1.amazonaws.com.cn, cn-north-1",
        "https://oss-ap-southeast-1.aliyuncs.com, oss-ap-southeast-1",
        "https://s3.oss-cn-hangzhou-internal.aliyuncs.com, oss-cn-hangzhou"
    })
    void endpoint_tells_the_region_by_its_name(String endpoint, String region) {
        assertThat(finder(Map.of()).find(location(URI.create(endpoint), "b"))).isEqualTo(region);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 403})
    void store_tells_the_region_of_a_bucket_to_anyone(int status) throws IOException {
        try (FakeServer store = FakeServer.answering(request -> new Answer(status, Map.of("x-amz-bucket-region", "eu-west-3"), ""))) {
            assertThat(finder(Map.of()).find(location(store.endpoint(), "databend"))).isEqualTo("eu-west-3");

            FakeServer.Request asked = store.requests().getFirst();
            assertThat(asked.method() + " " + asked.uri()).isEqualTo("HEAD /databend");
            assertThat(asked.headers()).doesNotContainKey("Authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403})
    void store_without_regions_is_in_us_east_1_whatever_the_environment(int status) throws IOException {
        try (FakeServer store = FakeServer.answering(request -> Answer.of(status, ""))) {
            assertThat(finder(Map.of("AWS_REGION", "eu-west-1")).find(location(store.endpoint(), "b"))).isEqualTo("us-east-1");
        }
    }

    @Test
    void answer_is_remembered_for_an_hour() throws IOException {
        try (FakeServer store = FakeServer.answering(request -> new Answer(200, Map.of("x-amz-bucket-region", "eu-west-3"), ""))) {
            S3RegionFinder finder = finder(Map.of());
            finder.find(location(store.endpoint(), "one"));
            finder.find(location(store.endpoint(), "one"));
            assertThat(store.requests()).hasSize(1);

            finder.find(location(store.endpoint(), "two"));
            assertThat(store.requests()).hasSize(2);

            clock.shift(Duration.ofHours(1).plusSeconds(1));
            finder.find(location(store.endpoint(), "one"));
            assertThat(store.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500})
    void without_an_answer_the_environment_decides_and_nothing_is_remembered(int status) throws IOException {
        try (FakeServer store = FakeServer.answering(request -> Answer.of(status, ""))) {
            S3RegionFinder finder = finder(Map.of("AWS_REGION", "eu-west-1"));
            assertThat(finder.find(location(store.endpoint(), "b"))).isEqualTo("eu-west-1");
            finder.find(location(store.endpoint(), "b"));
            assertThat(store.requests()).hasSize(2);
        }
    }

    @Test
    void store_that_cannot_be_reached_is_in_us_east_1() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }

        assertThat(finder(Map.of()).find(location(URI.create("http://127.0.0.1:" + closedPort), "b"))).isEqualTo("us-east-1");
    }

    @Test
    void header_that_is_no_region_is_not_believed() throws IOException {
        try (FakeServer store = FakeServer.answering(request -> new Answer(200, Map.of("x-amz-bucket-region", "a/b&c"), ""))) {
            assertThat(finder(Map.of()).find(location(store.endpoint(), "b"))).isEqualTo("us-east-1");
        }
    }
}

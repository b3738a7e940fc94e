package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpClient;

class S3PresignTest {
    private static final Instant NOW = Instant.parse("2023-06-28T04:09:59Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final S3Credential ROOT = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));
    private static final PresignTerms ONE_HOUR = new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("http://unused"));
    private static final ObjectKey BOOKS = new ObjectKey("stage/user/root/books.parquet");

    private static final Optional<PresignId> ID = Optional.of(new PresignId(UUID.fromString("019aab12-3456-7890-abcd-ef0123456789")));
    private static final ContentType CSV = new ContentType("text/csv");
    private static final Terms EVERY_HEADER = Terms.of(
            CSV, new ContentLength(5), new Sha256(Bodies.digest("SHA-256", Bodies.utf8("books"))), new NoOverwrite());

    private final SdkHttpClient http = S3Server.http();

    @AfterEach
    void close() {
        http.close();
    }

    private PresignedRequest presign(S3Location location) {
        try (S3Store store = S3Store.open(location, http, CLOCK)) {
            return store.presign(HttpMethod.PUT, BOOKS, ONE_HOUR);
        }
    }

    private static S3Location location(String endpoint, String bucket, String region, S3Access access) {
        return new S3Location(bucket, "", URI.create(endpoint), Optional.of(region), access, Optional.empty(), false);
    }

    @Test
    void url_goes_straight_to_the_bucket_in_path_style() {
        PresignedRequest request = presign(location("http://127.0.0.1:9000", "databend", "us-east-1", new S3Access.Keys(ROOT)));

        assertThat(request.url())
                .startsWith("http://127.0.0.1:9000/databend/stage/user/root/books.parquet?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=ROOTUSER%2F20230628%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20230628T040959Z"
                        + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=");
        assertThat(request.headers()).containsExactly(Map.entry("host", "127.0.0.1:9000"));
        assertThat(request.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void global_endpoint_of_amazon_becomes_that_of_the_region() {
        PresignedRequest request = presign(location("https://s3.amazonaws.com", "databend-toronto", "us-east-2", new S3Access.Keys(ROOT)));

        assertThat(request.url()).startsWith("https://s3.us-east-2.amazonaws.com/databend-toronto/stage/user/root/books.parquet?");
        assertThat(request.headers()).containsEntry("host", "s3.us-east-2.amazonaws.com");
    }

    @Test
    void virtual_host_style_puts_the_bucket_before_the_host() {
        S3Location path = location("https://s3.amazonaws.com", "databend", "eu-west-1", new S3Access.Keys(ROOT));
        S3Location virtual =
                new S3Location(path.bucket(), "", path.endpoint(), path.region(), path.access(), Optional.empty(), true);

        PresignedRequest request = presign(virtual);

        assertThat(request.url()).startsWith("https://databend.s3.eu-west-1.amazonaws.com/stage/user/root/books.parquet?");
        assertThat(request.headers()).containsEntry("host", "databend.s3.eu-west-1.amazonaws.com");
    }

    @Test
    void bucket_that_cannot_be_a_host_is_refused_in_virtual_host_style() {
        S3Location virtual = new S3Location(
                "Data_Bend", "", S3Location.AWS, Optional.of("eu-west-1"), new S3Access.Keys(ROOT), Optional.empty(), true);

        assertThatThrownBy(() -> presign(virtual)).isInstanceOf(StagedoorException.class).hasMessageContaining("path style");
    }

    @Test
    void session_token_stands_in_the_url_and_under_the_signature() {
        S3Credential first = new S3Credential("ASIA1", Secret.of("secret"), Optional.of("token+/1=="));
        S3Credential second = new S3Credential("ASIA1", Secret.of("secret"), Optional.of("token+/2=="));

        PresignedRequest one = presign(location("http://127.0.0.1:9000", "databend", "us-east-1", new S3Access.Keys(first)));
        PresignedRequest two = presign(location("http://127.0.0.1:9000", "databend", "us-east-1", new S3Access.Keys(second)));

        assertThat(one.url()).contains("&X-Amz-Security-Token=token%2B%2F1%3D%3D&");
        assertThat(one.url().replaceFirst(".*X-Amz-Signature=", "")).isNotEqualTo(two.url().replaceFirst(".*X-Amz-Signature=", ""));
        assertThat(one.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    }

    private PresignedRequest presign(S3Location location, Terms terms) {
        try (S3Store store = S3Store.open(location, http, CLOCK)) {
            return store.presign(HttpMethod.PUT, BOOKS, new PresignTerms(ONE_HOUR.expire(), terms, ONE_HOUR.origin(), ID));
        }
    }

    @Test
    void what_s3_has_headers_for_is_signed_and_listed() {
        S3Location other = location("http://127.0.0.1:9000", "databend", "us-east-1", new S3Access.Keys(ROOT));
        PresignedRequest request = presign(other, EVERY_HEADER);

        assertThat(request.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "host", "127.0.0.1:9000",
                        "content-type", "text/csv",
                        "content-length", "5",
                        "if-none-match", "*",
                        "x-amz-checksum-sha256", "bjF7zWg56IdzlUEbR7K4nSuufMsF94zuMrzfdrUpQmU=",
                        "x-amz-content-sha256", "6e317bcd6839e8877395411b47b2b89d2bae7ccb05f78cee32bcdf76b5294265"));
        assertThat(request.headers().keySet())
                .as("as they are shown")
                .containsExactly(
                        "host", "content-length", "x-amz-checksum-sha256", "if-none-match", "x-amz-content-sha256", "content-type");
        assertThat(request.url())
                .contains("&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bif-none-match"
                        + "%3Bx-amz-checksum-sha256%3Bx-amz-content-sha256&")
                .doesNotContain("x-stagedoor-");
    }

    /** It documents the payload of presigned requests as unsigned, and checks the checksum. */
    @ParameterizedTest
    @ValueSource(strings = {"https://s3.amazonaws.com", "https://s3.eu-west-1.amazonaws.com", "https://s3.cn-north-1.amazonaws.com.cn"})
    void amazon_is_given_the_checksum_alone(String endpoint) {
        PresignedRequest request = presign(location(endpoint, "databend", "eu-west-1", new S3Access.Keys(ROOT)), EVERY_HEADER);

        assertThat(request.headers()).containsKey("x-amz-checksum-sha256").doesNotContainKey("x-amz-content-sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://amazonaws.com.example.org", "https://notamazonaws.com"})
    void host_that_only_looks_like_amazons_is_another(String endpoint) {
        PresignedRequest request = presign(location(endpoint, "databend", "eu-west-1", new S3Access.Keys(ROOT)), EVERY_HEADER);

        assertThat(request.headers()).containsKeys("x-amz-checksum-sha256", "x-amz-content-sha256");
    }

    @Test
    void limits_that_only_the_door_can_hold_are_refused_with_what_to_do_instead() {
        S3Location location = location("http://127.0.0.1:9000", "databend", "us-east-1", new S3Access.Keys(ROOT));
        Terms once = Terms.of(new OneTime());
        Terms from = Terms.of(new FromAddresses(List.of(AddressRange.of("10.0.0.0/8"))));

        assertUnsupported(location, Terms.of(new MaxSize(10)), "give the exact one with CONTENT_LENGTH = n");
        assertUnsupported(location, Terms.of(new MaxSize(4), new ContentLength(5)), "more than MAX_SIZE");
        assertUnsupported(location, once, "only this server's own storage");
        assertUnsupported(location, from, "only this server's own storage");
        assertThat(presign(location, Terms.of(new MaxSize(5), new ContentLength(5))).headers()).containsEntry("content-length", "5");
    }

    @Test
    void plain_url_is_bound_to_nothing() {
        S3Location anonymous = location("http://127.0.0.1:9000", "public", "us-east-1", S3Access.ANONYMOUS);

        assertUnsupported(anonymous, EVERY_HEADER, "CONTENT_LENGTH");
        try (S3Store store = S3Store.open(anonymous, http, CLOCK)) {
            assertThat(store.capabilities().stream().filter(capability -> capability.name().startsWith("PRESIGN_")))
                    .containsExactlyInAnyOrder(Capability.PRESIGN_GET, Capability.PRESIGN_HEAD, Capability.PRESIGN_PUT);
        }
    }

    private void assertUnsupported(S3Location location, Terms terms, String sentence) {
        assertThatThrownBy(() -> presign(location, terms))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessageContaining(sentence);
    }

    @Test
    void anonymous_access_gives_the_plain_url() {
        S3Location anonymous = location("http://127.0.0.1:9000", "public", "us-east-1", S3Access.ANONYMOUS);
        try (S3Store store = S3Store.open(anonymous, http, CLOCK)) {
            PresignedRequest request = store.presign(HttpMethod.GET, new ObjectKey("a b+c.csv"), ONE_HOUR);

            assertThat(request.url()).isEqualTo("http://127.0.0.1:9000/public/a%20b%2Bc.csv");
            assertThat(request.headers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01234567890123456789012345678901", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="})
    void customers_key_is_signed_and_returned(String key) {
        S3Location encrypted = withMasterKey(key);

        PresignedRequest request = presign(encrypted);

        String base64 = Base64.getEncoder().encodeToString("01234567890123456789012345678901".getBytes());
        assertThat(request.headers().keySet())
                .containsExactly(
                        "host",
                        "x-amz-server-side-encryption-customer-algorithm",
                        "x-amz-server-side-encryption-customer-key",
                        "x-amz-server-side-encryption-customer-key-md5");
        assertThat(request.headers()).containsEntry("x-amz-server-side-encryption-customer-key", base64);
        assertThat(request.url())
                .contains("X-Amz-SignedHeaders=host%3Bx-amz-server-side-encryption-customer-algorithm"
                        + "%3Bx-amz-server-side-encryption-customer-key%3Bx-amz-server-side-encryption-customer-key-md5")
                .doesNotContain(base64);
    }

    @Test
    void customers_key_of_another_length_is_refused_without_showing_it() {
        S3Location encrypted = withMasterKey("c2hvcnQ=");

        assertThatThrownBy(() -> presign(encrypted))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("master_key")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    private static S3Location withMasterKey(String key) {
        return new S3Location(
                "databend", "", S3Location.AWS, Optional.of("us-east-1"), new S3Access.Keys(ROOT), Optional.of(Secret.of(key)), false);
    }

    @Test
    void store_does_not_print_its_secrets() {
        S3Location location = withMasterKey("01234567890123456789012345678901");
        try (S3Store store = S3Store.open(location, http, CLOCK)) {
            assertThat(store.toString() + location).doesNotContain("CHANGEME123").doesNotContain("0123456789");
        }
    }

    @Test
    void store_is_not_opened_before_its_region_is_known() {
        S3Location unknown = new S3Location("b", "", S3Location.AWS, Optional.empty(), S3Access.ANONYMOUS, Optional.empty(), false);

        assertThatThrownBy(() -> S3Store.open(unknown, http, CLOCK)).isInstanceOf(IllegalArgumentException.class);
    }
}

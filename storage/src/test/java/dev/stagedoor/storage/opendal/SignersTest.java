package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That each store is presigned for by its own scheme; the schemes themselves are compared with the vendors' SDKs in their own room. */
class SignersTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final Optional<String> ID = Optional.of("id");
    private static final Optional<Secret> SECRET = Optional.of(Secret.of("c2VjcmV0"));
    private static final URI ORIGIN = URI.create("http://127.0.0.1:8000");

    private static PresignedRequest presign(StoreLocation location, HttpMethod method) {
        try (ObjectStore store = OpendalStore.open(location, CLOCK, _ -> {})) {
            assertThat(store.capabilities()).contains(Capability.PRESIGN_GET, Capability.PRESIGN_HEAD, Capability.PRESIGN_PUT);
            return store.presign(method, new ObjectKey("dir/ü 1.csv"), new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN));
        }
    }

    @Test
    void each_store_is_presigned_for_in_its_own_scheme() throws NoSuchAlgorithmException {
        assertPresigned(
                new AzblobLocation("box", "", URI.create("https://me.blob.core.windows.net"), Optional.empty(), SECRET),
                "https://me.blob.core.windows.net/box/dir/%C3%BC%201.csv?", "sr=b", "sp=cw", "spr=https", "sig=");
        assertPresigned(
                new GcsLocation("bucket", "", URI.create("https://storage.googleapis.com"),
                        Optional.of(Secret.of(serviceAccount("service_account")))),
                "https://storage.googleapis.com/bucket/dir/%C3%BC%201.csv?", "X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Signature=");
        assertPresigned(
                new OssLocation("bucket", "", URI.create("https://oss-cn-hangzhou.aliyuncs.com"), ID, SECRET, Optional.empty()),
                "https://bucket.oss-cn-hangzhou.aliyuncs.com/dir/%C3%BC%201.csv?", "x-oss-signature-version=OSS4-HMAC-SHA256");
        assertPresigned(
                new CosLocation("bucket-1250000000", "", URI.create("https://cos.ap-guangzhou.myqcloud.com"), ID, SECRET),
                "https://bucket-1250000000.cos.ap-guangzhou.myqcloud.com/dir/%C3%BC%201.csv?", "q-sign-algorithm=sha1");
        assertPresigned(
                new ObsLocation("bucket", "", URI.create("https://obs.cn-north-4.myhuaweicloud.com"), ID, SECRET),
                "https://bucket.obs.cn-north-4.myhuaweicloud.com/dir/%C3%BC%201.csv?", "AccessKeyId=id", "Signature=");
    }

    private static void assertPresigned(StoreLocation location, String start, String... parts) {
        PresignedRequest request = presign(location, HttpMethod.PUT);

        assertThat(request.url()).startsWith(start).contains(parts);
        assertThat(request.headers()).doesNotContainKeys("content-length", "date", "authorization");
        assertThat(request.expiresAt()).isEqualTo(CLOCK.instant().plus(Duration.ofHours(1)));
    }

    /** No server of theirs runs here: what they bind is what their documentation says, and the vendors' SDKs sign. */
    @Test
    void each_store_claims_what_its_scheme_binds_and_refuses_the_rest() throws NoSuchAlgorithmException {
        URI azure = URI.create("https://me.blob.core.windows.net");
        URI google = URI.create("https://storage.googleapis.com");
        URI aliyun = URI.create("https://oss-cn-hangzhou.aliyuncs.com");
        Optional<Secret> account = Optional.of(Secret.of(serviceAccount("service_account")));

        assertBinds(
                new GcsLocation("bucket", "", google, account),
                Capability.PRESIGN_CONTENT_TYPE,
                Capability.PRESIGN_MAX_BYTES,
                Capability.PRESIGN_CONTENT_LENGTH,
                Capability.PRESIGN_ONLY_IF_ABSENT);
        assertBinds(new OssLocation("bucket", "", aliyun, ID, SECRET, Optional.empty()), Capability.PRESIGN_CONTENT_TYPE);
        assertBinds(
                new CosLocation("b-1250000000", "", URI.create("https://cos.ap-guangzhou.myqcloud.com"), ID, SECRET),
                Capability.PRESIGN_CONTENT_TYPE);
        assertBinds(
                new ObsLocation("bucket", "", URI.create("https://obs.cn-north-4.myhuaweicloud.com"), ID, SECRET),
                Capability.PRESIGN_CONTENT_TYPE);
        assertBinds(new AzblobLocation("box", "", azure, Optional.empty(), SECRET));
        assertBinds(new AzblobLocation("box", "", azure, Optional.empty(), Optional.empty()));
        assertBinds(new GcsLocation("box", "", google, Optional.empty()));
    }

    private static void assertBinds(StoreLocation location, Capability... bound) {
        Map<Capability, Term> terms = Map.of(
                Capability.PRESIGN_MAX_BYTES, new MaxSize(5),
                Capability.PRESIGN_CONTENT_LENGTH, new ContentLength(5),
                Capability.PRESIGN_SHA256, new Sha256(new byte[32]),
                Capability.PRESIGN_ONLY_IF_ABSENT, new NoOverwrite(),
                Capability.PRESIGN_ONE_TIME, new OneTime(),
                Capability.PRESIGN_FROM_ADDRESSES, new FromAddresses(List.of(AddressRange.of("127.0.0.1"))));
        try (ObjectStore store = OpendalStore.open(location, CLOCK, _ -> {})) {
            assertThat(store.capabilities().contains(Capability.PRESIGN_CONTENT_TYPE))
                    .isEqualTo(Arrays.asList(bound).contains(Capability.PRESIGN_CONTENT_TYPE));
            terms.forEach((capability, term) -> {
                var bounds = new PresignTerms(Duration.ofHours(1), Terms.of(term), ORIGIN, Optional.empty());
                boolean claimed = Arrays.asList(bound).contains(capability);
                assertThat(store.capabilities().contains(capability)).as("%s of %s", capability, location.type()).isEqualTo(claimed);
                if (claimed) {
                    assertThat(store.presign(HttpMethod.PUT, new ObjectKey("a"), bounds).headers()).hasSizeGreaterThan(1);
                } else {
                    assertThatThrownBy(() -> store.presign(HttpMethod.PUT, new ObjectKey("a"), bounds))
                            .isInstanceOfSatisfying(StorageException.class,
                                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED));
                }
            });
        }
    }

    @Test
    void without_credentials_the_url_is_plain() {
        List<StoreLocation> anonymous = List.of(
                new AzblobLocation("box", "", URI.create("https://me.blob.core.windows.net"), Optional.empty(), Optional.empty()),
                new GcsLocation("box", "", URI.create("https://storage.googleapis.com"), Optional.empty()),
                new OssLocation("box", "", URI.create("https://oss-cn-x.aliyuncs.com"), Optional.empty(), Optional.empty(),
                        Optional.empty()));

        assertThat(anonymous).extracting(location -> presign(location, HttpMethod.GET).url())
                .containsExactly(
                        "https://me.blob.core.windows.net/box/dir/%C3%BC%201.csv",
                        "https://storage.googleapis.com/box/dir/%C3%BC%201.csv",
                        "https://box.oss-cn-x.aliyuncs.com/dir/%C3%BC%201.csv");
        assertThat(presign(anonymous.getFirst(), HttpMethod.PUT).headers()).containsEntry("x-ms-blob-type", "BlockBlob");
    }

    @Test
    void stores_that_cannot_presign_say_so_with_their_name() {
        URI endpoint = URI.create("http://127.0.0.1:1");
        List<StoreLocation> locations = List.of(
                new WebhdfsLocation("", endpoint, Optional.empty(), Optional.empty(), false),
                new IpfsLocation("ipfs/QmX/", endpoint),
                new HuggingfaceLocation("owner/repo", "dataset", "main", "", Optional.empty()),
                new OssLocation("bucket", "", URI.create("https://oss.example.com"), ID, SECRET, Optional.empty()));
        List<String> names = List.of("webhdfs at http://127.0.0.1:1", "ipfs at http://127.0.0.1:1", "hf://owner/repo", "oss://bucket");

        for (int i = 0; i < locations.size(); i++) {
            try (ObjectStore store = OpendalStore.open(locations.get(i), CLOCK, _ -> {})) {
                assertThat(store.capabilities()).doesNotContain(Capability.PRESIGN_GET);
                assertThatThrownBy(() -> store.presign(
                                HttpMethod.GET, new ObjectKey("ipfs/QmX/a"),
                                new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN)))
                        .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code().number()).isEqualTo(3902))
                        .hasMessageStartingWith("storage doesn't support presign operation: " + names.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"external_account", "authorized_user", "impersonated_service_account"})
    void credential_of_another_type_would_read_the_servers_files_and_is_refused(String type) throws NoSuchAlgorithmException {
        assertInvalid(serviceAccount(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "bm90IGpzb24=", "W10=", "e30=", "eyJ0eXBlIjoic2VydmljZV9hY2NvdW50"})
    void credential_that_cannot_be_read_is_refused_and_not_quoted(String credential) {
        assertInvalid(credential);
    }

    private static void assertInvalid(String credential) {
        assertThatThrownBy(() -> ServiceAccountKey.parse(Secret.of(credential)))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code().number()).isEqualTo(4000))
                .hasMessage("invalid input parameter (credential of storage gcs is not base64 of a service account's JSON key)")
                .hasNoCause();
    }

    @Test
    void opendal_gets_no_member_of_the_credential_but_the_account_and_its_key() throws NoSuchAlgorithmException {
        String passedOn = new String(Base64.getDecoder().decode(
                ServiceAccountKey.parse(Secret.of(serviceAccount("service_account"))).base64()));

        assertThat(passedOn).contains("client_email", "private_key").doesNotContain("token_uri", "credential_source", "evil");
    }

    private static String serviceAccount(String type) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        String json = "{\"type\":\"" + type + "\",\"project_id\":\"p\",\"token_uri\":\"http://evil.example\","
                + "\"credential_source\":{\"file\":\"/etc/passwd\",\"nested\":[{\"client_email\":\"evil@example\"}]},"
                + "\"client_email\":\"joe@p.iam.gserviceaccount.com\",\"private_key\":\"" + pem + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes());
    }
}

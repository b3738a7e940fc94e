package dev.stagedoor.storage.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.term.Expire;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.contract.TermSamples;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreType;
import dev.stagedoor.storage.location.WebhdfsLocation;
import dev.stagedoor.storage.network.EndpointPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every term on every kind of store, without network: the URL says it, or there is none. */
class TermsOnEveryStoreTest {
    private static final S3Credential KEY = new S3Credential("KEY", Secret.of("secret"));
    private static final Optional<String> ID = Optional.of("id");
    private static final Optional<Secret> SECRET = Optional.of(Secret.of("c2VjcmV0"));
    private static final URI HERE = URI.create("http://127.0.0.1:1");
    private static final PresignId URL = new PresignId(new UUID(0, 1));

    @TempDir
    private Path directory;

    @Test
    void there_is_a_sample_of_every_term() {
        assertThat(Stream.of(TermName.values()).map(TermSamples::of).<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(Term.class.getPermittedSubclasses());
        assertThat(TermName.values()).allSatisfy(name -> assertThat(TermSamples.of(name).name()).isEqualTo(name));
    }

    @Test
    void a_term_travels_as_a_header_or_as_a_parameter_of_its_own() {
        for (TermName name : TermName.values()) {
            Term term = TermSamples.of(name);
            assertThat(term.parameter().isPresent()).as("%s", name).isEqualTo(name.parameter().isPresent());
            assertThat(term.header().isPresent() && term.parameter().isPresent()).as("%s", name).isFalse();
            assertThat(term.header().isPresent() || term.parameter().isPresent()).as("%s", name).isEqualTo(!(term instanceof Expire));
            term.parameter().ifPresent(value -> assertThat(Term.ofParameter(name, value)).isEqualTo(term));
        }
    }

    @ParameterizedTest
    @EnumSource(StoreType.class)
    void every_term_is_bound_or_refused(StoreType type) throws NoSuchAlgorithmException {
        FsOptions options = new FsOptions(List.of(directory), List.of(), 1 << 20);
        try (FsStore files = new FsStore(options, KEY, "us-east-1", Clock.systemUTC());
                OpenedStores stores = OpenedStores.create(EndpointPolicy.permissive(), files::over, Clock.systemUTC())) {
            StoreRoot root = stores.open(location(type));
            boundOrRefused(root.store(), new ObjectKey(root.root() + "a"));
        }
    }

    @Test
    void every_term_is_bound_or_refused_by_the_servers_own_storage() {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"));
                EmbeddedStore store = EmbeddedStore.open(data, EmbeddedOptions.DEFAULT, Clock.systemUTC())) {
            boundOrRefused(store, new ObjectKey("a"));
            assertThat(TermName.values()).allMatch(term -> Capability.bind(store.capabilities(), term));
        }
    }

    private static void boundOrRefused(ObjectStore store, ObjectKey key) {
        if (!store.capabilities().contains(Capability.PRESIGN_PUT)) {
            assertThatThrownBy(() -> presign(store, key, Terms.NONE, Duration.ofHours(1))).isInstanceOf(StorageException.class);
            return;
        }
        PresignedRequest free = presign(store, key, Terms.NONE, Duration.ofHours(1));
        for (TermName name : TermName.values()) {
            Term term = TermSamples.of(name);
            if (term instanceof Expire(Duration expire)) {
                assertThat(presign(store, key, Terms.NONE, expire).expiresAt()).isBefore(free.expiresAt());
            } else if (Capability.bind(store.capabilities(), name)) {
                PresignedRequest bound = presign(store, key, Terms.of(term), Duration.ofHours(1));
                assertThat(bound.url()).as("the URL says %s", name).isNotEqualTo(free.url());
                assertThat(unsigned(bound)).as("beyond its signature, the request says %s", name).isNotEqualTo(unsigned(free));
            } else if (name.mayStayUnbound()) {
                assertThat(presign(store, key, Terms.of(term), Duration.ofHours(1)).headers()).containsEntry("content-type", "text/csv");
            } else {
                assertThatThrownBy(() -> presign(store, key, Terms.of(term), Duration.ofHours(1)))
                        .isInstanceOfSatisfying(
                                StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                        .hasMessageContaining(name.name());
            }
        }
    }

    private static PresignedRequest presign(ObjectStore store, ObjectKey key, Terms terms, Duration expire) {
        return store.presign(HttpMethod.PUT, key, new PresignTerms(expire, terms, HERE, Optional.of(URL)));
    }

    /** The headers to send and the parameters that are the server's own. */
    private static List<String> unsigned(PresignedRequest request) {
        Stream<String> headers = request.headers().entrySet().stream().map(Object::toString);
        Stream<String> parameters = Stream.of(request.url().split("[?&]")).filter(parameter -> parameter.startsWith("x-stagedoor-"));
        return Stream.concat(headers, parameters).toList();
    }

    private StoreLocation location(StoreType type) throws NoSuchAlgorithmException {
        return switch (type) {
            case S3 -> new S3Location("b", "", HERE, Optional.of("us-east-1"), new S3Access.Keys(KEY), Optional.empty(), false);
            case AZBLOB -> new AzblobLocation("box", "", HERE, ID, SECRET);
            case GCS -> new GcsLocation("bucket", "", HERE, Optional.of(Secret.of(serviceAccount())));
            case OSS -> new OssLocation("bucket", "", URI.create("https://oss-cn-hangzhou.aliyuncs.com"), ID, SECRET, Optional.empty());
            case OBS -> new ObsLocation("bucket", "", URI.create("https://obs.cn-north-4.myhuaweicloud.com"), ID, SECRET);
            case COS -> new CosLocation("b-1250000000", "", URI.create("https://cos.ap-guangzhou.myqcloud.com"), ID, SECRET);
            case HTTP -> new HttpLocation(HERE, "/{a,b}.csv");
            case IPFS -> new IpfsLocation("ipfs/QmX/", HERE);
            case FS -> new FsLocation(directory.toString().substring(1) + "/");
            case WEBHDFS -> new WebhdfsLocation("", HERE, Optional.empty(), Optional.empty(), false);
            case HUGGINGFACE -> new HuggingfaceLocation("owner/repo", "dataset", "main", "", Optional.empty());
        };
    }

    private static String serviceAccount() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        String json = "{\"type\":\"service_account\",\"client_email\":\"joe@p.iam.gserviceaccount.com\",\"private_key\":\"" + pem + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes());
    }
}

package dev.stagedoor.storage.location;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LocationPropertyTest {
    private static final String SECRET = "Qx7-planted-secret-9Zk";

    private static final Map<String, List<String>> KEYS = Map.of(
            "s3", List.of("endpoint_url", "region", "access_key_id", "secret_access_key", "session_token", "role_arn", "external_id",
                    "master_key", "aws_key_id", "aws_secret_key", "aws_token"),
            "azblob", List.of("endpoint_url", "account_name", "account_key"),
            "gcs", List.of("endpoint_url", "credential"),
            "oss", List.of("endpoint_url", "access_key_id", "access_key_secret", "role_arn"),
            "obs", List.of("endpoint_url", "access_key_id", "secret_access_key"),
            "cos", List.of("endpoint_url", "secret_id", "secret_key"),
            "ipfs", List.of("endpoint_url"),
            "webhdfs", List.of("delegation", "user_name"),
            "hf", List.of("revision", "token"),
            "fs", List.of());

    @Property
    void canonical_text_means_the_same_place(@ForAll("uris") StoreUri written) {
        StoreLocation location;
        try {
            location = written.parse();
        } catch (StagedoorException refused) {
            return;
        }
        StoreUri canonical = StoreUri.of(location);

        assertThat(StoreUri.of(canonical.parse())).isEqualTo(canonical);
        assertThat(canonical.parse().root()).isEqualTo(location.root());
        assertThat(LocationText.maskedJson(canonical.parse())).isEqualTo(LocationText.maskedJson(location));
        assertThat(LocationText.url(canonical.parse())).isEqualTo(LocationText.url(location));
    }

    @Property
    void every_legal_root_survives_its_url(@ForAll("roots") String root) {
        StoreUri canonical = StoreUri.of(new FsLocation(root));
        StoreUri bucket = StoreUri.of(((S3Location) parse("s3://b/")).withRegion("r"));
        StoreUri deep = new StoreUri("s3://b/" + PercentCoding.encode(root), bucket.connection());

        assertThat(canonical.parse().root()).isEqualTo(root);
        assertThat(deep.parse().root()).isEqualTo(root);
        assertThat(StoreUri.of(deep.parse()).url()).isEqualTo(deep.url());
    }

    @Property
    void any_text_is_read_or_refused_with_a_code(@ForAll String scheme, @ForAll String rest, @ForAll("roots") String root) {
        for (String url : List.of(scheme, scheme + "://" + rest, "s3://" + rest, "s3://b/" + rest, "https://h/" + root + rest,
                "hf://" + rest)) {
            try {
                StoreUri canonical = StoreUri.of(parse(url));
                assertThat(canonical.parse()).isNotNull();
            } catch (StagedoorException refused) {
                assertThat(refused.code().number()).isIn(1005, 1006, 4000);
            }
        }
    }

    @Property
    void no_display_prints_a_secret(@ForAll("planted") StoreUri uri) {
        StoreLocation location = uri.parse();

        assertThat(location.toString() + uri + StoreUri.of(location) + LocationText.maskedJson(location) + LocationText.url(location)
                        + LocationText.masked(uri.connection()))
                .doesNotContain(SECRET);
    }

    @Provide
    Arbitrary<StoreUri> uris() {
        return Arbitraries.of(KEYS.keySet()).flatMap(scheme -> {
            Arbitrary<Map<String, String>> keys = Arbitraries.maps(
                    Arbitraries.of(KEYS.get(scheme).isEmpty() ? List.of("any") : KEYS.get(scheme)), values());
            Arbitrary<String> authority = scheme.equals("fs") ? Arbitraries.just("") : Arbitraries.of("bucket", "b-1.x:9000", "B_2");
            return Combinators.combine(authority, roots(), keys).as((host, root, parameters) -> {
                Map<String, String> complete = new TreeMap<>(parameters);
                complete.computeIfPresent("endpoint_url", (key, any) -> "https://host.example/" + any.length());
                complete.computeIfPresent("access_key_id", (key, any) -> any.isEmpty() ? "id" : any);
                String path = scheme.equals("fs") ? root : PercentCoding.encode(root);
                String repository = scheme.equals("hf") ? "/repo" : "";
                return new StoreUri(scheme + "://" + host + repository + "/" + path, new ConnectionParameters(new TreeMap<>(complete)));
            });
        });
    }

    @Provide
    Arbitrary<StoreUri> planted() {
        return Arbitraries.of(
                        Map.of("s3", List.of("secret_access_key", "session_token", "master_key"),
                                "azblob", List.of("account_key"), "gcs", List.of("credential"), "oss", List.of("access_key_secret"),
                                "obs", List.of("secret_access_key"), "cos", List.of("secret_key"), "webhdfs", List.of("delegation"),
                                "hf", List.of("token")).entrySet())
                .map(secrets -> {
                    Map<String, String> values = new TreeMap<>();
                    secrets.getValue().forEach(key -> values.put(key, SECRET));
                    switch (secrets.getKey()) {
                        case "s3", "oss", "obs" -> values.put("access_key_id", "id");
                        case "cos" -> values.put("secret_id", "id");
                        default -> {}
                    }
                    if (!secrets.getKey().equals("webhdfs") && !secrets.getKey().equals("hf")) {
                        values.put("endpoint_url", "host.example");
                    }
                    return new StoreUri(secrets.getKey() + "://b/r/", new ConnectionParameters(new TreeMap<>(values)));
                });
    }

    /** Directories as keys have them: names of any characters. */
    @Provide
    Arbitrary<String> roots() {
        return Arbitraries.strings()
                .all()
                .excludeChars('/', '\0')
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(LocationPropertyTest::isName)
                .list()
                .ofMaxSize(4)
                .map(names -> names.isEmpty() ? "" : String.join("/", names) + "/");
    }

    private static boolean isName(String name) {
        boolean wellFormed = name.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
        return wellFormed && !name.equals(".") && !name.equals("..");
    }

    private static Arbitrary<String> values() {
        return Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12);
    }

    private static StoreLocation parse(String url) {
        return new StoreUri(url, ConnectionParameters.NONE).parse();
    }
}

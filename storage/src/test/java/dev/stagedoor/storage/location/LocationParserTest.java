package dev.stagedoor.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationParserTest {
    private static final String ENDPOINT = "http://127.0.0.1:9000";

    @Test
    void walkthrough_stage_is_a_bucket_with_aliased_keys() {
        var s3 = (S3Location)
                parse("s3://databend", Map.of("endpoint_url", ENDPOINT, "aws_key_id", "ROOTUSER", "aws_secret_key", "CHANGEME123"));

        assertThat(s3.bucket()).isEqualTo("databend");
        assertThat(s3.root()).isEmpty();
        assertThat(s3.endpoint()).isEqualTo(URI.create(ENDPOINT));
        assertThat(s3.region()).isEmpty();
        assertThat(s3.virtualHostStyle()).isFalse();
        var keys = (S3Access.Keys) s3.access();
        assertThat(keys.credential().accessKeyId()).isEqualTo("ROOTUSER");
        assertThat(keys.credential().secretAccessKey().reveal()).isEqualTo("CHANGEME123");
        assertThat(keys.credential().sessionToken()).isEmpty();
    }

    @Test
    void s3_without_keys_is_anonymous_and_at_amazon() {
        var s3 = (S3Location) parse("s3://public-bucket/", Map.of());

        assertThat(s3.access()).isEqualTo(S3Access.ANONYMOUS);
        assertThat(s3.endpoint()).isEqualTo(S3Location.AWS);
        assertThat(s3.hasCredentials()).isFalse();
        assertThat(s3.hasEncryptionKey()).isFalse();
    }

    @Test
    void empty_values_say_nothing() {
        var s3 = (S3Location) parse(
                "s3://b/",
                Map.of("access_key_id", "", "secret_access_key", "", "region", "", "endpoint_url", "", "role_arn", "", "master_key", ""));

        assertThat(s3).isEqualTo(parse("s3://b/", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_token", "aws_token", "security_token"})
    void session_token_has_three_names(String key) {
        var s3 = (S3Location) parse("s3://b/", Map.of("access_key_id", "id", "secret_access_key", "s", key, "token"));

        assertThat(((S3Access.Keys) s3.access()).credential().sessionToken()).contains("token");
    }

    @Test
    void role_is_assumed_by_given_keys_or_by_the_server() {
        var byServer = (S3Location) parse("s3://b/", Map.of("role_arn", "arn:r", "external_id", "x"));
        var byKeys = (S3Location) parse(
                "s3://b/",
                Map.of("aws_role_arn", "arn:r", "aws_external_id", "x", "access_key_id", "id", "secret_access_key", "s",
                        "session_token", "t"));

        assertThat(byServer.access()).isEqualTo(new S3Access.AssumedRole(Optional.empty(), "arn:r", Optional.of("x")));
        var role = (S3Access.AssumedRole) byKeys.access();
        assertThat(role.base().orElseThrow().sessionToken()).contains("t");
        assertThat(role.externalId()).contains("x");
    }

    @Test
    void half_a_credential_is_refused() {
        assertInvalid(() -> parse("s3://b/", Map.of("access_key_id", "id")), "access_key_id needs secret_access_key beside it");
        assertInvalid(() -> parse("s3://b/", Map.of("aws_secret_key", "x")), "secret_access_key needs access_key_id beside it");
        assertInvalid(() -> parse("s3://b/", Map.of("session_token", "x")), "session_token needs access_key_id beside it");
        assertInvalid(() -> parse("s3://b/", Map.of("external_id", "x")), "external_id needs role_arn beside it");
        assertInvalid(
                () -> parse("cos://b/", Map.of("endpoint_url", ENDPOINT, "secret_id", "x")), "secret_id needs secret_key beside it");
    }

    @Test
    void master_key_is_an_encryption_key() {
        var s3 = parse("s3://b/", Map.of("master_key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));

        assertThat(s3.hasEncryptionKey()).isTrue();
        assertThat(s3.toString()).doesNotContain("AAEC");
    }

    @Test
    void second_spelling_of_a_key_is_unknown() {
        assertInvalid(
                () -> parse("s3://b/", Map.of("access_key_id", "a", "aws_key_id", "b", "secret_access_key", "c")),
                "connection params invalid: expected [access_key_id, aws_external_id, aws_role_arn, aws_token, enable_virtual_host_style,"
                        + " endpoint_url, external_id, master_key, region, role_arn, secret_access_key, security_token, session_token],"
                        + " got [aws_key_id]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allow_anonymous",
                "presign_endpoint_url",
                "storage_class",
                "server_side_encryption",
                "account_sas",
                "use_ssl",
                "profile",
                "connection_name"
            })
    void keys_of_other_products_are_unknown(String key) {
        assertThatThrownBy(() -> parse("s3://b/", Map.of(key, "true")))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("connection params invalid: expected [")
                .hasMessageEndingWith("got [" + key + "])");
    }

    @Test
    void unknown_key_is_named_and_its_value_is_not() {
        assertThatThrownBy(() -> parse("gcs://b/", Map.of("password", "hunter2"))).hasMessageNotContaining("hunter2");
    }

    @Test
    void unknown_schemes_have_two_texts() {
        assertInvalid(() -> parse("s4://b/", Map.of()), "protocol s4 is not supported yet.");
        assertInvalid(() -> parse("gs://b/", Map.of()), "protocol gs is not supported yet.");
        assertInvalid(() -> parse("azdls://b/", Map.of()), "URI protocol azdls is not supported yet.");
        assertInvalid(() -> parse("ftp://b/", Map.of()), "URI protocol ftp is not supported yet.");
        assertInvalid(() -> parse("webdav://b/", Map.of()), "URI protocol webdav is not supported yet.");
        assertInvalid(() -> parse("hdfs://b/", Map.of()), "URI protocol hdfs is not supported yet.");
    }

    @ParameterizedTest
    @CsvSource({"azblob,azblob", "oss,oss", "cos,cos", "obs,oss"})
    void these_need_an_endpoint(String scheme, String named) {
        assertInvalid(() -> parse(scheme + "://b/", Map.of()), "endpoint_url is required for storage " + named);
    }

    @Test
    void azblob_keys() {
        var azblob = (AzblobLocation) parse(
                "azblob://$web/x/",
                Map.of("endpoint_url", "https://acc.blob.core.windows.net", "account_name", "acc", "account_key", "a2V5"));

        assertThat(azblob.container()).isEqualTo("$web");
        assertThat(azblob.root()).isEqualTo("x/");
        assertThat(azblob.accountName()).contains("acc");
        assertThat(azblob.accountKey().orElseThrow().reveal()).isEqualTo("a2V5");
    }

    @Test
    void gcs_has_a_default_endpoint() {
        var gcs = (GcsLocation) parse("gcs://b/", Map.of("credential", "e30="));

        assertThat(gcs.endpoint()).isEqualTo(URI.create("https://storage.googleapis.com"));
        assertThat(gcs.credential().orElseThrow().reveal()).isEqualTo("e30=");
    }

    @Test
    void oss_obs_and_cos_keys() {
        var oss = (OssLocation) parse(
                "oss://b/", Map.of("endpoint_url", "e.com", "access_key_id", "i", "access_key_secret", "s", "role_arn", "r"));
        var obs = (ObsLocation) parse("obs://b/", Map.of("endpoint_url", "e.com", "access_key_id", "i", "secret_access_key", "s"));
        var cos = (CosLocation) parse("cos://b/", Map.of("endpoint_url", "e.com", "secret_id", "i", "secret_key", "s"));

        assertThat(oss.accessKeySecret().orElseThrow().reveal()).isEqualTo("s");
        assertThat(oss.roleArn()).contains("r");
        assertThat(obs.secretAccessKey().orElseThrow().reveal()).isEqualTo("s");
        assertThat(cos.secretKey().orElseThrow().reveal()).isEqualTo("s");
    }

    @Test
    void http_has_no_keys_and_need_not_end_in_a_slash() {
        var http = (HttpLocation) parse("HTTPS://Example.COM:8443/Data/a%20b.csv?x=1#y", Map.of());

        assertThat(http.origin()).isEqualTo(URI.create("https://example.com:8443"));
        assertThat(http.paths()).containsExactly("/Data/a b.csv");
        assertThat(http.root()).isEmpty();
        assertThatThrownBy(() -> parse("https://example.com/a", Map.of("token", "t"))).hasMessageContaining("got [token]");
    }

    @Test
    void http_directory_is_a_root_with_no_known_file() {
        var http = (HttpLocation) parse("https://example.com/data/", Map.of());

        assertThat(http.root()).isEqualTo("data/");
        assertThat(http.paths()).isEmpty();
    }

    @Test
    void ipfs_root_begins_with_its_scheme() {
        var ipfs = (IpfsLocation) parse("ipfs://QmPpCt1aYGb9JWJRmXRUnmJtVgeFFTJGzWFYEEX7bo9zGJ/normal/", Map.of());
        var ipns = (IpfsLocation) parse("ipns://docs.ipfs.tech/", Map.of("endpoint_url", "https://gateway.example/"));

        assertThat(ipfs.root()).isEqualTo("ipfs/QmPpCt1aYGb9JWJRmXRUnmJtVgeFFTJGzWFYEEX7bo9zGJ/normal/");
        assertThat(ipfs.endpoint()).isEqualTo(URI.create("https://ipfs.io"));
        assertThat(ipns.root()).isEqualTo("ipns/docs.ipfs.tech/");
        assertThat(ipns.endpoint()).isEqualTo(URI.create("https://gateway.example"));
    }

    @Test
    void fs_ignores_keys_collapses_slashes_and_decodes_nothing() {
        assertThat(parse("fs:////tmp//a%20b/", Map.of("any", "key"))).isEqualTo(new FsLocation("tmp/a%20b/"));
        assertThat(parse("fs:///", Map.of())).isEqualTo(new FsLocation(""));
    }

    @Test
    void webhdfs_defaults_to_https_without_list_batches() {
        var plain = (WebhdfsLocation) parse("webhdfs://namenode:9870/d/", Map.of());
        var set = (WebhdfsLocation) parse(
                "webhdfs://namenode:9870/d/",
                Map.of("https", "FALSE", "disable_list_batch", "false", "delegation", "t", "user_name", "u"));

        assertThat(plain).isEqualTo(new WebhdfsLocation(
                "d/", URI.create("https://namenode:9870"), Optional.empty(), Optional.empty(), false));
        assertThat(set.endpoint()).isEqualTo(URI.create("http://namenode:9870"));
        assertThat(set.listBatch()).isTrue();
        assertThat(set.userName()).contains("u");
        assertThat(set.delegation().orElseThrow().reveal()).isEqualTo("t");
    }

    @Test
    void huggingface_repository_is_owner_and_name() {
        var hub = (HuggingfaceLocation) parse("hf://opendal/huggingface-testdata/sub/", Map.of());

        assertThat(hub).isEqualTo(
                new HuggingfaceLocation("opendal/huggingface-testdata", "dataset", "main", "sub/", Optional.empty()));
        assertThat(parse("huggingface://a/b/", Map.of("repo_type", "model", "revision", "v1")))
                .isEqualTo(new HuggingfaceLocation("a/b", "model", "v1", "", Optional.empty()));
        assertInvalid(() -> parse("hf://owner/", Map.of()), "input uri is not a valid huggingface uri");
        assertInvalid(() -> parse("hf://owner/repo", Map.of()), "input uri is not a valid huggingface uri");
    }

    @Test
    void virtual_host_style_is_true_or_false() {
        assertThat(((S3Location) parse("s3://b/", Map.of("enable_virtual_host_style", "true"))).virtualHostStyle()).isTrue();
        assertInvalid(
                () -> parse("s3://b/", Map.of("enable_virtual_host_style", "yes")),
                "value for enable_virtual_host_style is invalid: write true or false");
    }

    @ParameterizedTest
    @CsvSource({
        "minio.example, https://minio.example",
        "http://127.0.0.1:9000/, http://127.0.0.1:9000",
        "HTTP://Host, http://Host",
        "https://host/prefix//, https://host/prefix",
        "[::1]:9000, https://[::1]:9000",
    })
    void endpoint_gets_https_and_loses_its_last_slash(String written, String meant) {
        assertThat(((S3Location) parse("s3://b/", Map.of("endpoint_url", written))).endpoint()).isEqualTo(URI.create(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:hunter2@host",
                "https://host/?hunter2",
                "https://host/#hunter2",
                "https:///hunter2",
                "ftp://hunter2",
                "https://host:hunter2",
                "https://host:99999/hunter2",
                "https://hunter2_/",
                "https://host/ hunter2",
                "http://0x7f.1/hunter2",
                "http://0177.0.0.1.1/hunter2"
            })
    void endpoint_that_is_none_is_refused_and_not_shown(String endpoint) {
        assertThatThrownBy(() -> parse("s3://b/", Map.of("endpoint_url", endpoint)))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageContaining("value for endpoint_url is invalid: ")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b, ''",
        "s3://b/, ''",
        "s3://b//, ''",
        "S3://b/p/q/, p/q/",
        "s3://b//p///q/, p/q/",
        "s3://b/a%20b%2Fc/, a b/c/",
        "s3://b/%C3%BC/ü/, ü/ü/",
        "s3://b/100%/%zz/, 100%/%zz/",
        "s3://b/%FF/, \uFFFD/",
        "s3://b/p/?q#f, p/",
        "s3://user:password@b/p/, p/",
    })
    void root_is_decoded_and_its_slashes_are_in_order(String url, String root) {
        var s3 = (S3Location) parse(url, Map.of());

        assertThat(s3.bucket()).isEqualTo("b");
        assertThat(s3.root()).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://b/a/../c/", "s3://b/%2e%2e/", "s3://b/./", "s3://b/%00/", "fs:///../etc/", "https://h/a/../b"})
    void root_that_no_key_can_begin_with_is_refused(String url) {
        assertThatThrownBy(() -> parse(url, Map.of()))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS));
    }

    @Test
    void root_longer_than_a_key_is_refused() {
        assertThatThrownBy(() -> parse("s3://b/" + "a".repeat(1024) + "/", Map.of()))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tmp/ | local filesystem paths must use fs:///path/ instead of /path/",
                "file:///tmp/ | local filesystem paths must use fs:///path/ instead of file:///path/",
                "fs://tmp/ | fs locations must start with fs:///",
                "fs:/tmp/ | fs locations must start with fs:///",
                "s3://b:port/ | invalid uri invalid port number",
                "s3://b:65536/ | invalid uri invalid port number",
                "bucket/path/ | invalid uri relative URL without a base",
                "'' | invalid uri relative URL without a base",
                "s3:b/ | invalid uri",
                "s3:// | invalid uri",
                "s3:///p/ | invalid uri",
                "s3://../p/ | invalid uri",
                "s3://b c/ | invalid uri",
            })
    void text_that_is_no_url_is_a_syntax_error(String url, String text) {
        assertThatThrownBy(() -> parse(url, Map.of()))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX))
                .hasMessage(text);
    }

    @Test
    void path_without_a_slash_names_the_statement() {
        var uri = new StoreUri("fs:///tmp", ConnectionParameters.NONE);

        assertInvalid(() -> uri.parseFor("CREATE STAGE"), "path in URL must end with '/' when CREATE STAGE. Got '/tmp'.");
        assertInvalid(() -> uri.parseFor("ALTER STAGE"), "path in URL must end with '/' when ALTER STAGE. Got '/tmp'.");
        assertInvalid(uri::parse, "path in URL must end with '/'. Got '/tmp'.");
        assertInvalid(
                () -> new StoreUri("s3://b/a%20b.csv", ConnectionParameters.NONE).parseFor("CREATE STAGE"),
                "path in URL must end with '/' when CREATE STAGE. Got '/a b.csv'.");
    }

    @Test
    void unknown_keys_are_found_before_the_slash_is_missed() {
        assertThatThrownBy(() -> parse("s3://b/x", Map.of("nonsense", "1"))).hasMessageContaining("connection params invalid");
    }

    @Test
    void everything_is_bounded() {
        assertInvalid(
                () -> parse("s3://b/" + "a/".repeat(5000), Map.of()), "the URL is 10007 characters long; at most 8192 are allowed");
        assertInvalid(
                () -> parse("s3://b/", Map.of("region", "x".repeat(16_385))),
                "value for region is invalid: it is longer than 16384 characters");
        assertInvalid(() -> parse("s3://b/", Map.of("region", "a\r\nb")), "value for region is invalid: it holds a control character");
        var many = new TreeMap<String, String>();
        for (int i = 0; i < 33; i++) {
            many.put("k" + i, "");
        }
        assertInvalid(() -> parse("s3://b/", many), "connection params invalid: 33 keys, at most 32 are allowed");
        assertThatThrownBy(() -> parse("s3://b/", Map.of("k".repeat(65), ""))).hasMessageContaining("is longer than 64 characters");
    }

    @Test
    void connection_name_stands_alone() {
        assertThat(connection(Map.of("connection_name", "c")).connectionName()).contains("c");
        assertThat(connection(Map.of("region", "r")).connectionName()).isEmpty();
        assertInvalid(
                () -> connection(Map.of("connection_name", "c", "region", "r")).connectionName(),
                "connection_name can not be used with other connection options");
    }

    @Test
    void connection_is_used_by_urls_of_its_own_scheme() {
        var named = connection(Map.of("region", "eu-central-1"));
        var uri = new StoreUri("s3://b/", connection(Map.of("connection_name", "c")));

        assertThat(uri.using("c", "s3", named)).isEqualTo(new StoreUri("s3://b/", named));
        assertInvalid(
                () -> new StoreUri("http://b/", ConnectionParameters.NONE).using("c", "s3", named),
                "protocol from connection_name=c (s3) not match with uri protocol (http).");
    }

    @Test
    void create_connection_checks_its_parameters_without_a_bucket() {
        connection(Map.of("region", "r")).checkFor("S3");
        connection(Map.of("https", "false")).checkFor("webhdfs");
        connection(Map.of()).checkFor("fs");
        assertInvalid(() -> connection(Map.of("regoin", "r")).checkFor("gcs"),
                "connection params invalid: expected [credential, endpoint_url], got [regoin]");
        assertInvalid(() -> connection(Map.of()).checkFor("s4"), "protocol s4 is not supported yet.");
        assertInvalid(() -> connection(Map.of()).checkFor("azblob"), "endpoint_url is required for storage azblob");
        assertInvalid(() -> connection(Map.of()).checkFor("hf"), "input uri is not a valid huggingface uri");
        assertInvalid(
                () -> connection(Map.of("connection_name", "c")).checkFor("s3"), "can not use connection_name when create connection");
        assertInvalid(() -> connection(Map.of("connection_name", "c")).checkFor("s4"), "protocol s4 is not supported yet.");
        assertInvalid(
                () -> connection(Map.of("connection_name", "c")).checkFor("azblob"), "can not use connection_name when create connection");
    }

    @Test
    void the_protocol_of_a_connection_is_looked_at_before_what_stands_beside_its_name() {
        ConnectionParameters both = connection(Map.of("connection_name", "c", "region", "r"));
        assertInvalid(
                () -> new StoreUri("http://h/", both).using("c", "s3", ConnectionParameters.NONE),
                "protocol from connection_name=c (s3) not match with uri protocol (http).");
        assertInvalid(
                () -> new StoreUri("s3://h/", both).using("c", "s3", ConnectionParameters.NONE),
                "connection_name can not be used with other connection options");
    }

    private static StoreLocation parse(String url, Map<String, String> connection) {
        return new StoreUri(url, connection(connection)).parse();
    }

    private static ConnectionParameters connection(Map<String, String> values) {
        return new ConnectionParameters(new TreeMap<>(values));
    }

    private static void assertInvalid(ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessage("invalid input parameter (" + text + ")");
    }
}

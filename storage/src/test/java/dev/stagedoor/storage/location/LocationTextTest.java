package dev.stagedoor.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTextTest {
    @Test
    void s3_is_shown_as_databend_shows_it() {
        var location = parse(
                "s3://test-stage-bucket/demo/",
                Map.of(
                        "endpoint_url", "https://s3.eu-central-1.amazonaws.com",
                        "region", "eu-central-1",
                        "access_key_id", "key",
                        "secret_access_key", "my_secret_key"));

        assertThat(LocationText.maskedJson(location))
                .isEqualTo("{\"access_key_id\":\"***\",\"bucket\":\"test-stage-bucket\",\"enable_virtual_host_style\":false,"
                        + "\"endpoint_url\":\"https://s3.eu-central-1.amazonaws.com\",\"external_id\":\"\",\"master_key\":\"\","
                        + "\"network_config\":null,\"region\":\"eu-central-1\",\"role_arn\":\"\",\"root\":\"/demo/\","
                        + "\"secret_access_key\":\"my***ey\",\"security_token\":\"\",\"storage_class\":\"Standard\",\"type\":\"S3\"}");
        assertThat(LocationText.url(location)).isEqualTo("s3://test-stage-bucket/demo/");
        assertThat(location.shownEndpoint()).contains("https://s3.eu-central-1.amazonaws.com");
    }

    @Test
    void other_stores_are_shown_alike() {
        assertThat(json("azblob://c/x/", Map.of("endpoint_url", "https://a.example", "account_name", "acc", "account_key", "c2VjcmV0")))
                .isEqualTo("{\"account_key\":\"c2***V0\",\"account_name\":\"acc\",\"container\":\"c\",\"endpoint_url\":"
                        + "\"https://a.example\",\"network_config\":null,\"root\":\"/x/\",\"type\":\"Azblob\"}");
        assertThat(json("fs:///tmp/a\"b/", Map.of())).isEqualTo("{\"root\":\"/tmp/a\\\"b/\",\"type\":\"Fs\"}");
        assertThat(json("hf://o/r/", Map.of("token", "hf_secret")))
                .isEqualTo("{\"repo_id\":\"o/r\",\"repo_type\":\"dataset\",\"revision\":\"main\",\"root\":\"/\",\"token\":\"hf***et\","
                        + "\"type\":\"Huggingface\"}");
        assertThat(json("webhdfs://n:1/", Map.of("delegation", "delegated")))
                .isEqualTo("{\"delegation\":\"de***ed\",\"disable_list_batch\":true,\"endpoint_url\":\"https://n:1\","
                        + "\"network_config\":null,\"root\":\"/\",\"type\":\"Webhdfs\",\"user_name\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b, s3://b/",
        "gcs://b/a%20b/, gcs://b/a b/",
        "fs:////tmp/x/, fs:///tmp/x/",
        "ipfs://cid/p/, ipfs://cid/p/",
        "ipns://name/, ipns://name/",
        "hf://o/r/p/, hf://o/r/p/",
        "huggingface://o/r/, hf://o/r/",
        "webhdfs://n:9870/p/, webhdfs://n:9870/p/",
        "'https://h/a{1,2}.csv', 'https://h/a{1,2}.csv'",
    })
    void url_is_shown_as_show_stages_shows_it(String written, String shown) {
        assertThat(LocationText.url(parse(written, Map.of()))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "a, ***", "abcd, ***", "abcde, ab***de", "CHANGEME123, CH***23", "😀😀😀😀, ***", "😀😀a😀😀, 😀😀***😀😀"})
    void mask_shows_two_characters_at_each_end(String secret, String shown) {
        assertThat(LocationText.mask(secret)).isEqualTo(shown);
    }

    @Test
    void connection_is_shown_with_every_value_masked() {
        var connection = new ConnectionParameters(new TreeMap<>(Map.of(
                "access_key_id", "minioadmin", "endpoint_url", "http://127.0.0.1:9900/", "region", "auto", "secret_access_key",
                "minioadmin")));

        assertThat(LocationText.masked(connection))
                .isEqualTo("access_key_id=mi***in endpoint_url=ht***0/ region=*** secret_access_key=mi***in");
        assertThat(LocationText.masked(ConnectionParameters.NONE)).isEmpty();
    }

    @Test
    void canonical_text_spells_out_defaults_and_knows_no_alias() {
        var uri = StoreUri.of(parse("S3://b//p/", Map.of("aws_key_id", "id", "aws_secret_key", "secret", "aws_token", "t")));

        assertThat(uri.url()).isEqualTo("s3://b/p/");
        assertThat(uri.connection().values())
                .isEqualTo(Map.of(
                        "access_key_id", "id",
                        "secret_access_key", "secret",
                        "session_token", "t",
                        "endpoint_url", "https://s3.amazonaws.com",
                        "enable_virtual_host_style", "false"));
    }

    @Test
    void server_credentials_have_no_text() {
        var location = new S3Location(
                "b", "", S3Location.AWS, Optional.empty(), new S3Access.ServerCredentials(), Optional.empty(), false);

        assertThatThrownBy(() -> StoreUri.of(location)).isInstanceOf(IllegalArgumentException.class);
        assertThat(LocationText.maskedJson(location)).contains("\"access_key_id\":\"\"");
    }

    private static String json(String url, Map<String, String> connection) {
        return LocationText.maskedJson(parse(url, connection));
    }

    private static StoreLocation parse(String url, Map<String, String> connection) {
        return new StoreUri(url, new ConnectionParameters(new TreeMap<>(connection))).parse();
    }
}

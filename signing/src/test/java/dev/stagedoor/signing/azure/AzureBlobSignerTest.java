package dev.stagedoor.signing.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.ObjectSignerContract;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.azure.AzureCredential.AccountKey;
import dev.stagedoor.signing.azure.AzureCredential.UserDelegationKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureBlobSignerTest extends ObjectSignerContract {
    private static final URI ENDPOINT = URI.create("https://account.blob.core.windows.net");
    private static final String KEY = base64("the key of the account");
    private static final AccountKey ACCOUNT_KEY = new AccountKey("account", Secret.of(KEY));

    @Override
    protected ObjectSigner signer() {
        return new AzureBlobSigner(ACCOUNT_KEY, ENDPOINT, "container");
    }

    @Override
    protected List<ObjectSigner> others() {
        return List.of(
                new AzureBlobSigner(new AccountKey("account", Secret.of(base64("another key"))), ENDPOINT, "container"),
                new AzureBlobSigner(new AccountKey("another", Secret.of(KEY)), ENDPOINT, "container"),
                new AzureBlobSigner(ACCOUNT_KEY, ENDPOINT, "another"),
                new AzureBlobSigner(ACCOUNT_KEY, URI.create("http://account.blob.core.windows.net"), "container"),
                new AzureBlobSigner(delegation(Duration.ofDays(1)), ENDPOINT, "container"));
    }

    @Override
    protected String signatureParameter() {
        return "sig";
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, "the key of the account");
    }

    /** {@code sp=r} reads; whether all of the blob or its properties, it does not say. */
    @Override
    protected boolean tellsGetFromHead() {
        return false;
    }

    @Test
    void opens_one_blob_for_reading_or_for_writing() {
        String get = presign(HttpMethod.GET, "a/b").url();
        String put = presign(HttpMethod.PUT, "a/b").url();

        assertThat(get)
                .startsWith("https://account.blob.core.windows.net/container/a/b"
                        + "?sv=2026-06-06&spr=https&se=2026-11-22T11%3A00%3A00Z&sr=b&sp=r&sig=");
        assertThat(query(put, "sp")).isEqualTo("cw");
        assertThat(query(put, "sr")).isEqualTo("b");
    }

    @Test
    void an_upload_says_what_kind_of_blob_it_makes() {
        PresignedRequest put = signer().presign(HttpMethod.PUT, "a", HOUR, CSV, NOW);

        assertThat(put.headers()).containsExactly(Map.entry("x-ms-blob-type", "BlockBlob"), Map.entry("content-type", "text/csv"));
        assertThat(presign(HttpMethod.GET, "a").headers()).isEmpty();
    }

    @Test
    void azurite_has_the_account_in_the_path_and_no_https() {
        var signer = new AzureBlobSigner(
                new AccountKey("devstoreaccount1", Secret.of(KEY)), URI.create("http://127.0.0.1:10000/devstoreaccount1"), "c");

        String url = signer.presign(HttpMethod.GET, "a", HOUR, Optional.empty(), NOW).url();

        assertThat(url).startsWith("http://127.0.0.1:10000/devstoreaccount1/c/a?sv=2026-06-06&se=").doesNotContain("spr=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "x/..\\..\\other", "a\nb", "a\u0000", "\u007f"})
    void a_key_that_azure_reads_as_another_is_refused(String key) {
        assertThatThrownBy(() -> presign(HttpMethod.GET, key)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Azure");
    }

    @Test
    void a_url_never_outlives_the_user_delegation_key() {
        var signer = new AzureBlobSigner(delegation(Duration.ofMinutes(20)), ENDPOINT, "container");

        PresignedRequest request = signer.presign(HttpMethod.GET, "a", HOUR, Optional.empty(), NOW);

        assertThat(request.expiresAt()).isEqualTo(NOW.plusSeconds(1200));
        assertThat(query(request.url(), "se")).isEqualTo("2026-11-22T10:20:00Z");
        assertThatThrownBy(() -> signer.presign(HttpMethod.GET, "a", HOUR, Optional.empty(), NOW.plusSeconds(1200)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expired at 2026-11-22T10:20:00Z");
    }

    @Test
    void a_key_that_is_not_base64_is_refused_without_being_quoted() {
        assertThatThrownBy(() -> new AzureBlobSigner(new AccountKey("account", Secret.of("§§§")), ENDPOINT, "container"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key of the Azure account 'account' is not base64")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\nb", "a\\b"})
    void a_name_that_would_shift_the_resource_is_refused(String name) {
        assertThatThrownBy(() -> new AzureBlobSigner(ACCOUNT_KEY, ENDPOINT, name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AzureBlobSigner(new AccountKey(name, Secret.of(KEY)), ENDPOINT, "container"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void credentials_print_no_key() {
        assertThat(ACCOUNT_KEY.toString()).doesNotContain(KEY);
        assertThat(delegation(HOUR).toString()).doesNotContain(KEY);
    }

    private static UserDelegationKey delegation(Duration validFor) {
        return new UserDelegationKey("account", "oid", "tid", NOW.minusSeconds(60), NOW.plus(validFor), "b", "2026-06-06", Secret.of(KEY));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

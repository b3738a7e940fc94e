package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.SampleDefinitions.format;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\0", "\ud800"})
    void a_name_that_is_empty_or_cannot_be_printed_is_refused(String name) {
        refused(() -> stage(name));
        refused(() -> format(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "/"})
    void a_stage_name_that_cannot_be_a_segment_of_a_key_is_refused(String name) {
        refused(() -> stage(name));
        assertThat(format(name).name()).isEqualTo(name);
    }

    @Test
    void a_url_has_at_most_4096_bytes() {
        String longest = "s3://b/" + "x".repeat(4_089);
        assertThat(located(longest, Map.of()).location()).isPresent();
        assertThatThrownBy(() -> located(longest + "x", Map.of())).hasMessage("The URL is longer than 4096 bytes.");
        refused(() -> located("s3://b/\ud800", Map.of()));
    }

    @Test
    void there_are_at_most_64_parameters_of_at_most_16_kib_and_no_error_repeats_one() {
        Map<String, String> most = new HashMap<>();
        IntStream.range(0, 64).forEach(i -> most.put("k" + i, "x".repeat(16_384)));
        assertThat(located("s3://b/", most).location()).isPresent();
        assertThat(connected(most).parameters().values()).hasSize(64);

        most.put("k64", "");
        assertThatThrownBy(() -> located("s3://b/", most)).hasMessage("There are more than 64 connection parameters.");
        assertThatThrownBy(() -> connected(most)).hasMessage("There are more than 64 connection parameters.");
        assertThatThrownBy(() -> connected(Map.of("k", "é".repeat(8_193))))
                .hasMessage("The value of the connection parameter 'k' is longer than 16384 bytes.");
        assertThatThrownBy(() -> connected(Map.of("k", "hunter2\ud800")))
                .hasMessage("The value of the connection parameter 'k' is not well-formed Unicode.");
        refused(() -> connected(Map.of("", "x")));
        refused(() -> connected(Map.of("k\n", "x")));
    }

    @Test
    void no_definition_prints_a_secret() {
        Map<String, String> secret = Map.of("secret_access_key", "hunter2");
        assertThat(located("s3://b/", secret).toString()).contains("s3://b/", "secret_access_key").doesNotContain("hunter2");
        assertThat(connected(secret).toString()).contains("secret_access_key").doesNotContain("hunter2");
    }

    private static StageDefinition located(String url, Map<String, String> parameters) {
        return stage("s").withLocation(new StoreUri(url, new ConnectionParameters(new TreeMap<>(parameters))));
    }

    private static ConnectionDefinition connected(Map<String, String> parameters) {
        return new ConnectionDefinition("c", "s3", new ConnectionParameters(new TreeMap<>(parameters)), "root", Instant.EPOCH);
    }

    private static void refused(ThrowingCallable definition) {
        assertThatThrownBy(definition)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS));
    }

    @Test
    void a_name_has_at_most_255_bytes() {
        assertThat(stage("é".repeat(127) + "e").name()).hasSize(128);
        assertThatThrownBy(() -> stage("é".repeat(128))).hasMessage("The stage name is longer than 255 bytes.");
    }

    @Test
    void a_comment_has_at_most_8192_bytes() {
        assertThat(stage("s").withComment("x".repeat(8_192)).comment()).hasSize(8_192);
        assertThatThrownBy(() -> stage("s").withComment("x".repeat(8_193))).hasMessage("The comment is longer than 8192 bytes.");
    }

    @Test
    void created_on_is_cut_to_microseconds() {
        var stage = new StageDefinition(
                "s",
                Optional.empty(),
                FileFormat.DEFAULT,
                "",
                "root",
                Instant.parse("2026-11-22T10:15:30.123456789Z"),
                "account_admin");

        assertThat(stage.createdOn()).isEqualTo(Instant.parse("2026-11-22T10:15:30.123456Z"));
    }
}

package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.CatalogContract.format;
import static dev.stagedoor.catalog.CatalogContract.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.Instant;
import java.util.Optional;
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

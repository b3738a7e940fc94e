package dev.stagedoor.engine.presign;

import static dev.stagedoor.engine.Fixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.PresignClause;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of stages and terms of statements on their way to the store that signs, and to the server that receives files. */
class PresignTermsTest extends EngineTest {
    private static final PresignClause RULES = new PresignClause(Map.of(
            RuleName.MAX_EXPIRE, new TermValue.Number(900),
            RuleName.MAX_SIZE, new TermValue.Number(1000),
            RuleName.CONTENT_TYPES, new TermValue.Texts(List.of("text/csv", "a/b")),
            RuleName.OVERWRITE, new TermValue.Flag(false)));

    @Test
    void rules_of_the_stage_are_signed() {
        createStage("s", RULES);
        StatementResult result = fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of()));
        PresignTerms signed = signed();
        assertThat(signed.expire()).isEqualTo(Duration.ofSeconds(900));
        assertThat(signed.terms()).isEqualTo(Terms.of(new ContentType("text/csv"), new MaxSize(1000), new NoOverwrite()));
        assertThat(result.warnings()).hasSize(3);
        assertThat(Fixture.rows(result).getFirst().get(2)).endsWith("expires=900");
    }

    @Test
    void rules_of_a_stage_bind_no_other_and_no_user_stage() {
        createStage("s", RULES);
        fixture.createStage("free");
        for (String stage : List.of("free", "~")) {
            StatementResult result = fixture.run(new Presign(Action.UPLOAD, at(stage, "f"), Map.of()));
            assertThat(signed().terms()).isSameAs(Terms.NONE);
            assertThat(result.warnings()).isEmpty();
        }
    }

    @Test
    void altered_rules_bind_the_next_url() {
        fixture.createStage("s");
        fixture.run(new Statement.AlterStage(
                "s", false, new Statement.AlterStage.Set(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(RULES))));
        fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of()));
        assertThat(signed().terms().has(NoOverwrite.class)).isTrue();
        fixture.run(new Statement.AlterStage("s", false, new Statement.AlterStage.Unset(false, false, true)));
        fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of()));
        assertThat(signed().terms()).isSameAs(Terms.NONE);
    }

    @Test
    void every_url_has_an_id_of_its_own_which_the_result_names() {
        var context = new StatementContext(Fixture.ROOT, SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation(), "192.0.2.7");
        List<PresignId> told = new ArrayList<>();
        List<PresignId> signed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            told.addAll(fixture.engine.run(new Presign(Action.DOWNLOAD, at("~", "f"), Map.of()), context)
                    .presigned());
            signed.add(signed().id().orElseThrow());
        }
        assertThat(told).isEqualTo(signed).doesNotHaveDuplicates();
    }

    @Test
    void what_the_store_cannot_bind_is_refused_with_the_rules_that_ask_for_it() {
        createStage("s", RULES);
        fixture.store.capabilities = EnumSet.of(Capability.PRESIGN_PUT, Capability.PRESIGN_CONTENT_TYPE);
        fixture.store.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "s3://b binds no size");
        assertRefused(
                        ErrorCode.STORAGE_UNSUPPORTED,
                        () -> fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of())))
                .hasMessage("storage doesn't support presign operation: s3://b binds no size (MAX_SIZE and OVERWRITE = FALSE are rules of"
                        + " stage 's': ALTER STAGE … SET PRESIGN = (…) changes them)");
        fixture.store.capabilities = EnumSet.of(Capability.PRESIGN_PUT);
        assertRefused(
                        ErrorCode.STORAGE_UNSUPPORTED,
                        () -> fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of())))
                .hasMessageContaining(" (MAX_SIZE and OVERWRITE = FALSE and CONTENT_TYPES are rules of stage 's'");
        fixture.store.capabilities = EnumSet.of(Capability.PRESIGN_GET);
        assertRefused(
                        ErrorCode.STORAGE_UNSUPPORTED,
                        () -> fixture.run(new Presign(Action.UPLOAD, at("s", "f"), Map.of())))
                .hasMessage("storage doesn't support presign operation: s3://b binds no size");
    }

    @Test
    void upload_through_the_server_is_held_to_the_rules() {
        createStage("s", RULES);
        StageFile file = fixture.engine.uploadTarget(at("s", "f"), Fixture.ROOT);
        assertThat(file.maxBytes()).hasValue(1000);
        assertThat(file.conditions(Optional.empty())).isEqualTo(new PutConditions(true, List.of(), Optional.of("text/csv")));
        assertThat(file.conditions(Optional.of("a/b"))).isEqualTo(new PutConditions(true, List.of(), Optional.of("a/b")));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> file.conditions(Optional.of("a/c")))
                .hasMessageContaining("stage 's', which takes 'text/csv', 'a/b'");
    }

    @Test
    void upload_through_the_server_into_a_stage_without_rules_is_free() {
        fixture.createStage("s");
        for (String stage : List.of("s", "~")) {
            StageFile file = fixture.engine.uploadTarget(at(stage, "f"), Fixture.ROOT);
            assertThat(file.maxBytes()).isEmpty();
            assertThat(file.conditions(Optional.empty())).isEqualTo(PutConditions.NONE);
            assertThat(file.conditions(Optional.of("x")).attributes().contentType()).contains("x");
        }
    }

    @Test
    void upload_through_the_server_needs_upload_among_the_methods() {
        createStage("s", new PresignClause(Map.of(RuleName.METHODS, new TermValue.Texts(List.of("DOWNLOAD")))));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> fixture.engine.uploadTarget(at("s", "f"), Fixture.ROOT))
                .hasMessage("Permission denied: stage 's' allows no UPLOAD; its METHODS are (DOWNLOAD).");
    }

    @Test
    void upload_that_must_not_replace_is_refused_where_the_store_cannot_keep_to_it() {
        createStage("s", RULES);
        fixture.store.capabilities = EnumSet.complementOf(EnumSet.of(Capability.CONDITIONAL_PUT));
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> fixture.engine.uploadTarget(at("s", "f"), Fixture.ROOT))
                .hasMessageContaining("stage 's' has OVERWRITE = FALSE, which its store cannot keep to");
        fixture.createStage("free");
        assertThat(fixture.engine.uploadTarget(at("free", "f"), Fixture.ROOT).conditions(Optional.empty()).onlyIfAbsent()).isFalse();
    }

    private PresignTerms signed() {
        return Objects.requireNonNull(fixture.store.signed);
    }

    private void createStage(String name, PresignClause rules) {
        fixture.run(new Statement.CreateStage(
                name, false, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(rules)));
    }
}

package dev.stagedoor.engine.presign;

import static dev.stagedoor.engine.EngineTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.signing.term.AddressRange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A statement's terms and a stage's rules, without stage or store. */
class NarrowedTermsTest {
    private static final String HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String BASE64 = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";

    /** What {@code test} is bound to. */
    private static final PresignRules RULES = new PresignRules(
            Optional.of(Duration.ofSeconds(900)),
            OptionalLong.of(1000),
            List.of("text/csv", "application/json"),
            false,
            EnumSet.allOf(PresignRules.Method.class));

    @Test
    void without_rules_and_terms_nothing_is_bound_and_nothing_is_said() {
        for (Action action : Action.values()) {
            NarrowedTerms narrowed = NarrowedTerms.of(statement(action, Map.of()), PresignRules.UNBOUND);
            assertThat(narrowed)
                    .isEqualTo(new NarrowedTerms(Presigning.DEFAULT_EXPIRE, Terms.NONE, List.of()));
        }
    }

    @Test
    void rules_that_the_statement_does_not_mention_are_bound_and_told() {
        NarrowedTerms narrowed = NarrowedTerms.of(statement(Action.UPLOAD, Map.of()), RULES);
        assertThat(narrowed.expire()).isEqualTo(Duration.ofSeconds(900));
        assertThat(narrowed.terms()).isEqualTo(Terms.of(new ContentType("text/csv"), new MaxSize(1000), new NoOverwrite()));
        assertThat(narrowed.warnings())
                .containsExactly(
                        "The upload must be sent with Content-Type 'text/csv', the first of the CONTENT_TYPES of stage 's'.",
                        "The upload will not replace a file: stage 's' has OVERWRITE = FALSE.",
                        "The upload may have at most 1000 bytes: MAX_SIZE of stage 's'.");
    }

    @Test
    void rules_of_uploads_do_not_bind_downloads() {
        NarrowedTerms narrowed = NarrowedTerms.of(statement(Action.DOWNLOAD, Map.of()), RULES);
        assertThat(narrowed.terms()).isSameAs(Terms.NONE);
        assertThat(narrowed.expire()).isEqualTo(Duration.ofSeconds(900));
        assertThat(narrowed.warnings()).isEmpty();
    }

    @Test
    void narrower_terms_than_the_rules_are_taken_without_a_word() {
        var statement = statement(Action.UPLOAD, Map.of(
                TermName.EXPIRE, number(60),
                TermName.CONTENT_TYPE, text("application/json"),
                TermName.MAX_SIZE, number(999),
                TermName.OVERWRITE, flag(false)));
        assertThat(NarrowedTerms.of(statement, RULES))
                .isEqualTo(new NarrowedTerms(
                        Duration.ofSeconds(60),
                        Terms.of(new ContentType("application/json"), new MaxSize(999), new NoOverwrite()),
                        List.of()));
    }

    @Test
    void wider_terms_than_the_rules_give_way_with_a_warning() {
        var statement = statement(Action.UPLOAD, Map.of(
                TermName.EXPIRE, number(901),
                TermName.CONTENT_TYPE, text("text/csv"),
                TermName.MAX_SIZE, number(1001),
                TermName.OVERWRITE, flag(false)));
        NarrowedTerms narrowed = NarrowedTerms.of(statement, RULES);
        assertThat(narrowed.expire()).isEqualTo(Duration.ofSeconds(900));
        assertThat(narrowed.terms().find(MaxSize.class)).contains(new MaxSize(1000));
        assertThat(narrowed.warnings())
                .containsExactly(
                        "EXPIRE was shortened from 901 to 900 seconds: stage 's' allows no more (MAX_EXPIRE).",
                        "MAX_SIZE was lowered from 1001 to 1000 bytes: stage 's' allows no more.");
    }

    @Test
    void exact_length_within_the_rule_takes_the_place_of_the_largest_size() {
        for (long length : List.of(0L, 1000L)) {
            NarrowedTerms narrowed = NarrowedTerms.of(
                    statement(Action.UPLOAD, Map.of(
                            TermName.MAX_SIZE, number(2000), TermName.CONTENT_LENGTH, number(length), TermName.OVERWRITE, flag(false))),
                    RULES);
            assertThat(narrowed.terms())
                    .isEqualTo(Terms.of(new ContentType("text/csv"), new ContentLength(length), new NoOverwrite()));
            assertThat(narrowed.warnings()).noneMatch(warning -> warning.contains("MAX_SIZE"));
        }
    }

    @Test
    void terms_that_say_the_opposite_of_a_rule_are_refused() {
        refused(Map.of(TermName.OVERWRITE, flag(true)))
                .hasMessageStartingWith("OVERWRITE = TRUE contradicts stage 's'");
        refused(Map.of(TermName.CONTENT_LENGTH, number(1001)))
                .hasMessage("CONTENT_LENGTH = 1001 is more than stage 's' takes: its MAX_SIZE is 1000 bytes.");
        refused(Map.of(TermName.CONTENT_TYPE, text("Text/csv")))
                .hasMessage("Content type 'Text/csv' is not allowed on stage 's', which takes 'text/csv', 'application/json', exactly as"
                        + " written here.");
    }

    @Test
    void length_beyond_the_size_beside_it_is_refused() {
        assertRefused(
                        ErrorCode.BAD_ARGUMENTS,
                        () -> NarrowedTerms.of(
                                statement(Action.UPLOAD, Map.of(TermName.MAX_SIZE, number(10), TermName.CONTENT_LENGTH, number(11))),
                                PresignRules.UNBOUND))
                .hasMessage("CONTENT_LENGTH = 11 is more than MAX_SIZE = 10 beside it.");
    }

    @Test
    void methods_left_out_by_the_stage_are_not_permitted() {
        var uploads = new PresignRules(Optional.empty(), OptionalLong.empty(), List.of(), true, Set.of(PresignRules.Method.UPLOAD));
        assertRefused(
                        ErrorCode.PERMISSION_DENIED,
                        () -> NarrowedTerms.of(statement(Action.DOWNLOAD, Map.of()), uploads))
                .hasMessage("Permission denied: stage 's' allows no DOWNLOAD; its METHODS are (UPLOAD).");
        assertThat(NarrowedTerms.of(statement(Action.UPLOAD, Map.of()), uploads).warnings()).isEmpty();
        var downloads = new PresignRules(Optional.empty(), OptionalLong.empty(), List.of(), true, Set.of(PresignRules.Method.DOWNLOAD));
        assertRefused(
                ErrorCode.PERMISSION_DENIED, () -> NarrowedTerms.of(statement(Action.UPLOAD, Map.of()), downloads));
    }

    @Test
    void terms_of_uploads_are_refused_on_downloads() {
        Map<TermName, TermValue> terms = Map.of(
                TermName.MAX_SIZE, number(1),
                TermName.CONTENT_LENGTH, number(1),
                TermName.CHECKSUM_SHA256, text(HEX),
                TermName.OVERWRITE, flag(false),
                TermName.ONE_TIME, flag(true),
                TermName.FROM_IP, text("10.0.0.1"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> NarrowedTerms.of(statement(Action.DOWNLOAD, terms), PresignRules.UNBOUND))
                .hasMessageStartingWith("MAX_SIZE, CONTENT_LENGTH, CHECKSUM_SHA256, OVERWRITE are terms of PRESIGN UPLOAD");
    }

    @Test
    void one_time_and_addresses_bind_downloads_too() {
        for (Action action : Action.values()) {
            NarrowedTerms narrowed = NarrowedTerms.of(
                    statement(action, Map.of(TermName.ONE_TIME, flag(true), TermName.FROM_IP, text("10.0.0.0/8, 2001:db8::1"))),
                    PresignRules.UNBOUND);
            assertThat(narrowed.terms())
                    .isEqualTo(Terms.of(
                            new OneTime(),
                            new FromAddresses(List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("2001:db8::1")))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", BASE64})
    void checksum_is_read_in_both_spellings(String checksum) {
        NarrowedTerms narrowed = NarrowedTerms.of(
                statement(Action.UPLOAD, Map.of(TermName.CHECKSUM_SHA256, text(checksum))), PresignRules.UNBOUND);
        assertThat(narrowed.terms().find(Sha256.class).orElseThrow().digest()).isEqualTo(HexFormat.of().parseHex(HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg", "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg=",
            "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCg==", "xf86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})
    void checksum_that_is_no_sha256_is_refused(String checksum) {
        assertRefused(
                        ErrorCode.BAD_ARGUMENTS,
                        () -> NarrowedTerms.of(
                                statement(Action.UPLOAD, Map.of(TermName.CHECKSUM_SHA256, text(checksum))),
                                PresignRules.UNBOUND))
                .hasMessageContaining("44 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "10.0.0.1,", "localhost", "10.0.0.0/33", "10.0.0", "1", "::1/129", "10.0.0.1;10.0.0.2"})
    void addresses_that_are_none_are_refused(String addresses) {
        assertRefused(
                        ErrorCode.BAD_ARGUMENTS,
                        () -> NarrowedTerms.of(
                                statement(Action.DOWNLOAD, Map.of(TermName.FROM_IP, text(addresses))),
                                PresignRules.UNBOUND))
                .hasMessageStartingWith("FROM_IP takes IP addresses");
    }

    @Test
    void more_addresses_than_a_url_holds_are_refused() {
        String sixteen = "10.0.0.1" + ",10.0.0.1".repeat(15);
        var fits = NarrowedTerms.of(
                statement(Action.DOWNLOAD, Map.of(TermName.FROM_IP, text(sixteen))), PresignRules.UNBOUND);
        assertThat(fits.terms().find(FromAddresses.class).orElseThrow().ranges()).hasSize(16);
        assertRefused(
                        ErrorCode.BAD_ARGUMENTS,
                        () -> NarrowedTerms.of(
                                statement(Action.DOWNLOAD, Map.of(TermName.FROM_IP, text(sixteen + ",10.0.0.1"))),
                                PresignRules.UNBOUND))
                .hasMessage("FROM_IP names at most 16 addresses and networks.");
    }

    @Test
    void terms_are_written_as_compact_json() {
        assertThat(PresignJson.terms(Terms.NONE)).isEqualTo("{}");
        var statement = statement(Action.UPLOAD, Map.of(
                TermName.CONTENT_TYPE, text("text/csv; a=\"b\\c\""),
                TermName.CONTENT_LENGTH, number(7),
                TermName.CHECKSUM_SHA256, text(HEX),
                TermName.OVERWRITE, flag(false),
                TermName.ONE_TIME, flag(true),
                TermName.FROM_IP, text("10.0.0.0/8,::1")));
        NarrowedTerms narrowed = NarrowedTerms.of(statement, PresignRules.UNBOUND);
        assertThat(PresignJson.terms(narrowed.terms()))
                .isEqualTo("{\"content_type\":\"text/csv; a=\\\"b\\\\c\\\"\",\"content_length\":7,\"checksum_sha256\":\"" + BASE64
                        + "\",\"overwrite\":false,\"one_time\":true,\"from_ip\":[\"10.0.0.0/8\",\"0:0:0:0:0:0:0:1/128\"]}");
    }

    private static AbstractThrowableAssert<?, ?> refused(Map<TermName, TermValue> terms) {
        return assertRefused(ErrorCode.BAD_ARGUMENTS, () -> NarrowedTerms.of(statement(Action.UPLOAD, terms), RULES));
    }

    private static StagePath at() {
        return new StagePath("s", "f");
    }

    private static Presign statement(Action action, Map<TermName, TermValue> terms) {
        return new Presign(action, at(), terms);
    }

    private static TermValue number(long number) {
        return new TermValue.Number(number);
    }

    private static TermValue text(String text) {
        return new TermValue.Text(text);
    }

    private static TermValue flag(boolean flag) {
        return new TermValue.Flag(flag);
    }
}

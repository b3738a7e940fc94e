package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.storage.PresignLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever a stage allows and a statement asks for: the URL is bound to no less than both. */
class NarrowedTermsPropertyTest {
    private static final List<String> CONTENT_TYPES = List.of("text/csv", "application/json", "application/octet-stream");

    /** Bounds and sizes close to each other, so that each side of every comparison is met. */
    private static final long MOST = 5;

    @Property(tries = 5000)
    void result_is_never_wider_than_the_rules_or_the_statement(@ForAll("rules") PresignRules rules,
            @ForAll("statements") Presign statement) {
        NarrowedTerms narrowed;
        try {
            narrowed = NarrowedTerms.of(statement, rules);
        } catch (StagedoorException contradiction) {
            Statistics.collect("refused");
            return;
        }
        Statistics.collect(statement.action());
        Duration asked = statement.expireSeconds().map(s -> Duration.ofSeconds(s.longValue())).orElse(Presigning.DEFAULT_EXPIRE);
        assertThat(narrowed.expire()).isLessThanOrEqualTo(asked).isLessThanOrEqualTo(rules.maxExpire().orElse(asked));
        assertThat(rules.methods().stream().map(Enum::name)).contains(statement.action().name());
        assertThat(narrowed.limits().oneTime()).isEqualTo(statement.terms().oneTime().orElse(false));
        assertThat(narrowed.limits().fromAddresses()).hasSize(statement.terms().fromIp().isPresent() ? 1 : 0);
        if (statement.action() == Action.UPLOAD) {
            assertUploadIsBound(narrowed, rules, statement);
        } else {
            assertThat(narrowed.limits().maxBytes()).isEmpty();
            assertThat(narrowed.contentType()).isEmpty();
        }
    }

    private static void assertUploadIsBound(NarrowedTerms narrowed, PresignRules rules, Presign statement) {
        PresignLimits limits = narrowed.limits();
        for (long bytes = 0; bytes <= MOST + 1; bytes++) {
            assertThat(lets(limits.maxBytes(), limits.contentLength(), bytes))
                    .as("%d bytes", bytes)
                    .isEqualTo(lets(statement.terms().maxSizeBytes(), statement.terms().contentLength(), bytes)
                            && lets(rules.maxBytes(), OptionalLong.empty(), bytes));
        }
        boolean askedIfAbsent = statement.terms().overwrite().isPresent() && !statement.terms().overwrite().get();
        assertThat(limits.onlyIfAbsent()).isEqualTo(askedIfAbsent || !rules.overwrite());
        assertThat(limits.sha256().isPresent()).isEqualTo(statement.terms().checksumSha256().isPresent());
        statement.contentType().ifPresent(type -> assertThat(narrowed.contentType()).contains(type));
        if (!rules.contentTypes().isEmpty()) {
            assertThat(rules.contentTypes()).contains(narrowed.contentType().orElseThrow());
        }
    }

    private static boolean lets(OptionalLong maxBytes, OptionalLong contentLength, long bytes) {
        return bytes <= maxBytes.orElse(bytes) && bytes == contentLength.orElse(bytes);
    }

    @Property(tries = 2000)
    void there_is_a_warning_exactly_when_the_url_is_bound_to_more_than_was_asked(
            @ForAll("rules") PresignRules rules, @ForAll("statements") Presign statement) {
        NarrowedTerms narrowed;
        NarrowedTerms asked;
        try {
            narrowed = NarrowedTerms.of(statement, rules);
            asked = NarrowedTerms.of(statement, PresignRules.UNBOUND);
        } catch (StagedoorException contradiction) {
            return;
        }
        boolean byDefault = statement.expireSeconds().isEmpty(); // Who named no expiry is not told that it is less than the default.
        boolean same = (byDefault || narrowed.expire().equals(asked.expire()))
                && narrowed.contentType().equals(asked.contentType())
                && narrowed.limits().equals(asked.limits());
        assertThat(narrowed.warnings().size() == asked.warnings().size()).isEqualTo(same);
    }

    @Provide
    Arbitrary<PresignRules> rules() {
        return Combinators.combine(
                        Arbitraries.of(1, 900, 3599, 3600).map(Duration::ofSeconds).optional(),
                        size(),
                        Arbitraries.of(CONTENT_TYPES).list().uniqueElements().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        Arbitraries.of(PresignRules.Method.class).set().ofMinSize(1))
                .as(PresignRules::new);
    }

    @Provide
    Arbitrary<Presign> statements() {
        var terms = Combinators.combine(
                        size(),
                        size(),
                        rarely("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                        Arbitraries.of(true, false).optional(0.5),
                        Arbitraries.of(true, false).optional(0.5),
                        rarely("10.0.0.0/8"))
                .as(Presign.Terms::new);
        var plain = Arbitraries.just(Presign.Terms.NONE);
        return Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.of(1, 899, 900, 901, 3600, 604_800).map(BigDecimal::valueOf).optional(),
                        Arbitraries.of(CONTENT_TYPES).optional(0.5),
                        Arbitraries.oneOf(terms, terms, plain))
                .as((action, expire, type, bound) -> new Presign(action, new StagePath("s", "f"), expire, type, bound));
    }

    private static Arbitrary<Optional<String>> rarely(String text) {
        return Arbitraries.just(text).optional(0.2);
    }

    private static Arbitrary<OptionalLong> size() {
        return Arbitraries.longs()
                .between(0, MOST)
                .optional(0.5)
                .map(size -> size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty());
    }
}

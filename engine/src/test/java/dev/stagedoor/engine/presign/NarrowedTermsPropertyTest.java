package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
        Duration asked = asked(statement, TermName.EXPIRE)
                .map(seconds -> Duration.ofSeconds(seconds.number().longValue()))
                .orElse(Presigning.DEFAULT_EXPIRE);
        assertThat(narrowed.expire()).isLessThanOrEqualTo(asked).isLessThanOrEqualTo(rules.maxExpire().orElse(asked));
        assertThat(rules.methods().stream().map(Enum::name)).contains(statement.action().name());
        assertThat(narrowed.terms().has(OneTime.class)).isEqualTo(asked(statement, TermName.ONE_TIME).map(TermValue::flag).orElse(false));
        assertThat(narrowed.terms().has(FromAddresses.class)).isEqualTo(asked(statement, TermName.FROM_IP).isPresent());
        if (statement.action() == Action.UPLOAD) {
            assertUploadIsBound(narrowed, rules, statement);
        } else {
            assertThat(narrowed.terms()).allMatch(term -> term instanceof OneTime || term instanceof FromAddresses);
        }
    }

    private static void assertUploadIsBound(NarrowedTerms narrowed, PresignRules rules, Presign statement) {
        Terms bound = narrowed.terms();
        Optional<Long> largest = bound.find(MaxSize.class).map(MaxSize::bytes);
        Optional<Long> exact = bound.find(ContentLength.class).map(ContentLength::bytes);
        Optional<Long> ruled = rules.bound(RuleName.MAX_SIZE).map(NarrowedTermsPropertyTest::bytes);
        for (long bytes = 0; bytes <= MOST + 1; bytes++) {
            assertThat(lets(largest, exact, bytes))
                    .as("%d bytes", bytes)
                    .isEqualTo(lets(
                                    asked(statement, TermName.MAX_SIZE).map(NarrowedTermsPropertyTest::bytes),
                                    asked(statement, TermName.CONTENT_LENGTH).map(NarrowedTermsPropertyTest::bytes),
                                    bytes)
                            && lets(ruled, Optional.empty(), bytes));
        }
        boolean askedIfAbsent = !asked(statement, TermName.OVERWRITE).map(TermValue::flag).orElse(true);
        assertThat(bound.has(NoOverwrite.class)).isEqualTo(askedIfAbsent || !rules.overwrite());
        assertThat(bound.has(Sha256.class)).isEqualTo(asked(statement, TermName.CHECKSUM_SHA256).isPresent());
        asked(statement, TermName.CONTENT_TYPE).ifPresent(type -> assertThat(bound.contentType()).contains(type.text()));
        if (!rules.contentTypes().isEmpty()) {
            assertThat(rules.contentTypes()).contains(bound.contentType().orElseThrow());
        }
    }

    private static Optional<TermValue> asked(Presign statement, TermName term) {
        return Optional.ofNullable(statement.terms().get(term));
    }

    private static long bytes(TermValue value) {
        return value.number().longValueExact();
    }

    private static boolean lets(Optional<Long> maxBytes, Optional<Long> contentLength, long bytes) {
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
        // Who named no expiry is not told that it is less than the default.
        boolean byDefault = asked(statement, TermName.EXPIRE).isEmpty();
        boolean same = (byDefault || narrowed.expire().equals(asked.expire()))
                && narrowed.terms().equals(asked.terms());
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
        Arbitrary<Optional<TermValue>> seconds =
                Arbitraries.of(1L, 899L, 900L, 901L, 3600L, 604_800L).<TermValue>map(TermValue.Number::new).optional();
        Arbitrary<Optional<TermValue>> types = Arbitraries.of(CONTENT_TYPES).<TermValue>map(TermValue.Text::new).optional(0.5);
        Arbitrary<Optional<TermValue>> sizes =
                Arbitraries.longs().between(0, MOST).<TermValue>map(TermValue.Number::new).optional(0.5);
        Arbitrary<Optional<TermValue>> flags = Arbitraries.of(true, false).<TermValue>map(TermValue.Flag::new).optional(0.5);
        Arbitrary<Map<TermName, TermValue>> terms = Combinators.combine(
                        seconds,
                        types,
                        sizes,
                        sizes,
                        rarely("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                        flags,
                        flags,
                        rarely("10.0.0.0/8"))
                .as((expire, type, largest, exact, sha256, overwrite, oneTime, fromIp) ->
                        written(List.of(expire, type, largest, exact, sha256, overwrite, oneTime, fromIp)));
        Arbitrary<Map<TermName, TermValue>> few = Combinators.combine(seconds, types)
                .as((expire, type) -> written(List.of(expire, type)));
        return Combinators.combine(Arbitraries.of(Action.class), Arbitraries.oneOf(terms, terms, few))
                .as((action, bound) -> new Presign(action, new StagePath("s", "f"), bound));
    }

    /** In the order of the names. */
    private static Map<TermName, TermValue> written(List<Optional<TermValue>> values) {
        Map<TermName, TermValue> written = new EnumMap<>(TermName.class);
        for (int i = 0; i < values.size(); i++) {
            TermName term = TermName.values()[i];
            values.get(i).ifPresent(value -> written.put(term, value));
        }
        return written;
    }

    private static Arbitrary<Optional<TermValue>> rarely(String text) {
        return Arbitraries.<TermValue>of(new TermValue.Text(text)).optional(0.2);
    }

    private static Arbitrary<OptionalLong> size() {
        return Arbitraries.longs()
                .between(0, MOST)
                .optional(0.5)
                .map(size -> size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty());
    }
}

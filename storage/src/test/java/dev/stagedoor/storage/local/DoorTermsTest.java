package dev.stagedoor.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTermsTest {
    private static final PresignId ID = new PresignId(UUID.fromString("019aab12-3456-7890-abcd-ef0123456789"));

    @Property
    void terms_come_back_from_the_query_as_they_went_in(@ForAll("terms") DoorTerms terms) {
        assertThat(DoorTerms.parse(terms.toQuery())).contains(terms);
        assertThat(terms.toQuery().keySet()).allMatch(DoorTerms::owns);
    }

    @Provide
    Arbitrary<DoorTerms> terms() {
        Arbitrary<PresignId> ids = Arbitraries.create(UUID::randomUUID).map(PresignId::new);
        Arbitrary<Optional<Term>> sizes = Arbitraries.longs().greaterOrEqual(0).<Term>map(MaxSize::new).optional(0.7);
        Arbitrary<Optional<Term>> uses = Arbitraries.<Term>of(new OneTime()).optional(0.5);
        Arbitrary<AddressRange> ranges = Arbitraries.of("0.0.0.0/0", "10.0.0.0/8", "192.0.2.7", "::/0", "fd00::/8", "2001:db8::1")
                .map(AddressRange::of);
        Arbitrary<Optional<PresignBasis>> bases = Arbitraries.longs()
                .tuple2()
                .map(pair -> new PresignBasis(new Incarnation(pair.get1()), new Incarnation(pair.get2())))
                .optional(0.7);
        Arbitrary<Optional<Term>> networks =
                ranges.list().ofMinSize(1).ofMaxSize(FromAddresses.MAX_RANGES).<Term>map(FromAddresses::new).optional(0.7);
        return Combinators.combine(ids, sizes, uses, networks, bases)
                .as((id, size, use, from, basis) ->
                        new DoorTerms(id, Terms.of(Stream.of(size, use, from).flatMap(Optional::stream).toList()), basis));
    }

    @Test
    void query_without_an_id_has_no_terms() {
        assertThat(DoorTerms.parse(Map.of())).isEmpty();
        assertThat(DoorTerms.parse(Map.of("partNumber", "1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"x-stagedoor-max-size, 1", "x-stagedoor-one-time, true", "x-stagedoor-from-ip, 10.0.0.0/8"})
    void terms_without_an_id_are_refused(String name, String value) {
        assertThatThrownBy(() -> DoorTerms.parse(Map.of(name, value))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "x-stagedoor-id, ''",
        "x-stagedoor-id, 019AAB12-3456-7890-ABCD-EF0123456789",
        "x-stagedoor-max-size, ''",
        "x-stagedoor-max-size, -1",
        "x-stagedoor-max-size, 01",
        "x-stagedoor-max-size, +1",
        "x-stagedoor-max-size, 9223372036854775808",
        "x-stagedoor-one-time, ''",
        "x-stagedoor-one-time, false",
        "x-stagedoor-from-ip, ''",
        "x-stagedoor-from-ip, '10.0.0.0/8,'",
        "x-stagedoor-from-ip, localhost",
        "x-stagedoor-from-ip, 10.0.0.0/33"
    })
    void value_that_was_never_signed_is_refused(String name, String value) {
        var query = new HashMap<>(Map.of("x-stagedoor-id", ID.toString()));
        query.put(name, value);

        assertThatThrownBy(() -> DoorTerms.parse(query)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1000})
    void more_networks_than_a_url_can_hold_are_refused(int count) {
        List<AddressRange> many = Collections.nCopies(count, AddressRange.of("10.0.0.0/8"));
        String text = String.join(",", Collections.nCopies(count, "10.0.0.0/8"));

        assertThatThrownBy(() -> new FromAddresses(many)).hasMessageContaining("16");
        assertThatThrownBy(() -> DoorTerms.parse(Map.of("x-stagedoor-id", ID.toString(), "x-stagedoor-from-ip", text)))
                .hasMessageContaining("16");
    }
}

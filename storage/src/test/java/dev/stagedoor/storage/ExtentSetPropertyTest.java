package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Beside a set of single bytes. */
class ExtentSetPropertyTest {
    @Provide
    Arbitrary<List<Extent>> extents() {
        return extent().list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<Extent> extent() {
        return Combinators.combine(Arbitraries.longs().between(0, 60), Arbitraries.longs().between(0, 12)).as(Extent::new);
    }

    @Property(tries = 1000)
    void knows_every_byte(@ForAll("extents") List<Extent> added, @ForAll("extent") Extent asked) {
        var set = new ExtentSet();
        var bytes = new BitSet();
        for (Extent each : added) {
            set.add(each);
            bytes.set((int) each.offset(), (int) (each.offset() + each.length()));
        }
        var missing = new BitSet();
        for (Extent each : set.missing(asked)) {
            assertThat(each.length()).isPositive();
            missing.set((int) each.offset(), (int) (each.offset() + each.length()));
        }
        var expected = new BitSet();
        expected.set((int) asked.offset(), (int) (asked.offset() + asked.length()));
        expected.andNot(bytes);

        assertThat(missing).isEqualTo(expected);
        assertThat(set.covers(asked)).isEqualTo(expected.isEmpty());
        assertThat(set.bytes()).isEqualTo(bytes.cardinality());
        assertThat(set.extents()).isEqualTo((int) bytes.stream().filter(i -> i == 0 || !bytes.get(i - 1)).count());
    }
}

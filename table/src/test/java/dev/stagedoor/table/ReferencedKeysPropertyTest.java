package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReferencedKeysPropertyTest {
    @Property
    void what_was_added_is_never_missing(@ForAll List<String> keys) {
        var referenced = new ReferencedKeys(1);
        keys.forEach(referenced::add);
        assertThat(keys).allMatch(referenced::contains);
    }

    @Test
    void of_a_hundred_thousand_keys_none_is_missing_and_hardly_any_other_is_there() {
        var referenced = new ReferencedKeys(100_000);
        for (int i = 0; i < 100_000; i++) {
            referenced.add("warehouse/default/t/data/" + i + ".parquet");
        }
        int mistakes = 0;
        for (int i = 0; i < 100_000; i++) {
            assertThat(referenced.contains("warehouse/default/t/data/" + i + ".parquet")).isTrue();
            mistakes += referenced.contains("warehouse/default/t/data/orphan-" + i + ".parquet") ? 1 : 0;
        }
        assertThat(mistakes).isLessThan(5);
    }
}

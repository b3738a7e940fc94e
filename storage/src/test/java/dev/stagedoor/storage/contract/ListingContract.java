package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings: their order, their prefixes, and what they give while objects come and go. */
public interface ListingContract extends StoreUnderTest {
    @Test
    @Covers(Feature.LISTING)
    default void empty_store_lists_nothing() {
        try (ObjectListing listing = store().list(KeyPrefix.ALL, "")) {
            assertThat(listing.hasNext()).isFalse();
            assertThatThrownBy(listing::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    @Covers(Feature.LISTING)
    default void listing_is_in_the_order_of_utf8_bytes(Remark remark) {
        List<String> inOrder = held(
                "A", "a", "a b", "a!", "a+b", "a-", "a/b", "a0", "aa", "a\u007f", "a\u0080", "aé", "a\ud7ff", "a\ue000", "a\uffff", "a😀",
                "a\udbff\udfff", "b");
        inOrder.reversed().forEach(key -> put(key, key));

        if (deviates(Deviation.LISTED_IN_UTF16_ORDER, remark)) {
            assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder.stream().sorted().toList()).isNotEqualTo(inOrder);
            return;
        }
        assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder);
        assertThat(keys(new KeyPrefix("a"))).isEqualTo(inOrder.subList(1, inOrder.size() - 1));
    }

    @Test
    @Covers(Feature.LISTING)
    default void prefix_is_text_and_not_a_directory() {
        held("a/b", "a/bc", "a/b/c", "a/c", "ab").forEach(key -> put(key, key));

        assertThat(keys(new KeyPrefix("a/b"))).isEqualTo(held("a/b", "a/b/c", "a/bc"));
        assertThat(keys(new KeyPrefix("a/"))).isEqualTo(held("a/b", "a/b/c", "a/bc", "a/c"));
        assertThat(keys(new KeyPrefix("a/b/"))).isEqualTo(held("a/b", "a/b/c").stream().skip(1).toList());
        assertThat(keys(new KeyPrefix("b"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"%", "_", "a%", "*", "?", "[a]", "\\", "'", "\u007f", "\ud7ff", "\uffff", "😀", "\udbff\udfff", "\udbff\udfff\udbff\udfff"})
    @Covers(Feature.LISTING)
    default void no_character_of_a_prefix_has_a_meaning(String prefix) {
        List<String> below = held(prefix, prefix + "below", prefix + "\udbff\udfff");
        below.forEach(key -> put(key, key));
        held("A", "zz", "\udbff\udffe").forEach(key -> put(key, "another"));

        assertThat(keys(new KeyPrefix(prefix))).isEqualTo(below);
    }

    @Test
    @Covers(Feature.LISTING)
    default void listing_starts_after_any_text() {
        held("a", "b", "b/1", "c").forEach(key -> put(key, key));

        assertThat(keys(KeyPrefix.ALL, "a")).isEqualTo(held("b", "b/1", "c"));
        assertThat(keys(KeyPrefix.ALL, "aa")).isEqualTo(held("b", "b/1", "c"));
        assertThat(keys(KeyPrefix.ALL, "b/")).isEqualTo(held("b", "b/1", "c").stream().skip(1).toList());
        assertThat(keys(KeyPrefix.ALL, "c")).isEmpty();
        assertThat(keys(KeyPrefix.ALL, "\udbff\udfff")).isEmpty();
        assertThat(keys(new KeyPrefix("b"), "a")).isEqualTo(held("b", "b/1"));
        assertThat(keys(new KeyPrefix("b"), "b")).isEqualTo(held("b", "b/1").stream().skip(1).toList());
        assertThat(keys(new KeyPrefix("b"), "c")).isEmpty();
    }

    /** Those of some keys that the store can hold together, in the order given. */
    private List<String> held(String... keys) {
        List<String> held = new ArrayList<>();
        for (String key : keys) {
            boolean below = held.stream().anyMatch(other -> key.startsWith(other + "/"));
            if (holds(key) && !(below && deviations().contains(Deviation.NO_KEYS_BELOW_A_KEY))) {
                held.add(key);
            }
        }
        return held;
    }

    @Test
    @Covers({Feature.LONG_LISTING, Feature.DELETE})
    default void long_listing_is_whole_in_order_and_can_be_taken_up_anywhere() throws Exception {
        String last = deviations().contains(Deviation.LISTED_IN_UTF16_ORDER) ? "鍵" : "😀";
        List<String> keys = IntStream.range(0, manyListed())
                .mapToObj(i -> "dir%02d/%s%d".formatted(i % 7, i % 3 == 0 ? "é" : i % 3 == 1 ? last : "z", i))
                .toList();
        putAll(keys);
        List<String> inOrder = keys.stream().map(ObjectKey::new).sorted().map(ObjectKey::value).toList();

        assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder);
        assertThat(keys(new KeyPrefix("dir03/"))).isEqualTo(inOrder.stream().filter(key -> key.startsWith("dir03/")).toList());
        int middle = inOrder.size() * 5 / 12;
        assertThat(keys(KeyPrefix.ALL, inOrder.get(middle))).isEqualTo(inOrder.subList(middle + 1, inOrder.size()));
        List<String> deleted = inOrder.subList(0, manyDeleted());
        assertThat(store().delete(deleted)).isEqualTo(new DeleteReport(deleted.size(), List.of()));
        assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder.subList(deleted.size(), inOrder.size()));
    }

    @Test
    @Covers(Feature.LONG_LISTING)
    default void what_stays_throughout_a_listing_is_in_it_once_whatever_else_changes() throws Exception {
        List<String> stays = IntStream.range(0, 3_000).mapToObj("stays/%04d"::formatted).toList();
        putAll(stays);
        List<String> seen = new ArrayList<>();
        try (ObjectListing listing = store().list(KeyPrefix.ALL, "")) {
            int i = 0;
            while (listing.hasNext()) {
                seen.add(listing.next().key());
                if (i++ % 500 == 0) {
                    put("comes/" + i, "x");
                    put("stays/" + i + "x", "x");
                    put(stays.get(i % stays.size()), "overwritten");
                    store().delete(List.of("comes/" + (i - 500)));
                }
            }
        }

        assertThat(seen).containsAll(stays).doesNotHaveDuplicates();
    }
}

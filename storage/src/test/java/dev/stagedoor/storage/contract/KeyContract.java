package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys there are, and that each is kept as it is. */
public interface KeyContract extends StoreUnderTest {
    static Stream<String> legalKeys() {
        StringBuilder ascii = new StringBuilder("ascii/");
        for (char c = 1; c < 0x80; c++) {
            ascii.append(c == '/' ? '_' : c);
        }
        return Stream.of(
                "a",
                "stage/user/root/books.parquet",
                "with space/and  two",
                " leading and trailing ",
                "plus+plus",
                "percent%20%2F%",
                "equals=and&and?and#",
                "colon:semi;comma,",
                "quotes'\"`",
                "back\\slash",
                "a.b/..c/d../...",
                "tab\tnewline\n",
                "ünïcödé/ключ/鍵",
                "e\u0301 is not \u00e9",
                "emoji/😀/👩‍👩‍👧",
                "edges/\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff",
                ascii.toString(),
                "k".repeat(ObjectKey.MAX_BYTES),
                "😀".repeat(ObjectKey.MAX_BYTES / 4));
    }

    @ParameterizedTest
    @MethodSource("dev.stagedoor.storage.contract.KeyContract#legalKeys")
    @Covers(Feature.KEYS)
    default void any_legal_key_is_kept_as_it_is(String name, Remark remark) {
        ObjectKey key = new ObjectKey(name);
        byte[] bytes = Bodies.utf8("content of " + name);
        if (!holds(name)) {
            assertThatThrownBy(() -> put(key, bytes)).isInstanceOf(StorageException.class);
            assertThat(keys(KeyPrefix.ALL)).isEmpty();
            remark.deviates("not every key can be stored; the others are refused");
            return;
        }

        ObjectSummary put = put(key, bytes);

        assertThat(put.key()).isEqualTo(name);
        assertSame(store().stat(key).orElseThrow(), put);
        assertThat(read(key)).isEqualTo(bytes);
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
        assertThat(keys(new KeyPrefix(name))).containsExactly(name);
        assertThat(store().delete(List.of(name)).failures()).isEmpty();
        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    @Covers(Feature.NESTED_KEYS)
    default void key_and_keys_below_it_stand_beside_each_other(Remark remark) {
        put("a", "1");
        put("a b", "4");
        if (deviates(Deviation.NO_KEYS_BELOW_A_KEY, remark)) {
            assertThatThrownBy(() -> put("a/b", "2")).isInstanceOf(StorageException.class);
            assertThat(read(new ObjectKey("a"))).isEqualTo(Bodies.utf8("1"));
            assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b");
            return;
        }
        put("a/b", "2");
        put("a/b/c", "3");

        assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b", "a/b", "a/b/c");
        store().delete(List.of("a/b"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b", "a/b/c");
        assertThat(read(new ObjectKey("a"))).isEqualTo(Bodies.utf8("1"));
    }

    @Test
    @Covers(Feature.KEYS)
    default void keys_differ_by_case_and_by_normalisation() {
        put("Books", "1");
        put("books", "2");
        put("\u00e9", "3");
        put("e\u0301", "4");

        assertThat(read(new ObjectKey("Books"))).isEqualTo(Bodies.utf8("1"));
        assertThat(read(new ObjectKey("books"))).isEqualTo(Bodies.utf8("2"));
        assertThat(read(new ObjectKey("\u00e9"))).isEqualTo(Bodies.utf8("3"));
        assertThat(read(new ObjectKey("e\u0301"))).isEqualTo(Bodies.utf8("4"));
    }
}

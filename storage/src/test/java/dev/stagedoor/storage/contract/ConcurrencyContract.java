package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writers and readers of one key at the same time. */
public interface ConcurrencyContract extends StoreUnderTest {
    @Test
    @Covers(Feature.CONCURRENCY)
    default void concurrent_puts_of_one_key_leave_one_whole_object() throws Exception {
        ObjectKey key = new ObjectKey("contended");
        List<byte[]> bodies = IntStream.range(0, 24).mapToObj(i -> Bodies.random(i, i % 2 == 0 ? 1_000 + i : 100_000 + i)).toList();

        List<ObjectSummary> puts =
                inParallel(bodies.stream().<Callable<ObjectSummary>>map(bytes -> () -> put(key, bytes)).toList());

        byte[] left = read(key);
        assertThat(bodies).anyMatch(bytes -> Arrays.equals(bytes, left));
        ObjectSummary stat = store().stat(key).orElseThrow();
        assertThat(puts).anySatisfy(put -> assertSame(stat, put));
        assertEtag(stat, left);
    }

    @Test
    @Covers(Feature.CONCURRENCY)
    default void readers_see_whole_objects_while_they_are_overwritten(Remark remark) throws Exception {
        ObjectKey key = new ObjectKey("changing");
        Set<String> written = ConcurrentHashMap.newKeySet();
        Consumer<byte[]> overwrite = bytes -> {
            written.add(Bodies.etag(bytes));
            put(key, bytes);
        };
        overwrite.accept(Bodies.random(0, 60_000));

        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int seed = writer;
            tasks.add(() -> {
                for (int i = 0; i < 60; i++) {
                    overwrite.accept(Bodies.random(seed * 1_000L + i, i % 3 == 0 ? 100 : 60_000));
                }
                return true;
            });
        }
        for (int reader = 0; reader < 4; reader++) {
            tasks.add(() -> {
                for (int i = 0; i < 200; i++) {
                    readWhole(key, written, remark);
                }
                return true;
            });
        }

        assertThat(inParallel(tasks)).hasSize(6);
    }

    private void readWhole(ObjectKey key, Set<String> written, Remark remark) {
        ObjectContent content = store().open(key, ByteRange.ALL);
        try {
            byte[] bytes = Bodies.read(content);
            assertThat(written).contains(Bodies.etag(bytes));
            if (deviates(Deviation.ETAG_OF_ANOTHER_VERSION, remark)) {
                assertThat(written).contains(content.summary().etag().orElseThrow());
            } else {
                assertEtag(content.summary(), bytes);
            }
        } catch (UncheckedIOException e) {
            if (!deviates(Deviation.READERS_MAY_BREAK_OFF, remark)) {
                fail("the reader was cut off", e);
            }
        }
    }
}

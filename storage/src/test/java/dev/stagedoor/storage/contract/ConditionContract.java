package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a put is made to depend on: that there is no object yet, and the checksums of the body. */
public interface ConditionContract extends StoreUnderTest {
    PutConditions ONLY_IF_ABSENT = new PutConditions(true, List.of(), Optional.empty());

    @Test
    @Covers(Feature.CONDITIONAL_PUT)
    default void put_only_if_absent_leaves_an_existing_object_alone(Remark remark) {
        ObjectKey key = new ObjectKey("a");
        if (refusesConditionalPut(remark)) {
            return;
        }

        store().put(key, Bodies.announced(Bodies.utf8("first")), ONLY_IF_ABSENT);
        assertKind(Kind.PRECONDITION_FAILED, () -> store().put(key, Bodies.announced(Bodies.utf8("second")), ONLY_IF_ABSENT));

        assertThat(read(key)).isEqualTo(Bodies.utf8("first"));
        store().delete(List.of("a"));
        store().put(key, Bodies.announced(Bodies.utf8("third")), ONLY_IF_ABSENT);
        assertThat(read(key)).isEqualTo(Bodies.utf8("third"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    @Covers(Feature.CONDITIONAL_PUT)
    default void one_of_many_racing_conditional_puts_wins(int size, Remark remark) throws Exception {
        if (refusesConditionalPut(remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("race");
        int racers = 16;
        CountDownLatch allHaveBegun = new CountDownLatch(racers);

        List<Optional<ObjectSummary>> results = inParallel(IntStream.range(0, racers)
                .<Callable<Optional<ObjectSummary>>>mapToObj(i -> () -> {
                    // Every body begins only when all are under way, so that no put can be refused early.
                    InputStream bytes = new ByteArrayInputStream(Bodies.random(i, size)) {
                        @Override
                        public synchronized int read(byte[] into, int offset, int length) {
                            allHaveBegun.countDown();
                            awaitUninterrupted(allHaveBegun);
                            return super.read(into, offset, length);
                        }
                    };
                    try {
                        return Optional.of(store().put(
                                key,
                                new ObjectBody(bytes, OptionalLong.of(size)),
                                ONLY_IF_ABSENT));
                    } catch (StorageException e) {
                        assertThat(e.kind()).isEqualTo(Kind.PRECONDITION_FAILED);
                        return Optional.empty();
                    }
                })
                .toList());

        List<ObjectSummary> winners = results.stream().flatMap(Optional::stream).toList();
        assertThat(winners).hasSize(1);
        assertSame(store().stat(key).orElseThrow(), winners.getFirst());
        assertEtag(winners.getFirst(), read(key));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Without the capability, the store refuses and puts nothing. */
    private boolean refusesConditionalPut(Remark remark) {
        if (store().capabilities().contains(Capability.CONDITIONAL_PUT)) {
            return false;
        }
        assertKind(Kind.UNSUPPORTED, () -> store().put(new ObjectKey("new"), Bodies.announced(Bodies.utf8("1")), ONLY_IF_ABSENT));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
        remark.refused("put only if absent");
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500_000})
    @Covers(Feature.CHECKSUMS)
    default void right_checksums_pass(int size) {
        byte[] bytes = Bodies.random(8, size);

        store().put(new ObjectKey("checked"), Bodies.announced(bytes), new PutConditions(false, checksums(bytes), Optional.empty()));

        assertThat(read(new ObjectKey("checked"))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    @Covers(Feature.CHECKSUMS)
    default void wrong_checksum_leaves_the_key_as_it_was(int size) {
        byte[] bytes = Bodies.random(8, size);
        byte[] others = Bodies.random(9, size);
        put("kept", "old");
        for (int wrong = 0; wrong < Checksum.Algorithm.values().length; wrong++) {
            List<Checksum> announced = new ArrayList<>(checksums(bytes));
            announced.set(wrong, checksums(others).get(wrong));
            PutConditions conditions = new PutConditions(false, announced, Optional.empty());

            assertKind(Kind.BAD_DIGEST, () -> store().put(new ObjectKey("kept"), Bodies.announced(bytes), conditions));
            assertKind(Kind.BAD_DIGEST, () -> store().put(new ObjectKey("new"), Bodies.announced(bytes), conditions));
        }
        assertThat(read(new ObjectKey("kept"))).isEqualTo(Bodies.utf8("old"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("kept");
    }

    private static List<Checksum> checksums(byte[] bytes) {
        return Stream.of(Checksum.Algorithm.values())
                .map(algorithm -> new Checksum(algorithm, switch (algorithm) {
                    case MD5 -> Bodies.digest("MD5", bytes);
                    case SHA1 -> Bodies.digest("SHA-1", bytes);
                    case SHA256 -> Bodies.digest("SHA-256", bytes);
                    case CRC32 -> cyclic(new java.util.zip.CRC32(), bytes);
                    case CRC32C -> cyclic(new java.util.zip.CRC32C(), bytes);
                    case CRC64NVME -> Bodies.crc64Nvme(bytes);
                }))
                .toList();
    }

    private static byte[] cyclic(java.util.zip.Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    }
}

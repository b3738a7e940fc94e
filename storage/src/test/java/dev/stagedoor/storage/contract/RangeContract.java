package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a part of an object. */
public interface RangeContract extends StoreUnderTest {
    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    @Covers(Feature.RANGES)
    default void range_gives_exactly_its_bytes(int size) {
        ObjectKey key = new ObjectKey("ranged");
        byte[] bytes = Bodies.random(5, size);
        put(key, bytes);

        assertRange(key, new ByteRange.From(0, OptionalLong.of(0)), bytes, 0, 1);
        assertRange(key, new ByteRange.From(10, OptionalLong.of(19)), bytes, 10, 20);
        assertRange(key, new ByteRange.From(size - 1, OptionalLong.empty()), bytes, size - 1, size);
        assertRange(key, new ByteRange.From(50, OptionalLong.of(Long.MAX_VALUE)), bytes, 50, size);
        assertRange(key, new ByteRange.Last(1), bytes, size - 1, size);
        assertRange(key, new ByteRange.Last(Long.MAX_VALUE), bytes, 0, size);
        assertRange(key, ByteRange.ALL, bytes, 0, size);
    }

    private void assertRange(ObjectKey key, ByteRange range, byte[] bytes, int from, int to) {
        try (ObjectContent content = store().open(key, range)) {
            assertThat(content.summary().size()).isEqualTo(bytes.length);
            assertThat(content.offset()).isEqualTo(from);
            assertThat(content.length()).isEqualTo(to - from);
            assertThat(Bodies.read(content)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        }
    }

    @Test
    @Covers(Feature.RANGES)
    default void range_without_a_byte_of_the_object_is_invalid() {
        put("ranged", "12345");
        put("empty", "");
        for (ByteRange range : List.of(
                new ByteRange.From(5, OptionalLong.empty()),
                new ByteRange.From(3, OptionalLong.of(2)),
                new ByteRange.From(Long.MAX_VALUE, OptionalLong.of(Long.MAX_VALUE)),
                new ByteRange.Last(0))) {
            assertKind(Kind.INVALID_RANGE, () -> store().open(new ObjectKey("ranged"), range));
        }
        assertKind(Kind.INVALID_RANGE, () -> store().open(new ObjectKey("empty"), new ByteRange.Last(1)));
        assertKind(Kind.INVALID_RANGE, () -> store().open(new ObjectKey("empty"), new ByteRange.From(0, OptionalLong.empty())));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000, 300_000, 1_000_000})
    @Covers(Feature.RANGES)
    default void part_of_an_object_is_sent_to_a_channel(int size) throws IOException {
        ObjectKey key = new ObjectKey("channel");
        byte[] bytes = Bodies.random(6, size);
        put(key, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (ObjectContent content = store().open(key, new ByteRange.From(10, OptionalLong.of(size - 11)));
                WritableByteChannel channel = Channels.newChannel(out)) {
            content.transferTo(channel);
        }

        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 10, size - 10));
    }
}

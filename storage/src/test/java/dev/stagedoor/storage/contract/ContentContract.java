package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an object, what is told of them, and what overwriting and deleting do to them. */
public interface ContentContract extends StoreUnderTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 65_535, 65_536, 262_143, 262_144, 262_145, 278_528, 278_529, 3_000_000})
    @Covers({Feature.CONTENT, Feature.SUMMARY})
    default void object_of_any_size_comes_back_byte_for_byte(int size) {
        byte[] bytes = Bodies.random(size, size);
        ObjectKey announced = new ObjectKey("announced");
        ObjectKey unannounced = new ObjectKey("unannounced");

        ObjectSummary summary = store().put(announced, Bodies.announced(bytes), PutConditions.NONE);
        store().put(unannounced, Bodies.unannounced(bytes), PutConditions.NONE);

        assertThat(summary.size()).isEqualTo(size);
        assertEtag(summary, bytes);
        assertThat(read(announced)).isEqualTo(bytes);
        assertThat(read(unannounced)).isEqualTo(bytes);
        assertEtag(store().stat(unannounced).orElseThrow(), bytes);
    }

    @Test
    @Covers(Feature.CONTENT)
    default void body_that_comes_in_drops_is_kept_whole() {
        byte[] bytes = Bodies.random(7, 300_000);
        InputStream drops = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1_009));
            }
        };

        store().put(new ObjectKey("drops"), new ObjectBody(drops, OptionalLong.empty()), PutConditions.NONE);

        assertThat(read(new ObjectKey("drops"))).isEqualTo(bytes);
    }

    @Test
    @Covers(Feature.CONTENT)
    default void body_is_not_closed() {
        InputStream body = new ByteArrayInputStream(Bodies.random(1, 100_000)) {
            @Override
            public void close() {
                throw new AssertionError("the body belongs to the caller");
            }
        };

        store().put(new ObjectKey("a"), new ObjectBody(body, OptionalLong.empty()), PutConditions.NONE);

        assertThat(store().stat(new ObjectKey("a"))).isPresent();
    }

    @Test
    @Covers(Feature.SUMMARY)
    default void time_and_etag_of_put_stat_and_listing_agree(Remark remark) {
        ObjectSummary put = put("a", "hello");

        if (!deviates(Deviation.ETAG_IS_NOT_MD5, remark)) {
            assertThat(put.etag()).contains("\"5d41402abc4b2a76b9719d911017c592\"");
        }
        deviates(Deviation.TIMES_TO_THE_SECOND, remark);
        assertThat(put.lastModified()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(put.lastModified()).isEqualTo(Instant.ofEpochMilli(put.lastModified().toEpochMilli()));
        assertSame(store().stat(new ObjectKey("a")).orElseThrow(), put);
        assertThat(list(KeyPrefix.ALL, "")).singleElement().satisfies(listed -> assertSame(listed, put));
        try (ObjectContent content = store().open(new ObjectKey("a"), ByteRange.ALL)) {
            assertSame(content.summary(), put);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    @Covers(Feature.OVERWRITE)
    default void overwriting_replaces_bytes_and_summary(int size) {
        ObjectKey key = new ObjectKey("a");
        put(key, Bodies.random(1, 500_000));
        put(key, Bodies.random(2, 10));
        byte[] last = Bodies.random(3, size);

        ObjectSummary put = put(key, last);

        assertThat(read(key)).isEqualTo(last);
        assertThat(list(KeyPrefix.ALL, "")).singleElement().satisfies(listed -> assertSame(listed, put));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    @Covers(Feature.OVERWRITE)
    default void reader_of_an_overwritten_or_deleted_object_finishes_the_old_bytes(int size, Remark remark) {
        ObjectKey key = new ObjectKey("a");
        byte[] old = Bodies.random(1, size);
        put(key, old);
        ObjectContent first = store().open(key, ByteRange.ALL);
        put(key, Bodies.random(2, size));
        ObjectContent second = store().open(key, ByteRange.ALL);
        store().delete(List.of("a"));

        assertFinishes(first, old, remark);
        assertFinishes(second, Bodies.random(2, size), remark);
    }

    private void assertFinishes(ObjectContent content, byte[] bytes, Remark remark) {
        try {
            assertThat(Bodies.read(content)).isEqualTo(bytes);
        } catch (UncheckedIOException e) {
            if (!deviates(Deviation.READERS_MAY_BREAK_OFF, remark)) {
                fail("the reader was cut off", e);
            }
        }
    }

    @Test
    @Covers(Feature.NOT_FOUND)
    default void object_that_does_not_exist_is_not_found() {
        assertThat(store().stat(new ObjectKey("nothing"))).isEmpty();
        assertKind(Kind.NOT_FOUND, () -> store().open(new ObjectKey("nothing"), ByteRange.ALL));
        put("nothing/below", "x");
        assertKind(Kind.NOT_FOUND, () -> store().open(new ObjectKey("nothing"), ByteRange.ALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000, 1_000_000})
    @Covers(Feature.CONTENT)
    default void channel_that_fails_ends_the_transfer_and_the_object_stays_readable(int size) throws IOException {
        ObjectKey key = new ObjectKey("channel");
        byte[] bytes = Bodies.random(6, size);
        put(key, bytes);
        WritableByteChannel broken = Channels.newChannel(OutputStream.nullOutputStream());
        broken.close();

        try (ObjectContent content = store().open(key, ByteRange.ALL)) {
            assertThatThrownBy(() -> content.transferTo(broken)).isInstanceOf(IOException.class);
        }

        assertThat(Bodies.read(store().open(key, ByteRange.ALL))).isEqualTo(bytes);
    }

    @Test
    @Covers(Feature.DELETE)
    default void deleting_reports_how_many_keys_are_gone() {
        put("a", "1");
        put(new ObjectKey("b"), Bodies.random(1, 100_000));
        put("c", "3");

        assertThat(store().delete(List.of("a", "b", "never there"))).isEqualTo(new DeleteReport(3, List.of()));
        assertThat(store().delete(List.of())).isEqualTo(new DeleteReport(0, List.of()));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("c");
    }
}

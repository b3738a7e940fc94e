package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that end early, fail or are too large leave no trace. */
public interface BrokenBodyContract extends StoreUnderTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 16_384, 300_000, 1_000_000})
    @Covers(Feature.BROKEN_BODIES)
    default void broken_body_leaves_no_trace(int size) {
        byte[] bytes = Bodies.random(4, size);
        put("kept", "old");
        List<ObjectBody> broken = List.of(
                new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(size + 1)),
                new ObjectBody(Bodies.brokenAfter(bytes), OptionalLong.empty()),
                new ObjectBody(Bodies.brokenAfter(bytes), OptionalLong.of(size + 1)));
        for (ObjectBody body : broken) {
            assertKind(Kind.INCOMPLETE_BODY, () -> store().put(new ObjectKey("kept"), body, PutConditions.NONE));
        }
        if (size > 0) {
            ObjectBody tooLong = new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(size - 1));
            assertKind(Kind.INCOMPLETE_BODY, () -> store().put(new ObjectKey("kept"), tooLong, PutConditions.NONE));
        }
        assertThat(read(new ObjectKey("kept"))).isEqualTo(Bodies.utf8("old"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("kept");
    }

    @Test
    @Covers(Feature.BROKEN_BODIES)
    default void body_that_fails_in_an_unforeseen_way_leaves_no_trace() {
        InputStream failing = new InputStream() {
            private int given;

            @Override
            public int read() {
                if (given++ > 100_000) {
                    throw new IllegalStateException("a defect in the caller");
                }
                return 'x';
            }
        };

        assertThatThrownBy(() -> store().put(new ObjectKey("a"), new ObjectBody(failing, OptionalLong.empty()), PutConditions.NONE))
                .isInstanceOf(IllegalStateException.class);

        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    @Covers(Feature.LIMITS)
    default void announced_length_beyond_the_limit_is_refused_before_a_byte_is_read() {
        InputStream untouchable = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the body was read");
            }
        };

        assertKind(
                Kind.ENTITY_TOO_LARGE,
                () -> store().put(
                        new ObjectKey("large"),
                        new ObjectBody(untouchable, OptionalLong.of(maxObjectBytes() + 1)),
                        PutConditions.NONE));

        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    @Covers(Feature.LIMITS)
    default void body_that_grows_beyond_the_limit_is_refused_and_not_kept() {
        if (maxObjectBytes() > LARGEST_SENT) {
            // Too many bytes to send in a test. That more is refused before it is read is all that can be shown here.
            announced_length_beyond_the_limit_is_refused_before_a_byte_is_read();
            return;
        }
        byte[] limit = Bodies.random(1, (int) maxObjectBytes());
        byte[] beyond = Bodies.random(1, (int) maxObjectBytes() + 1);
        store().put(new ObjectKey("limit"), Bodies.unannounced(limit), PutConditions.NONE);

        assertKind(Kind.ENTITY_TOO_LARGE, () -> store().put(new ObjectKey("large"), Bodies.unannounced(beyond), PutConditions.NONE));

        assertThat(keys(KeyPrefix.ALL)).containsExactly("limit");
    }
}

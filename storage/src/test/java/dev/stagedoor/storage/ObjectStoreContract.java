package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} must do. A new store is done when a subclass of this passes. */
public abstract class ObjectStoreContract {
    /** By what a client would reach the server, for stores that use it. */
    protected static final URI ORIGIN = URI.create("http://127.0.0.1:8000");

    /** Files a listing must give in order: more than any store's page. */
    private static final int MANY = 12_000;

    protected ObjectStore store;

    /** A store without objects, closed after the test. */
    protected abstract ObjectStore createStore() throws Exception;

    /** Gives back what {@link #createStore} needed, after the store was closed. */
    protected void dispose() throws Exception {}

    /** The largest body {@link #createStore}'s store accepts. The contract puts up to 3 MiB, and one body beyond this limit if it is no more than that. */
    protected abstract long maxObjectBytes();

    /**
     * Answers whether the store, or who stands before it, lets a request pass.
     *
     * @param contentType the {@code Content-Type} the client sends
     */
    protected abstract boolean accepts(HttpMethod method, String url, Optional<String> contentType, Instant at);

    @BeforeEach
    void open() throws Exception {
        store = createStore();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        dispose();
    }

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
    @MethodSource("legalKeys")
    void any_legal_key_is_kept_as_it_is(String name) {
        ObjectKey key = new ObjectKey(name);
        byte[] bytes = Bodies.utf8("content of " + name);

        ObjectSummary put = put(key, bytes);

        assertThat(put.key()).isEqualTo(name);
        assertThat(store.stat(key)).contains(put);
        assertThat(read(key)).isEqualTo(bytes);
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
        assertThat(keys(new KeyPrefix(name))).containsExactly(name);
        assertThat(store.delete(List.of(name)).failures()).isEmpty();
        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    void key_and_keys_below_it_stand_beside_each_other() {
        put("a", "1");
        put("a/b", "2");
        put("a/b/c", "3");
        put("a b", "4");

        assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b", "a/b", "a/b/c");
        store.delete(List.of("a/b"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b", "a/b/c");
        assertThat(read(new ObjectKey("a"))).isEqualTo(Bodies.utf8("1"));
    }

    @Test
    void keys_differ_by_case_and_by_normalisation() {
        put("Books", "1");
        put("books", "2");
        put("\u00e9", "3");
        put("e\u0301", "4");

        assertThat(read(new ObjectKey("Books"))).isEqualTo(Bodies.utf8("1"));
        assertThat(read(new ObjectKey("books"))).isEqualTo(Bodies.utf8("2"));
        assertThat(read(new ObjectKey("\u00e9"))).isEqualTo(Bodies.utf8("3"));
        assertThat(read(new ObjectKey("e\u0301"))).isEqualTo(Bodies.utf8("4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 65_535, 65_536, 262_143, 262_144, 262_145, 278_528, 278_529, 3_000_000})
    void object_of_any_size_comes_back_byte_for_byte(int size) {
        byte[] bytes = Bodies.random(size, size);
        ObjectKey announced = new ObjectKey("announced");
        ObjectKey unannounced = new ObjectKey("unannounced");

        ObjectSummary summary = store.put(announced, Bodies.announced(bytes), PutConditions.NONE);
        store.put(unannounced, Bodies.unannounced(bytes), PutConditions.NONE);

        assertThat(summary.size()).isEqualTo(size);
        assertThat(summary.etag()).contains(Bodies.etag(bytes));
        assertThat(read(announced)).isEqualTo(bytes);
        assertThat(read(unannounced)).isEqualTo(bytes);
        assertThat(store.stat(unannounced).orElseThrow().etag()).contains(Bodies.etag(bytes));
    }

    @Test
    void body_that_comes_in_drops_is_kept_whole() {
        byte[] bytes = Bodies.random(7, 300_000);
        InputStream drops = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1_009));
            }
        };

        store.put(new ObjectKey("drops"), new ObjectBody(drops, OptionalLong.empty()), PutConditions.NONE);

        assertThat(read(new ObjectKey("drops"))).isEqualTo(bytes);
    }

    @Test
    void time_and_etag_of_put_stat_and_listing_agree() {
        ObjectSummary put = put("a", "hello");

        assertThat(put.etag()).contains("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(put.lastModified().toEpochMilli()).isPositive();
        assertThat(put.lastModified()).isEqualTo(Instant.ofEpochMilli(put.lastModified().toEpochMilli()));
        assertThat(store.stat(new ObjectKey("a"))).contains(put);
        assertThat(list(KeyPrefix.ALL, "")).containsExactly(put);
        try (ObjectContent content = store.open(new ObjectKey("a"), ByteRange.ALL)) {
            assertThat(content.summary()).isEqualTo(put);
        }
    }

    @Test
    void content_type_is_kept() {
        ObjectKey key = new ObjectKey("typed");
        PutConditions typed = new PutConditions(false, List.of(), Optional.of("text/csv; charset=utf-8"));

        store.put(key, Bodies.announced(Bodies.utf8("1,2")), typed);

        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            assertThat(content.contentType()).contains("text/csv; charset=utf-8");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    void overwriting_replaces_bytes_and_summary(int size) {
        ObjectKey key = new ObjectKey("a");
        put(key, Bodies.random(1, 500_000));
        put(key, Bodies.random(2, 10));
        byte[] last = Bodies.random(3, size);

        ObjectSummary put = put(key, last);

        assertThat(read(key)).isEqualTo(last);
        assertThat(list(KeyPrefix.ALL, "")).containsExactly(put);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    void reader_of_an_overwritten_or_deleted_object_finishes_the_old_bytes(int size) {
        ObjectKey key = new ObjectKey("a");
        byte[] old = Bodies.random(1, size);
        put(key, old);
        ObjectContent first = store.open(key, ByteRange.ALL);
        put(key, Bodies.random(2, size));
        ObjectContent second = store.open(key, ByteRange.ALL);
        store.delete(List.of("a"));

        assertThat(Bodies.read(first)).isEqualTo(old);
        assertThat(Bodies.read(second)).isEqualTo(Bodies.random(2, size));
    }

    @Test
    void object_that_does_not_exist_is_not_found() {
        assertThat(store.stat(new ObjectKey("nothing"))).isEmpty();
        assertKind(Kind.NOT_FOUND, () -> store.open(new ObjectKey("nothing"), ByteRange.ALL));
        put("nothing/below", "x");
        assertKind(Kind.NOT_FOUND, () -> store.open(new ObjectKey("nothing"), ByteRange.ALL));
    }

    // Ranges

    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    void range_gives_exactly_its_bytes(int size) {
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
        try (ObjectContent content = store.open(key, range)) {
            assertThat(content.summary().size()).isEqualTo(bytes.length);
            assertThat(content.offset()).isEqualTo(from);
            assertThat(content.length()).isEqualTo(to - from);
            assertThat(Bodies.read(content)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        }
    }

    @Test
    void range_without_a_byte_of_the_object_is_invalid() {
        put("ranged", "12345");
        put("empty", "");
        for (ByteRange range : List.of(
                new ByteRange.From(5, OptionalLong.empty()),
                new ByteRange.From(3, OptionalLong.of(2)),
                new ByteRange.From(Long.MAX_VALUE, OptionalLong.of(Long.MAX_VALUE)),
                new ByteRange.Last(0))) {
            assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey("ranged"), range));
        }
        assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey("empty"), new ByteRange.Last(1)));
        assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey("empty"), new ByteRange.From(0, OptionalLong.empty())));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000, 300_000, 1_000_000})
    void part_of_an_object_is_sent_to_a_channel(int size) throws IOException {
        ObjectKey key = new ObjectKey("channel");
        byte[] bytes = Bodies.random(6, size);
        put(key, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (ObjectContent content = store.open(key, new ByteRange.From(10, OptionalLong.of(size - 11)));
                WritableByteChannel channel = Channels.newChannel(out)) {
            content.transferTo(channel);
        }

        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 10, size - 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 20_000, 1_000_000})
    void channel_that_fails_ends_the_transfer_and_the_object_stays_readable(int size) throws IOException {
        ObjectKey key = new ObjectKey("channel");
        byte[] bytes = Bodies.random(6, size);
        put(key, bytes);
        WritableByteChannel broken = Channels.newChannel(OutputStream.nullOutputStream());
        broken.close();

        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            assertThatThrownBy(() -> content.transferTo(broken)).isInstanceOf(IOException.class);
        }

        assertThat(Bodies.read(store.open(key, ByteRange.ALL))).isEqualTo(bytes);
    }

    // Conditions

    @Test
    void put_only_if_absent_leaves_an_existing_object_alone() {
        ObjectKey key = new ObjectKey("a");
        PutConditions onlyIfAbsent = new PutConditions(true, List.of(), Optional.empty());
        assumeTrue(store.capabilities().contains(Capability.CONDITIONAL_PUT));

        store.put(key, Bodies.announced(Bodies.utf8("first")), onlyIfAbsent);
        assertKind(Kind.PRECONDITION_FAILED, () -> store.put(key, Bodies.announced(Bodies.utf8("second")), onlyIfAbsent));

        assertThat(read(key)).isEqualTo(Bodies.utf8("first"));
        store.delete(List.of("a"));
        store.put(key, Bodies.announced(Bodies.utf8("third")), onlyIfAbsent);
        assertThat(read(key)).isEqualTo(Bodies.utf8("third"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void one_of_many_racing_conditional_puts_wins(int size) throws Exception {
        assumeTrue(store.capabilities().contains(Capability.CONDITIONAL_PUT));
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
                        return Optional.of(store.put(
                                key,
                                new ObjectBody(bytes, OptionalLong.of(size)),
                                new PutConditions(true, List.of(), Optional.empty())));
                    } catch (StorageException e) {
                        assertThat(e.kind()).isEqualTo(Kind.PRECONDITION_FAILED);
                        return Optional.empty();
                    }
                })
                .toList());

        List<ObjectSummary> winners = results.stream().flatMap(Optional::stream).toList();
        assertThat(winners).hasSize(1);
        assertThat(store.stat(key)).contains(winners.getFirst());
        assertThat(winners.getFirst().etag()).contains(Bodies.etag(read(key)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500_000})
    void right_checksums_pass(int size) {
        byte[] bytes = Bodies.random(8, size);

        store.put(new ObjectKey("checked"), Bodies.announced(bytes), new PutConditions(false, checksums(bytes), Optional.empty()));

        assertThat(read(new ObjectKey("checked"))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    void wrong_checksum_leaves_the_key_as_it_was(int size) {
        byte[] bytes = Bodies.random(8, size);
        byte[] others = Bodies.random(9, size);
        put("kept", "old");
        for (int wrong = 0; wrong < Checksum.Algorithm.values().length; wrong++) {
            List<Checksum> announced = new ArrayList<>(checksums(bytes));
            announced.set(wrong, checksums(others).get(wrong));
            PutConditions conditions = new PutConditions(false, announced, Optional.empty());

            assertKind(Kind.BAD_DIGEST, () -> store.put(new ObjectKey("kept"), Bodies.announced(bytes), conditions));
            assertKind(Kind.BAD_DIGEST, () -> store.put(new ObjectKey("new"), Bodies.announced(bytes), conditions));
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
                }))
                .toList();
    }

    private static byte[] cyclic(java.util.zip.Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    }

    // Broken bodies

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 16_384, 300_000, 1_000_000})
    void broken_body_leaves_no_trace(int size) {
        byte[] bytes = Bodies.random(4, size);
        put("kept", "old");
        List<ObjectBody> broken = List.of(
                new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(size + 1)),
                new ObjectBody(Bodies.brokenAfter(bytes), OptionalLong.empty()),
                new ObjectBody(Bodies.brokenAfter(bytes), OptionalLong.of(size + 1)));
        for (ObjectBody body : broken) {
            assertKind(Kind.INCOMPLETE_BODY, () -> store.put(new ObjectKey("kept"), body, PutConditions.NONE));
        }
        if (size > 0) {
            ObjectBody tooLong = new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(size - 1));
            assertKind(Kind.INCOMPLETE_BODY, () -> store.put(new ObjectKey("kept"), tooLong, PutConditions.NONE));
        }
        assertThat(read(new ObjectKey("kept"))).isEqualTo(Bodies.utf8("old"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("kept");
    }

    @Test
    void body_that_fails_in_an_unforeseen_way_leaves_no_trace() {
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

        assertThatThrownBy(() -> store.put(new ObjectKey("a"), new ObjectBody(failing, OptionalLong.empty()), PutConditions.NONE))
                .isInstanceOf(IllegalStateException.class);

        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    void announced_length_beyond_the_limit_is_refused_before_a_byte_is_read() {
        InputStream untouchable = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the body was read");
            }
        };

        assertKind(
                Kind.ENTITY_TOO_LARGE,
                () -> store.put(
                        new ObjectKey("large"),
                        new ObjectBody(untouchable, OptionalLong.of(maxObjectBytes() + 1)),
                        PutConditions.NONE));

        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    void body_that_grows_beyond_the_limit_is_refused_and_not_kept() {
        assumeTrue(maxObjectBytes() <= 3_000_000, "the store's limit is too large to be exceeded in a test");
        byte[] limit = Bodies.random(1, (int) maxObjectBytes());
        byte[] beyond = Bodies.random(1, (int) maxObjectBytes() + 1);
        store.put(new ObjectKey("limit"), Bodies.unannounced(limit), PutConditions.NONE);

        assertKind(Kind.ENTITY_TOO_LARGE, () -> store.put(new ObjectKey("large"), Bodies.unannounced(beyond), PutConditions.NONE));

        assertThat(keys(KeyPrefix.ALL)).containsExactly("limit");
    }

    @Test
    void body_is_not_closed() {
        InputStream body = new ByteArrayInputStream(Bodies.random(1, 100_000)) {
            @Override
            public void close() {
                throw new AssertionError("the body belongs to the caller");
            }
        };

        store.put(new ObjectKey("a"), new ObjectBody(body, OptionalLong.empty()), PutConditions.NONE);

        assertThat(store.stat(new ObjectKey("a"))).isPresent();
    }

    // Listing

    @Test
    void empty_store_lists_nothing() {
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            assertThat(listing.hasNext()).isFalse();
            assertThatThrownBy(listing::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void listing_is_in_the_order_of_utf8_bytes() {
        List<String> inOrder = List.of(
                "A", "a", "a b", "a!", "a+b", "a-", "a/b", "a0", "aa", "a\u007f", "a\u0080", "aé", "a\ud7ff", "a\ue000", "a\uffff", "a😀",
                "a\udbff\udfff", "b");
        inOrder.reversed().forEach(key -> put(key, key));

        assertThat(keys(KeyPrefix.ALL)).containsExactlyElementsOf(inOrder);
        assertThat(keys(new KeyPrefix("a"))).containsExactlyElementsOf(inOrder.subList(1, inOrder.size() - 1));
    }

    @Test
    void prefix_is_text_and_not_a_directory() {
        List.of("a/b", "a/bc", "a/b/c", "a/c", "ab").forEach(key -> put(key, key));

        assertThat(keys(new KeyPrefix("a/b"))).containsExactly("a/b", "a/b/c", "a/bc");
        assertThat(keys(new KeyPrefix("a/"))).containsExactly("a/b", "a/b/c", "a/bc", "a/c");
        assertThat(keys(new KeyPrefix("a/b/"))).containsExactly("a/b/c");
        assertThat(keys(new KeyPrefix("b"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "a%", "*", "?", "[a]", "\\", "'", "\u007f", "\ud7ff", "\uffff", "😀", "\udbff\udfff", "\udbff\udfff\udbff\udfff"})
    void no_character_of_a_prefix_has_a_meaning(String prefix) {
        put(prefix, "itself");
        put(prefix + "below", "below");
        put(prefix + "\udbff\udfff", "the last below");
        put("A", "another");
        put("zz", "another");
        put("\udbff\udffe", "another");

        assertThat(keys(new KeyPrefix(prefix))).containsExactly(prefix, prefix + "below", prefix + "\udbff\udfff");
    }

    @Test
    void listing_starts_after_any_text() {
        List.of("a", "b", "b/1", "c").forEach(key -> put(key, key));

        assertThat(keys(KeyPrefix.ALL, "a")).containsExactly("b", "b/1", "c");
        assertThat(keys(KeyPrefix.ALL, "aa")).containsExactly("b", "b/1", "c");
        assertThat(keys(KeyPrefix.ALL, "b/")).containsExactly("b/1", "c");
        assertThat(keys(KeyPrefix.ALL, "c")).isEmpty();
        assertThat(keys(KeyPrefix.ALL, "\udbff\udfff")).isEmpty();
        assertThat(keys(new KeyPrefix("b"), "a")).containsExactly("b", "b/1");
        assertThat(keys(new KeyPrefix("b"), "b")).containsExactly("b/1");
        assertThat(keys(new KeyPrefix("b"), "c")).isEmpty();
    }

    @Test
    void long_listing_is_whole_in_order_and_can_be_taken_up_anywhere() throws Exception {
        List<String> keys = IntStream.range(0, MANY)
                .mapToObj(i -> "dir%02d/%s%d".formatted(i % 7, i % 3 == 0 ? "é" : i % 3 == 1 ? "😀" : "z", i))
                .toList();
        putAll(keys);
        List<String> inOrder = keys.stream().map(ObjectKey::new).sorted().map(ObjectKey::value).toList();

        assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder);
        assertThat(keys(new KeyPrefix("dir03/"))).isEqualTo(inOrder.stream().filter(key -> key.startsWith("dir03/")).toList());
        assertThat(keys(KeyPrefix.ALL, inOrder.get(5_000))).isEqualTo(inOrder.subList(5_001, MANY));
        assertThat(store.delete(keys)).isEqualTo(new DeleteReport(MANY, List.of()));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    void what_stays_throughout_a_listing_is_in_it_once_whatever_else_changes() throws Exception {
        List<String> stays = IntStream.range(0, 3_000).mapToObj("stays/%04d"::formatted).toList();
        putAll(stays);
        List<String> seen = new ArrayList<>();
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            int i = 0;
            while (listing.hasNext()) {
                seen.add(listing.next().key());
                if (i++ % 500 == 0) {
                    put("comes/" + i, "x");
                    put("stays/" + i + "x", "x");
                    put(stays.get(i % stays.size()), "overwritten");
                    store.delete(List.of("comes/" + (i - 500)));
                }
            }
        }

        assertThat(seen).containsAll(stays).doesNotHaveDuplicates();
    }

    // Deleting

    @Test
    void deleting_reports_how_many_keys_are_gone() {
        put("a", "1");
        put(new ObjectKey("b"), Bodies.random(1, 100_000));
        put("c", "3");

        assertThat(store.delete(List.of("a", "b", "never there"))).isEqualTo(new DeleteReport(3, List.of()));
        assertThat(store.delete(List.of())).isEqualTo(new DeleteReport(0, List.of()));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("c");
    }

    // Concurrency

    @Test
    void concurrent_puts_of_one_key_leave_one_whole_object() throws Exception {
        ObjectKey key = new ObjectKey("contended");
        List<byte[]> bodies = IntStream.range(0, 24).mapToObj(i -> Bodies.random(i, i % 2 == 0 ? 1_000 + i : 100_000 + i)).toList();

        List<ObjectSummary> puts =
                inParallel(bodies.stream().<Callable<ObjectSummary>>map(bytes -> () -> put(key, bytes)).toList());

        byte[] left = read(key);
        assertThat(bodies).anyMatch(bytes -> Arrays.equals(bytes, left));
        assertThat(puts).contains(store.stat(key).orElseThrow());
        assertThat(store.stat(key).orElseThrow().etag()).contains(Bodies.etag(left));
    }

    @Test
    void readers_see_whole_objects_while_they_are_overwritten() throws Exception {
        ObjectKey key = new ObjectKey("changing");
        put(key, Bodies.random(0, 60_000));

        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int seed = writer;
            tasks.add(() -> {
                for (int i = 0; i < 60; i++) {
                    put(key, Bodies.random(seed * 1_000L + i, i % 3 == 0 ? 100 : 60_000));
                }
                return true;
            });
        }
        for (int reader = 0; reader < 4; reader++) {
            tasks.add(() -> {
                for (int i = 0; i < 200; i++) {
                    ObjectContent content = store.open(key, ByteRange.ALL);
                    String etag = content.summary().etag().orElseThrow();
                    assertThat(Bodies.etag(Bodies.read(content))).isEqualTo(etag);
                }
                return true;
            });
        }

        assertThat(inParallel(tasks)).hasSize(6);
    }

    // Presigning

    @ParameterizedTest
    @MethodSource("legalKeys")
    void presigned_request_passes_and_another_does_not(String name) {
        Instant before = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        for (HttpMethod method : presignable()) {
            PresignedRequest request =
                    store.presign(method, new ObjectKey(name), new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN));

            assertThat(request.method()).isEqualTo(method);
            assertThat(request.headers()).containsOnlyKeys("host");
            assertThat(request.expiresAt()).isBetween(before, Instant.now().plus(Duration.ofHours(1)));
            Instant during = request.expiresAt().minusSeconds(1);
            assertThat(accepts(method, request.url(), Optional.empty(), during)).isTrue();
            assertThat(accepts(method, request.url(), Optional.empty(), request.expiresAt())).isFalse();
            HttpMethod other = method == HttpMethod.PUT ? HttpMethod.GET : HttpMethod.PUT;
            assertThat(accepts(other, request.url(), Optional.empty(), during)).isFalse();
            assertThat(accepts(method, request.url().replaceFirst("\\?", "x?"), Optional.empty(), during)).isFalse();
        }
    }

    @Test
    void presigned_content_type_must_be_sent() {
        PresignedRequest request = store.presign(
                HttpMethod.PUT,
                new ObjectKey("typed.csv"),
                new PresignTerms(Duration.ofSeconds(60), Optional.of("text/csv"), ORIGIN));
        Instant during = request.expiresAt().minusSeconds(1);

        assertThat(request.headers()).containsEntry("content-type", "text/csv");
        assertThat(request.headers().keySet()).first().isEqualTo("host");
        assertThat(accepts(HttpMethod.PUT, request.url(), Optional.of("text/csv"), during)).isTrue();
        assertThat(accepts(HttpMethod.PUT, request.url(), Optional.of("text/html"), during)).isFalse();
        assertThat(accepts(HttpMethod.PUT, request.url(), Optional.empty(), during)).isFalse();
    }

    @Test
    void method_that_cannot_be_presigned_is_refused() {
        assertKind(
                Kind.UNSUPPORTED,
                () -> store.presign(
                        HttpMethod.POST, new ObjectKey("a"), new PresignTerms(Duration.ofSeconds(60), Optional.empty(), ORIGIN)));
    }

    private List<HttpMethod> presignable() {
        List<HttpMethod> methods = new ArrayList<>();
        for (Capability capability : store.capabilities()) {
            switch (capability) {
                case PRESIGN_GET -> methods.add(HttpMethod.GET);
                case PRESIGN_HEAD -> methods.add(HttpMethod.HEAD);
                case PRESIGN_PUT -> methods.add(HttpMethod.PUT);
                case CONDITIONAL_PUT -> {}
            }
        }
        return methods;
    }

    // In short

    protected final ObjectSummary put(ObjectKey key, byte[] bytes) {
        return store.put(key, Bodies.announced(bytes), PutConditions.NONE);
    }

    protected final ObjectSummary put(String key, String text) {
        return put(new ObjectKey(key), Bodies.utf8(text));
    }

    protected final byte[] read(ObjectKey key) {
        return Bodies.read(store.open(key, ByteRange.ALL));
    }

    protected final List<String> keys(KeyPrefix prefix) {
        return keys(prefix, "");
    }

    protected final List<String> keys(KeyPrefix prefix, String startAfter) {
        return list(prefix, startAfter).stream().map(ObjectSummary::key).toList();
    }

    protected final List<ObjectSummary> list(KeyPrefix prefix, String startAfter) {
        List<ObjectSummary> objects = new ArrayList<>();
        try (ObjectListing listing = store.list(prefix, startAfter)) {
            listing.forEachRemaining(objects::add);
        }
        return objects;
    }

    /** Puts small objects, many at a time. */
    protected final void putAll(Collection<String> keys) throws Exception {
        inParallel(keys.stream().<Callable<ObjectSummary>>map(key -> () -> put(key, key)).toList());
    }

    /** Runs tasks at the same time, each on a virtual thread, and fails with the first of their failures. */
    protected static <T> List<T> inParallel(List<? extends Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    throw new AssertionError("a parallel task failed", e.getCause());
                }
            }
            return results;
        }
    }

    protected static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

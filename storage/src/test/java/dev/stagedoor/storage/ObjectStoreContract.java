package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.AdjustableClock;
import dev.stagedoor.storage.contract.ContractResults;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import dev.stagedoor.storage.contract.Covers;
import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.Feature;
import dev.stagedoor.storage.contract.HttpAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link ObjectStore} must do. A new store is done when a subclass of this passes. Where a store lacks a capability, the test
 * asserts that it refuses; where it differs in a way that {@link #deviations} or {@link #holds} declares, the test asserts the difference.
 * Nothing is skipped. What came out goes to {@link ContractResults#DIRECTORY}.
 */
@ExtendWith(ContractResults.class)
public abstract class ObjectStoreContract {
    /** By what a client would reach the server, for stores that use it. */
    protected static final URI ORIGIN = URI.create("http://127.0.0.1:8000");

    /** Files a listing must give in order: more than any store's page. */
    private static final int MANY = 12_000;

    private static final PresignTerms ONE_HOUR = new PresignTerms(Duration.ofHours(1), Optional.empty(), ORIGIN);

    /** What every presigned PUT sends. */
    private static final byte[] SENT = Bodies.utf8("sent with a presigned request");

    /** What uploads with limits make. */
    private static final ObjectKey LIMITED = new ObjectKey("limited/upload.csv");

    private static final PutConditions ONLY_IF_ABSENT = new PutConditions(true, List.of(), Optional.empty());

    /** How many requests {@link #putAll} makes at the same time. */
    private static final int MAX_PARALLEL_PUTS = 64;

    /** By what servers' and stores' times may differ where one of them tells only seconds. */
    private static final Duration TIME_TOLERANCE = Duration.ofSeconds(2);

    /** The clock that the store under test signs by. */
    protected final AdjustableClock clock = new AdjustableClock();

    protected ObjectStore store;

    /** A store without objects that signs by {@link #clock}, closed after the test. */
    protected abstract ObjectStore createStore() throws Exception;

    /** Gives back what {@link #createStore} needed, after the store was closed. */
    protected void dispose() throws Exception {}

    /**
     * The largest body {@link #createStore}'s store accepts. The contract puts up to 3 MiB, and one body beyond this limit if it is no more
     * than that.
     */
    protected abstract long maxObjectBytes();

    /** How many keys the long listing has. It must be more than two of the store's pages. */
    protected int manyListed() {
        return MANY;
    }

    /** How many of {@link #manyListed} keys are deleted again: all, but for servers that search all their keys to delete one. */
    protected int manyDeleted() {
        return manyListed();
    }

    /** In which ways this store is known to differ from the contract. */
    protected Set<Deviation> deviations() {
        return Set.of();
    }

    /** Whether the store can hold an object of this name; where not, it must refuse to put it. */
    protected boolean holds(String key) {
        return true;
    }

    /**
     * Makes a presigned request, now, against the store or who stands before it.
     *
     * @param headers everything the client sends beyond what every client does
     * @param body for PUT
     */
    protected abstract HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) throws Exception;

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
    @Covers(Feature.KEYS)
    void any_legal_key_is_kept_as_it_is(String name, Remark remark) {
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
        assertSame(store.stat(key).orElseThrow(), put);
        assertThat(read(key)).isEqualTo(bytes);
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
        assertThat(keys(new KeyPrefix(name))).containsExactly(name);
        assertThat(store.delete(List.of(name)).failures()).isEmpty();
        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    @Covers(Feature.NESTED_KEYS)
    void key_and_keys_below_it_stand_beside_each_other(Remark remark) {
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
        store.delete(List.of("a/b"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly("a", "a b", "a/b/c");
        assertThat(read(new ObjectKey("a"))).isEqualTo(Bodies.utf8("1"));
    }

    @Test
    @Covers(Feature.KEYS)
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
    @Covers({Feature.CONTENT, Feature.SUMMARY})
    void object_of_any_size_comes_back_byte_for_byte(int size) {
        byte[] bytes = Bodies.random(size, size);
        ObjectKey announced = new ObjectKey("announced");
        ObjectKey unannounced = new ObjectKey("unannounced");

        ObjectSummary summary = store.put(announced, Bodies.announced(bytes), PutConditions.NONE);
        store.put(unannounced, Bodies.unannounced(bytes), PutConditions.NONE);

        assertThat(summary.size()).isEqualTo(size);
        assertEtag(summary, bytes);
        assertThat(read(announced)).isEqualTo(bytes);
        assertThat(read(unannounced)).isEqualTo(bytes);
        assertEtag(store.stat(unannounced).orElseThrow(), bytes);
    }

    @Test
    @Covers(Feature.CONTENT)
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
    @Covers(Feature.SUMMARY)
    void time_and_etag_of_put_stat_and_listing_agree(Remark remark) {
        ObjectSummary put = put("a", "hello");

        if (!deviates(Deviation.ETAG_IS_NOT_MD5, remark)) {
            assertThat(put.etag()).contains("\"5d41402abc4b2a76b9719d911017c592\"");
        }
        deviates(Deviation.TIMES_TO_THE_SECOND, remark);
        assertThat(put.lastModified()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(put.lastModified()).isEqualTo(Instant.ofEpochMilli(put.lastModified().toEpochMilli()));
        assertSame(store.stat(new ObjectKey("a")).orElseThrow(), put);
        assertThat(list(KeyPrefix.ALL, "")).singleElement().satisfies(listed -> assertSame(listed, put));
        try (ObjectContent content = store.open(new ObjectKey("a"), ByteRange.ALL)) {
            assertSame(content.summary(), put);
        }
    }

    @Test
    @Covers(Feature.CONTENT_TYPE)
    void content_type_is_kept() {
        ObjectKey key = new ObjectKey("typed");
        PutConditions typed = new PutConditions(false, List.of(), Optional.of("text/csv; charset=utf-8"));

        store.put(key, Bodies.announced(Bodies.utf8("1,2")), typed);

        assertThat(store.capabilities()).contains(Capability.KEEPS_CONTENT_TYPE);
        assertThat(attributes(key).contentType()).contains("text/csv; charset=utf-8");
    }

    static Stream<Arguments> contentHeaders() {
        return Stream.of(
                Arguments.of(ContentHeader.CONTENT_ENCODING, "gzip"),
                Arguments.of(ContentHeader.CONTENT_DISPOSITION, "attachment; filename=\"a b.csv\""),
                Arguments.of(ContentHeader.CONTENT_LANGUAGE, "de-CH, fr"),
                Arguments.of(ContentHeader.CACHE_CONTROL, "private, max-age=60"),
                Arguments.of(ContentHeader.EXPIRES, "Thu, 01 Dec 2044 16:00:00 GMT"));
    }

    @ParameterizedTest
    @MethodSource("contentHeaders")
    @Covers(Feature.CONTENT_HEADERS)
    void header_of_the_content_comes_back_as_it_was_put_or_is_refused(ContentHeader header, String value, Remark remark) {
        var attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv", header, value), Map.of());
        if (refusesToKeep(attributes, header.capability(), header.headerName(), remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");

        store.put(key, Bodies.announced(Bodies.random(4, 100_000)), new PutConditions(false, List.of(), attributes));

        assertThat(attributes(key)).isEqualTo(attributes);
        put(key, Bodies.utf8("another"));
        assertThat(attributes(key).header(header)).as("attributes of the object before").isEmpty();
    }

    /** Also of a body whose length is not announced, which some stores take in parts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000, 3_000_000})
    @Covers(Feature.USER_METADATA)
    void user_metadata_comes_back_as_it_was_put_or_is_refused(int size, Remark remark) {
        Map<String, String> user = Map.of("mtime", "1795430400.123456789", "b.c-e", "two  words", "full", "x".repeat(1_900));
        ObjectAttributes attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv"), user);
        if (refusesToKeep(attributes, Capability.KEEPS_USER_METADATA, "user metadata", remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");
        byte[] bytes = Bodies.random(4, size);

        store.put(key, Bodies.unannounced(bytes), new PutConditions(false, List.of(), attributes));

        assertThat(attributes(key)).isEqualTo(attributes);
        assertThat(read(key)).isEqualTo(bytes);
        put(key, Bodies.utf8("another"));
        assertThat(attributes(key).user()).as("metadata of the object before").isEmpty();
    }

    @Test
    @Covers(Feature.USER_METADATA)
    void underscore_in_the_name_of_user_metadata_is_kept(Remark remark) {
        var attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv"), Map.of("a_b", "1"));
        if (refusesToKeep(attributes, Capability.KEEPS_USER_METADATA, "user metadata", remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");
        store.put(key, Bodies.announced(Bodies.utf8("x")), new PutConditions(false, List.of(), attributes));
        String name = deviates(Deviation.METADATA_NAMES_WITHOUT_UNDERSCORES, remark) ? "a-b" : "a_b";
        assertThat(attributes(key).user()).isEqualTo(Map.of(name, "1"));
    }

    @Test
    @Covers(Feature.USER_METADATA)
    void more_user_metadata_than_s3_allows_is_refused() {
        int value = ObjectAttributes.MAX_USER_BYTES - "name".length();
        for (Map<String, String> user : List.of(
                Map.of("name", "x".repeat(value + 1)),
                Map.of("name", "\u00e9".repeat(value / 2 + 1)),
                Map.of("name", "line\nfeed"),
                Map.of("Name", "x"),
                Map.of("", "x"))) {
            var conditions = new PutConditions(false, List.of(), new ObjectAttributes(Map.of(), user));
            assertKind(Kind.UNSUPPORTED, () -> store.put(new ObjectKey("refused"), Bodies.announced(Bodies.utf8("x")), conditions));
        }
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    /** Whether the store lacks the capability; then it must refuse the put, and not leave out what it cannot keep. */
    private boolean refusesToKeep(ObjectAttributes attributes, Capability capability, String what, Remark remark) {
        if (store.capabilities().contains(capability)) {
            return false;
        }
        var conditions = new PutConditions(false, List.of(), attributes);
        assertKind(Kind.UNSUPPORTED, () -> store.put(new ObjectKey("refused"), Bodies.announced(Bodies.utf8("x")), conditions));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
        remark.refused(what);
        return true;
    }

    private ObjectAttributes attributes(ObjectKey key) {
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            return content.attributes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    @Covers(Feature.OVERWRITE)
    void overwriting_replaces_bytes_and_summary(int size) {
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
    void reader_of_an_overwritten_or_deleted_object_finishes_the_old_bytes(int size, Remark remark) {
        ObjectKey key = new ObjectKey("a");
        byte[] old = Bodies.random(1, size);
        put(key, old);
        ObjectContent first = store.open(key, ByteRange.ALL);
        put(key, Bodies.random(2, size));
        ObjectContent second = store.open(key, ByteRange.ALL);
        store.delete(List.of("a"));

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
    void object_that_does_not_exist_is_not_found() {
        assertThat(store.stat(new ObjectKey("nothing"))).isEmpty();
        assertKind(Kind.NOT_FOUND, () -> store.open(new ObjectKey("nothing"), ByteRange.ALL));
        put("nothing/below", "x");
        assertKind(Kind.NOT_FOUND, () -> store.open(new ObjectKey("nothing"), ByteRange.ALL));
    }

    // Ranges

    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    @Covers(Feature.RANGES)
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
    @Covers(Feature.RANGES)
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
    @Covers(Feature.RANGES)
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
    @Covers(Feature.CONTENT)
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
    @Covers(Feature.CONDITIONAL_PUT)
    void put_only_if_absent_leaves_an_existing_object_alone(Remark remark) {
        ObjectKey key = new ObjectKey("a");
        if (refusesConditionalPut(remark)) {
            return;
        }

        store.put(key, Bodies.announced(Bodies.utf8("first")), ONLY_IF_ABSENT);
        assertKind(Kind.PRECONDITION_FAILED, () -> store.put(key, Bodies.announced(Bodies.utf8("second")), ONLY_IF_ABSENT));

        assertThat(read(key)).isEqualTo(Bodies.utf8("first"));
        store.delete(List.of("a"));
        store.put(key, Bodies.announced(Bodies.utf8("third")), ONLY_IF_ABSENT);
        assertThat(read(key)).isEqualTo(Bodies.utf8("third"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    @Covers(Feature.CONDITIONAL_PUT)
    void one_of_many_racing_conditional_puts_wins(int size, Remark remark) throws Exception {
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
                        return Optional.of(store.put(
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
        assertSame(store.stat(key).orElseThrow(), winners.getFirst());
        assertEtag(winners.getFirst(), read(key));
    }

    /** Without the capability, the store refuses and puts nothing. */
    private boolean refusesConditionalPut(Remark remark) {
        if (store.capabilities().contains(Capability.CONDITIONAL_PUT)) {
            return false;
        }
        assertKind(Kind.UNSUPPORTED, () -> store.put(new ObjectKey("new"), Bodies.announced(Bodies.utf8("1")), ONLY_IF_ABSENT));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
        remark.refused("put only if absent");
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 500_000})
    @Covers(Feature.CHECKSUMS)
    void right_checksums_pass(int size) {
        byte[] bytes = Bodies.random(8, size);

        store.put(new ObjectKey("checked"), Bodies.announced(bytes), new PutConditions(false, checksums(bytes), Optional.empty()));

        assertThat(read(new ObjectKey("checked"))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500_000})
    @Covers(Feature.CHECKSUMS)
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
    @Covers(Feature.BROKEN_BODIES)
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
    @Covers(Feature.BROKEN_BODIES)
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
    @Covers(Feature.LIMITS)
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
    @Covers(Feature.LIMITS)
    void body_that_grows_beyond_the_limit_is_refused_and_not_kept() {
        if (maxObjectBytes() > 3_000_000) {
            // Too many bytes to send in a test. That more is refused before it is read is all that can be shown here.
            announced_length_beyond_the_limit_is_refused_before_a_byte_is_read();
            return;
        }
        byte[] limit = Bodies.random(1, (int) maxObjectBytes());
        byte[] beyond = Bodies.random(1, (int) maxObjectBytes() + 1);
        store.put(new ObjectKey("limit"), Bodies.unannounced(limit), PutConditions.NONE);

        assertKind(Kind.ENTITY_TOO_LARGE, () -> store.put(new ObjectKey("large"), Bodies.unannounced(beyond), PutConditions.NONE));

        assertThat(keys(KeyPrefix.ALL)).containsExactly("limit");
    }

    @Test
    @Covers(Feature.CONTENT)
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
    @Covers(Feature.LISTING)
    void empty_store_lists_nothing() {
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            assertThat(listing.hasNext()).isFalse();
            assertThatThrownBy(listing::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    @Covers(Feature.LISTING)
    void listing_is_in_the_order_of_utf8_bytes(Remark remark) {
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
    void prefix_is_text_and_not_a_directory() {
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
    void no_character_of_a_prefix_has_a_meaning(String prefix) {
        List<String> below = held(prefix, prefix + "below", prefix + "\udbff\udfff");
        below.forEach(key -> put(key, key));
        held("A", "zz", "\udbff\udffe").forEach(key -> put(key, "another"));

        assertThat(keys(new KeyPrefix(prefix))).isEqualTo(below);
    }

    @Test
    @Covers(Feature.LISTING)
    void listing_starts_after_any_text() {
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
    void long_listing_is_whole_in_order_and_can_be_taken_up_anywhere() throws Exception {
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
        assertThat(store.delete(deleted)).isEqualTo(new DeleteReport(deleted.size(), List.of()));
        assertThat(keys(KeyPrefix.ALL)).isEqualTo(inOrder.subList(deleted.size(), inOrder.size()));
    }

    @Test
    @Covers(Feature.LONG_LISTING)
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
    @Covers(Feature.DELETE)
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
    @Covers(Feature.CONCURRENCY)
    void concurrent_puts_of_one_key_leave_one_whole_object() throws Exception {
        ObjectKey key = new ObjectKey("contended");
        List<byte[]> bodies = IntStream.range(0, 24).mapToObj(i -> Bodies.random(i, i % 2 == 0 ? 1_000 + i : 100_000 + i)).toList();

        List<ObjectSummary> puts =
                inParallel(bodies.stream().<Callable<ObjectSummary>>map(bytes -> () -> put(key, bytes)).toList());

        byte[] left = read(key);
        assertThat(bodies).anyMatch(bytes -> Arrays.equals(bytes, left));
        ObjectSummary stat = store.stat(key).orElseThrow();
        assertThat(puts).anySatisfy(put -> assertSame(stat, put));
        assertEtag(stat, left);
    }

    @Test
    @Covers(Feature.CONCURRENCY)
    void readers_see_whole_objects_while_they_are_overwritten(Remark remark) throws Exception {
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
        ObjectContent content = store.open(key, ByteRange.ALL);
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

    // Presigning

    @ParameterizedTest
    @MethodSource("legalKeys")
    @Covers(Feature.PRESIGNED_GET)
    void presigned_get_gives_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.GET, name, remark);
        if (request.isEmpty()) {
            return;
        }
        byte[] bytes = Bodies.utf8("content of " + name);
        put(new ObjectKey(name), bytes);

        HttpAnswer answer = send(request.get());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("legalKeys")
    @Covers(Feature.PRESIGNED_HEAD)
    void presigned_head_finds_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.HEAD, name, remark);
        if (request.isEmpty()) {
            return;
        }
        put(new ObjectKey(name), Bodies.utf8("there"));

        assertThat(send(request.get()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("legalKeys")
    @Covers(Feature.PRESIGNED_PUT)
    void presigned_put_makes_the_object(String name, Remark remark) throws Exception {
        Optional<PresignedRequest> request = presign(HttpMethod.PUT, name, remark);
        if (request.isEmpty()) {
            return;
        }

        HttpAnswer answer = send(request.get());

        assertThat(answer.succeeded()).as("status %d", answer.status()).isTrue();
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
        assertThat(read(new ObjectKey(name))).isEqualTo(SENT);
    }

    /** Empty where the store cannot presign this and has said so, or cannot hold this key. */
    private Optional<PresignedRequest> presign(HttpMethod method, String name, Remark remark) {
        Instant before = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        ObjectKey key = new ObjectKey(name);
        if (!presignable().contains(method)) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(method, key, ONE_HOUR));
            remark.refused("presigned " + method);
            return Optional.empty();
        }
        if (!holds(name)) {
            return Optional.empty();
        }
        PresignedRequest request = store.presign(method, key, ONE_HOUR);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.headers()).doesNotContainKeys("content-length", "date", "authorization");
        assertThat(request.expiresAt()).isBetween(before, Instant.now().plus(ONE_HOUR.expire()));
        return Optional.of(request);
    }

    @Test
    @Covers(Feature.WRONG_METHOD)
    void presigned_request_allows_no_other_method_and_no_other_key(Remark remark) throws Exception {
        String name = "dir/wrong method.csv";
        put(name, "here");
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT)) {
            Optional<PresignedRequest> signed = presign(method, name, remark);
            if (signed.isEmpty()) {
                continue;
            }
            PresignedRequest request = signed.get();
            HttpMethod other = method == HttpMethod.PUT ? HttpMethod.GET : HttpMethod.PUT;
            String otherKey = request.url().replaceFirst("\\.csv", ".cs");

            assertThat(send(other, request.url(), request.headers(), SENT).forbidden()).as("%s for %s", other, method).isTrue();
            assertThat(send(HttpMethod.DELETE, request.url(), request.headers(), SENT).succeeded()).isFalse();
            assertThat(send(method, otherKey, request.headers(), SENT).forbidden()).as("%s of another key", method).isTrue();
        }
        assertThat(read(new ObjectKey(name))).isEqualTo(Bodies.utf8("here"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly(name);
    }

    @Test
    @Covers(Feature.EXPIRY)
    void expired_request_is_refused(Remark remark) throws Exception {
        put("there", "here");
        clock.shift(ONE_HOUR.expire().plusSeconds(2).negated());
        for (HttpMethod method : presignable()) {
            PresignedRequest request = store.presign(method, new ObjectKey("there"), ONE_HOUR);

            assertThat(request.expiresAt()).isBefore(Instant.now());
            assertThat(send(request).forbidden()).as("%s", method).isTrue();
        }
        if (presignable().isEmpty()) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.GET, new ObjectKey("there"), ONE_HOUR));
            remark.refused("presigned requests");
        }
        assertThat(read(new ObjectKey("there"))).isEqualTo(Bodies.utf8("here"));
    }

    @Test
    @Covers(Feature.EXPIRY)
    void request_that_is_nearly_expired_passes(Remark remark) throws Exception {
        put("there", "here");
        clock.shift(ONE_HOUR.expire().minusSeconds(60).negated());
        if (presignable().isEmpty()) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.GET, new ObjectKey("there"), ONE_HOUR));
            remark.refused("presigned requests");
        }
        for (HttpMethod method : presignable()) {
            assertThat(send(store.presign(method, new ObjectKey("there"), ONE_HOUR)).succeeded()).as("%s", method).isTrue();
        }
    }

    @Test
    @Covers(Feature.PRESIGNED_CONTENT_TYPE)
    void presigned_content_type_must_be_sent(Remark remark) throws Exception {
        ObjectKey key = new ObjectKey("typed.csv");
        PresignTerms typed = new PresignTerms(Duration.ofSeconds(60), Optional.of("text/csv"), ORIGIN);
        if (!presignable().contains(HttpMethod.PUT)) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.PUT, key, typed));
            remark.refused("presigned PUT");
            return;
        }
        PresignedRequest request = store.presign(HttpMethod.PUT, key, typed);

        assertThat(request.headers()).containsEntry("content-type", "text/csv");
        assertThat(store.capabilities().contains(Capability.PRESIGN_CONTENT_TYPE))
                .isEqualTo(!deviations().contains(Deviation.CONTENT_TYPE_NOT_SIGNED));
        Map<String, String> another = new LinkedHashMap<>(request.headers());
        another.put("content-type", "text/html");
        if (deviates(Deviation.CONTENT_TYPE_NOT_SIGNED, remark)) {
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).succeeded()).isTrue();
        } else {
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).forbidden()).isTrue();
            another.remove("content-type");
            assertThat(send(HttpMethod.PUT, request.url(), another, SENT).forbidden()).isTrue();
            assertThat(keys(KeyPrefix.ALL)).isEmpty();
        }
        assertThat(send(request).succeeded()).isTrue();
        assertThat(read(key)).isEqualTo(SENT);
        assertThat(attributes(key).contentType()).contains("text/csv");
    }

    @Test
    @Covers(Feature.PRESIGNED_CONTENT_LENGTH)
    void presigned_upload_of_an_exact_size_takes_no_other(Remark remark) throws Exception {
        Terms exact = Terms.of(new ContentLength(SENT.length));
        Optional<PresignedRequest> signed =
                presignUpload(exact, Capability.PRESIGN_CONTENT_LENGTH, Feature.PRESIGNED_CONTENT_LENGTH, remark);
        if (signed.isEmpty()) {
            return;
        }

        for (byte[] other : List.of(Bodies.utf8("short"), Arrays.copyOf(SENT, SENT.length + 1), new byte[0])) {
            assertRefused(send(HttpMethod.PUT, signed.get().url(), without(signed.get(), "content-length"), other));
        }
        assertUploads(signed.get());
    }

    @Test
    @Covers(Feature.PRESIGNED_MAX_BYTES)
    void presigned_upload_of_a_largest_size_takes_no_larger(Remark remark) throws Exception {
        Terms atMost = Terms.of(new MaxSize(SENT.length));
        Optional<PresignedRequest> signed = presignUpload(atMost, Capability.PRESIGN_MAX_BYTES, Feature.PRESIGNED_MAX_BYTES, remark);
        if (signed.isEmpty()) {
            return;
        }

        assertRefused(send(HttpMethod.PUT, signed.get().url(), signed.get().headers(), Arrays.copyOf(SENT, SENT.length + 1)));
        assertUploads(signed.get());
    }

    /** An exact size is a largest size, too. */
    @Test
    void presigned_upload_of_an_exact_size_keeps_to_a_largest_size() throws Exception {
        Terms both = Terms.of(new MaxSize(SENT.length), new ContentLength(SENT.length));
        if (!store.capabilities().contains(Capability.PRESIGN_CONTENT_LENGTH)) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.PUT, LIMITED, limited(both)));
            return;
        }
        assertUploads(store.presign(HttpMethod.PUT, LIMITED, limited(both)));
        Terms less = Terms.of(new MaxSize(SENT.length - 1L), new ContentLength(SENT.length));
        if (!store.capabilities().contains(Capability.PRESIGN_MAX_BYTES)) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.PUT, LIMITED, limited(less)));
        }
    }

    @Test
    @Covers(Feature.PRESIGNED_SHA256)
    void presigned_upload_of_an_exact_content_takes_no_other(Remark remark) throws Exception {
        Terms content = Terms.of(new Sha256(Bodies.digest("SHA-256", SENT)));
        Optional<PresignedRequest> signed = presignUpload(content, Capability.PRESIGN_SHA256, Feature.PRESIGNED_SHA256, remark);
        if (signed.isEmpty()) {
            return;
        }
        byte[] forged = Bodies.utf8("SENT with a presigned request");

        assertThat(forged).hasSameSizeAs(SENT);
        assertRefused(send(HttpMethod.PUT, signed.get().url(), signed.get().headers(), forged));
        for (String header : signed.get().headers().keySet()) {
            if (!header.equals("host")) {
                assertRefused(send(HttpMethod.PUT, signed.get().url(), without(signed.get(), header), forged));
            }
        }
        assertUploads(signed.get());
    }

    @Test
    @Covers(Feature.PRESIGNED_ONLY_IF_ABSENT)
    void presigned_upload_only_if_absent_does_not_overwrite(Remark remark) throws Exception {
        Terms absent = Terms.of(new NoOverwrite());
        Optional<PresignedRequest> signed =
                presignUpload(absent, Capability.PRESIGN_ONLY_IF_ABSENT, Feature.PRESIGNED_ONLY_IF_ABSENT, remark);
        if (signed.isEmpty()) {
            return;
        }
        PresignedRequest request = signed.get();

        assertUploads(request);
        assertThat(send(HttpMethod.PUT, request.url(), request.headers(), Bodies.utf8("another")).status()).isEqualTo(412);
        for (String header : request.headers().keySet()) {
            if (!header.equals("host")) {
                assertThat(send(HttpMethod.PUT, request.url(), without(request, header), Bodies.utf8("another")).refused()).isTrue();
            }
        }
        assertThat(read(LIMITED)).isEqualTo(SENT);
    }

    @Test
    @Covers(Feature.PRESIGNED_ONE_TIME)
    void presigned_request_for_one_time_succeeds_once(Remark remark) throws Exception {
        Terms once = Terms.of(new OneTime());
        if (!binds(once, Capability.PRESIGN_ONE_TIME, Feature.PRESIGNED_ONE_TIME, remark)) {
            return;
        }
        PresignedRequest put = store.presign(HttpMethod.PUT, LIMITED, limited(once));

        assertUploads(put);
        assertThat(send(HttpMethod.PUT, put.url(), put.headers(), Bodies.utf8("another")).refused()).isTrue();
        assertThat(read(LIMITED)).isEqualTo(SENT);
        PresignedRequest get = store.presign(HttpMethod.GET, LIMITED, limited(once));
        assertThat(send(get).body()).isEqualTo(SENT);
        assertThat(send(get).refused()).isTrue();
    }

    @Test
    @Covers(Feature.PRESIGNED_FROM_ADDRESSES)
    void presigned_request_for_some_addresses_is_refused_from_others(Remark remark) throws Exception {
        Terms fromHere = from("192.0.2.0/24", "127.0.0.0/8", "::1");
        Terms fromElsewhere = from("192.0.2.0/24", "2001:db8::/32");
        if (!binds(fromHere, Capability.PRESIGN_FROM_ADDRESSES, Feature.PRESIGNED_FROM_ADDRESSES, remark)) {
            return;
        }
        PresignedRequest elsewhere = store.presign(HttpMethod.PUT, LIMITED, limited(fromElsewhere));

        assertRefused(send(elsewhere));
        assertUploads(store.presign(HttpMethod.PUT, LIMITED, limited(fromHere)));
        assertThat(send(store.presign(HttpMethod.GET, LIMITED, limited(fromElsewhere))).refused()).isTrue();
        assertThat(send(store.presign(HttpMethod.GET, LIMITED, limited(fromHere))).body()).isEqualTo(SENT);
    }

    @Test
    void limits_of_an_upload_are_refused_for_a_download() {
        Terms small = Terms.of(new MaxSize(1));
        Terms absent = Terms.of(new NoOverwrite());

        for (Terms limits : List.of(small, absent)) {
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.GET, LIMITED, limited(limits)));
            assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.HEAD, LIMITED, limited(limits)));
        }
    }

    private static Terms from(String... networks) {
        return Terms.of(new FromAddresses(Stream.of(networks).map(AddressRange::of).toList()));
    }

    /** Each with an id of its own. */
    private static PresignTerms limited(Terms limits) {
        return new PresignTerms(Duration.ofHours(1), limits, ORIGIN, Optional.of(new PresignId(UUID.randomUUID())));
    }

    /** Whether the store claims to bind this; else it must refuse to sign. */
    private boolean binds(Terms limits, Capability capability, Feature feature, Remark remark) {
        if (store.capabilities().contains(capability)) {
            return true;
        }
        assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.PUT, LIMITED, limited(limits)));
        remark.refused(feature.title());
        return false;
    }

    private Optional<PresignedRequest> presignUpload(Terms limits, Capability capability, Feature feature, Remark remark) {
        return binds(limits, capability, feature, remark)
                ? Optional.of(store.presign(HttpMethod.PUT, LIMITED, limited(limits)))
                : Optional.empty();
    }

    private static Map<String, String> without(PresignedRequest request, String header) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.remove(header);
        return headers;
    }

    private void assertRefused(HttpAnswer answer) {
        assertThat(answer.refused()).as("status %d", answer.status()).isTrue();
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    private void assertUploads(PresignedRequest request) throws Exception {
        HttpAnswer answer = send(request);
        assertThat(answer.succeeded()).as("status %d", answer.status()).isTrue();
        assertThat(read(LIMITED)).isEqualTo(SENT);
    }

    @Test
    void method_that_cannot_be_presigned_is_refused() {
        assertKind(Kind.UNSUPPORTED, () -> store.presign(HttpMethod.POST, new ObjectKey("a"), ONE_HOUR));
    }

    private HttpAnswer send(PresignedRequest request) throws Exception {
        return send(request.method(), request.url(), request.headers(), SENT);
    }

    private List<HttpMethod> presignable() {
        List<HttpMethod> methods = new ArrayList<>();
        for (Capability capability : store.capabilities()) {
            switch (capability) {
                case PRESIGN_GET -> methods.add(HttpMethod.GET);
                case PRESIGN_HEAD -> methods.add(HttpMethod.HEAD);
                case PRESIGN_PUT -> methods.add(HttpMethod.PUT);
                case CONDITIONAL_PUT,
                        PRESIGN_CONTENT_TYPE,
                        PRESIGN_MAX_BYTES,
                        PRESIGN_CONTENT_LENGTH,
                        PRESIGN_SHA256,
                        PRESIGN_ONLY_IF_ABSENT,
                        PRESIGN_ONE_TIME,
                        PRESIGN_FROM_ADDRESSES -> {}
            }
        }
        return methods;
    }

    // In short

    /** Whether the store differs so; if it does, the results will say it. */
    protected final boolean deviates(Deviation deviation, Remark remark) {
        boolean deviates = deviations().contains(deviation);
        if (deviates) {
            remark.deviates(deviation);
        }
        return deviates;
    }

    /** What two operations tell of the same object must agree. */
    protected final void assertSame(ObjectSummary actual, ObjectSummary expected) {
        if (!deviations().contains(Deviation.TIMES_TO_THE_SECOND)) {
            assertThat(actual).isEqualTo(expected);
            return;
        }
        assertThat(actual.key()).isEqualTo(expected.key());
        assertThat(actual.size()).isEqualTo(expected.size());
        assertThat(actual.etag()).isEqualTo(expected.etag());
        assertThat(Duration.between(actual.lastModified(), expected.lastModified()).abs()).isLessThanOrEqualTo(TIME_TOLERANCE);
    }

    private void assertEtag(ObjectSummary summary, byte[] bytes) {
        if (!deviations().contains(Deviation.ETAG_IS_NOT_MD5)) {
            assertThat(summary.etag()).contains(Bodies.etag(bytes));
        }
    }

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
        Semaphore underWay = new Semaphore(MAX_PARALLEL_PUTS);
        inParallel(keys.stream()
                .<Callable<ObjectSummary>>map(key -> () -> {
                    underWay.acquire();
                    try {
                        return put(key, key);
                    } finally {
                        underWay.release();
                    }
                })
                .toList());
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

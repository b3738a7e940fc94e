package dev.stagedoor.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.FsLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing outside the roots is reached, and nothing but regular files inside them. */
class FsBoundariesTest {
    private static final S3Credential KEY = new S3Credential("SDTEST", Secret.of("a secret of the test"));
    private static final PutConditions ONLY_IF_ABSENT = new PutConditions(true, List.of(), Optional.empty());

    @TempDir
    private Path temporary;

    private Path root;
    private Path outside;
    private Path secret;
    private FsStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        secret = Files.writeString(outside.resolve("secret"), "the secret");
        store = store(List.of(root), List.of());
    }

    private static FsStore store(List<Path> roots, List<Path> excluded) {
        return new FsStore(new FsOptions(roots, excluded, 1 << 20), KEY, "us-east-1", Clock.systemUTC());
    }

    private String prefix() {
        return prefix(root);
    }

    private static String prefix(Path directory) {
        return directory.toString().substring(1) + "/";
    }

    private ObjectKey key(String below) {
        return new ObjectKey(prefix() + below);
    }

    private void put(String below, String text) {
        store.put(key(below), Bodies.announced(Bodies.utf8(text)), PutConditions.NONE);
    }

    private List<String> listed(String below) {
        var keys = new ArrayList<String>();
        try (ObjectListing listing = store.list(new KeyPrefix(prefix() + below), "")) {
            listing.forEachRemaining(object -> keys.add(object.key().substring(prefix().length())));
        }
        return keys;
    }

    private void assertUntouched() throws IOException {
        assertThat(secret).hasContent("the secret");
        try (Stream<Path> files = Files.list(outside)) {
            assertThat(files).containsExactly(secret);
        }
    }

    private static void assertOutside(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
            assertThat(e).hasMessageContaining("storage.fs_roots");
        });
    }

    /** Every way to use a key. */
    private List<Consumer<ObjectKey>> operations(FsStore of) {
        return List.of(
                of::stat,
                key -> of.open(key, ByteRange.ALL).close(),
                key -> of.put(key, Bodies.announced(Bodies.utf8("x")), PutConditions.NONE),
                key -> of.presign(
                        HttpMethod.GET, key, new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("http://127.0.0.1:8000"))),
                key -> of.list(new KeyPrefix(key.value()), ""));
    }

    // Roots

    @Test
    void a_key_outside_every_root_is_refused_and_the_setting_named() throws IOException {
        for (String key : List.of(prefix(outside) + "secret", "etc/passwd", "secret", prefix(temporary) + "roots/x",
                prefix(temporary) + "root")) {
            operations(store).forEach(operation -> assertOutside(() -> operation.accept(new ObjectKey(key))));
            assertThat(store.delete(List.of(key)).failures()).singleElement()
                    .satisfies(failure -> assertThat(failure.key()).isEqualTo(key));
        }
        assertOutside(() -> store.list(KeyPrefix.ALL, ""));
        assertUntouched();
    }

    @Test
    void without_roots_everything_is_refused() {
        FsStore none = store(List.of(), List.of());
        operations(none).forEach(operation -> assertOutside(() -> operation.accept(key("a"))));
        assertOutside(() -> none.over(new FsLocation("")));
    }

    @Test
    void a_stage_lies_only_over_a_directory_below_a_root() {
        assertThat(store.over(new FsLocation(prefix()))).isSameAs(store);
        assertThat(store.over(new FsLocation(prefix() + "below/"))).isSameAs(store);
        assertOutside(() -> store.over(new FsLocation(prefix(outside))));
        assertOutside(() -> store.over(new FsLocation(prefix(temporary))));
        assertOutside(() -> store.over(new FsLocation("")));
    }

    @Test
    void a_root_that_is_no_directory_or_not_absolute_is_refused() {
        for (Path wrong : List.of(secret, outside.resolve("missing"), Path.of("relative"))) {
            assertThatThrownBy(() -> store(List.of(wrong), List.of()))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG));
        }
    }

    @Test
    void a_root_may_be_a_link_itself() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
        FsStore linked = store(List.of(link), List.of());
        linked.put(new ObjectKey(prefix(link) + "a"), Bodies.announced(Bodies.utf8("1")), PutConditions.NONE);
        assertThat(root.resolve("a")).hasContent("1");
        assertThat(linked.stat(new ObjectKey(prefix(link) + "a"))).map(ObjectSummary::key).contains(prefix(link) + "a");
    }

    @Test
    void an_excluded_directory_is_neither_reached_nor_listed() throws IOException {
        Path data = Files.createDirectory(root.resolve("data"));
        Files.writeString(data.resolve("signing.key"), "key");
        put("dat", "1");
        put("database/x", "2");
        FsStore guarded = store(List.of(root), List.of(data));
        operations(guarded).forEach(operation -> assertOutside(() -> operation.accept(key("data/signing.key"))));
        assertOutside(() -> guarded.over(new FsLocation(prefix() + "data/")));
        var keys = new ArrayList<String>();
        try (ObjectListing listing = guarded.list(new KeyPrefix(prefix()), "")) {
            listing.forEachRemaining(object -> keys.add(object.key()));
        }
        assertThat(keys).containsExactly(prefix() + "dat", prefix() + "database/x");
        assertThat(guarded.delete(List.of(prefix() + "data/signing.key")).failures()).hasSize(1);
        assertThat(data.resolve("signing.key")).exists();
    }

    // Traversal

    /** Ways to say "the directory above, then outside/secret", in the hope that somebody decodes, folds or normalises. */
    static Stream<String> traversals() {
        return Stream.of(
                        "..",
                        "%2e%2e",
                        "%2E%2E",
                        ".%2e",
                        "%252e%252e",
                        "..%2f",
                        "..%5c",
                        "..\\",
                        "\\..",
                        "..;",
                        "%c0%ae%c0%ae",
                        "\uff0e\uff0e",
                        "\u2025",
                        "\u2024\u2024",
                        "..\u2215",
                        "..\u2044",
                        "..\uff0f",
                        ".\u200b.",
                        ".\u00ad.",
                        "..\u0301",
                        ". .",
                        ".. ",
                        " ..",
                        "...",
                        "....",
                        "..\t",
                        "..\n",
                        "\u202e..",
                        "~",
                        "C:",
                        "C:\\",
                        "\\\\server\\share",
                        "CON",
                        "NUL",
                        "file:",
                        "$HOME",
                        "`id`")
                .flatMap(up -> Stream.of(up + "/outside/secret", "a/" + up + "/" + up + "/outside/secret", up));
    }

    @ParameterizedTest
    @MethodSource("traversals")
    void no_spelling_of_a_key_leaves_the_root(String below) throws IOException {
        try {
            put(below, "written");
        } catch (StagedoorException e) {
            assertThat(e.code()).isIn(ErrorCode.BAD_ARGUMENTS, ErrorCode.STORAGE_UNSUPPORTED);
            assertThat(listed("")).isEmpty();
            assertUntouched();
            return;
        }
        // The name means itself, inside the root.
        assertThat(listed("")).containsExactly(below);
        assertThat(Bodies.read(store.open(key(below), ByteRange.ALL))).isEqualTo(Bodies.utf8("written"));
        assertThat(root.resolve(below).normalize()).startsWith(root).hasContent("written");
        assertThat(store.delete(List.of(key(below).value())).failures()).isEmpty();
        assertUntouched();
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void a_key_that_is_none_is_refused_before_it_is_a_path(String below) throws IOException {
        assertThatThrownBy(() -> put(below, "x")).isInstanceOf(StagedoorException.class);
        assertThat(store.delete(List.of(prefix() + below)).failures()).hasSize(1);
        assertUntouched();
    }

    static Stream<String> illegal() {
        return Stream.of("../outside/secret", "a/../../outside/secret", "./a", "a/.", "a/..", "a//b", "/etc/passwd", "a\0b", "a/",
                "\ud800", "k".repeat(256));
    }

    // Links and special files

    @Test
    void a_link_is_not_followed_wherever_it_points() throws IOException {
        put("real", "inside");
        Files.createSymbolicLink(root.resolve("out"), secret);
        Files.createSymbolicLink(root.resolve("in"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));
        for (String link : List.of("out", "in", "dangling")) {
            assertThat(store.stat(key(link))).isEmpty();
            assertKind(Kind.PERMISSION_DENIED, () -> store.open(key(link), ByteRange.ALL));
            assertKind(Kind.PERMISSION_DENIED, () -> put(link, "x"));
            assertThat(store.delete(List.of(key(link).value()))).isEqualTo(new DeleteReport(1, List.of()));
            assertThat(Files.exists(root.resolve(link), LinkOption.NOFOLLOW_LINKS)).isTrue();
        }
        assertThat(listed("")).containsExactly("real");
        assertThat(root.resolve("real")).hasContent("inside");
        assertUntouched();
    }

    @Test
    void a_link_to_a_directory_is_not_walked_through() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);
        for (String below : List.of("out/secret", "out/new", "out/new/deeper")) {
            assertThat(store.stat(key(below))).isEmpty();
            assertKind(Kind.NOT_FOUND, () -> store.open(key(below), ByteRange.ALL));
            assertKind(Kind.UNSUPPORTED, () -> put(below, "x"));
            assertKind(Kind.UNSUPPORTED, () -> store.put(key(below), Bodies.announced(Bodies.utf8("x")), ONLY_IF_ABSENT));
            store.delete(List.of(key(below).value()));
        }
        assertThat(listed("")).isEmpty();
        assertThat(listed("out/")).isEmpty();
        assertUntouched();
    }

    @Test
    void a_directory_that_becomes_a_link_during_a_listing_is_left_out() throws IOException {
        put("a", "1");
        put("b/x", "2");
        put("c", "3");
        try (ObjectListing listing = store.list(new KeyPrefix(prefix()), "")) {
            assertThat(listing.next().key()).endsWith("/a");
            Files.delete(root.resolve("b/x"));
            Files.delete(root.resolve("b"));
            Files.createSymbolicLink(root.resolve("b"), outside);
            assertThat(listing.next().key()).endsWith("/c");
            assertThat(listing.hasNext()).isFalse();
        }
    }

    @Test
    @Timeout(20)
    void a_pipe_is_neither_opened_nor_listed_nor_replaced() throws Exception {
        Path pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pipe).exists();
        assertThat(store.stat(key("pipe"))).isEmpty();
        assertThat(store.stat(key("pipe/below"))).isEmpty();
        assertKind(Kind.PERMISSION_DENIED, () -> store.open(key("pipe"), ByteRange.ALL));
        assertKind(Kind.PERMISSION_DENIED, () -> put("pipe", "x"));
        assertKind(Kind.UNSUPPORTED, () -> put("pipe/below", "x"));
        assertThat(listed("")).isEmpty();
    }

    // Names

    @Test
    void files_being_written_are_hidden_and_out_of_reach() throws IOException {
        Path orphan = Files.writeString(root.resolve(Roots.RESERVED + "0123"), "half");
        put("a", "1");
        assertThat(listed("")).containsExactly("a");
        operations(store).subList(0, 4).forEach(operation ->
                assertKind(Kind.UNSUPPORTED, () -> operation.accept(key(orphan.getFileName().toString()))));
        assertThat(store.delete(List.of(key(orphan.getFileName().toString()).value())).failures()).hasSize(1);
        assertThat(orphan).exists();
    }

    @Test
    void what_breaks_off_leaves_no_file_behind() throws IOException {
        put("a", "old");
        assertKind(
                Kind.INCOMPLETE_BODY,
                () -> store.put(
                        key("a"),
                        new dev.stagedoor.storage.ObjectBody(Bodies.brokenAfter(Bodies.random(1, 300_000)), OptionalLong.empty()),
                        PutConditions.NONE));
        assertKind(Kind.PRECONDITION_FAILED, () -> store.put(key("a"), Bodies.announced(Bodies.utf8("new")), ONLY_IF_ABSENT));
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("a"));
        }
        assertThat(root.resolve("a")).hasContent("old");
    }

    @Test
    void a_name_that_is_not_utf8_is_not_listed() throws Exception {
        put("a", "1");
        var shell = new ProcessBuilder("sh", "-c", "touch \"$(printf 'b\\377')\"").directory(root.toFile()).start();
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).hasSize(2);
        }
        assertThat(listed("")).containsExactly("a");
    }

    @Test
    void a_directory_and_a_file_of_one_name_exclude_each_other() {
        put("a/b", "1");
        assertKind(Kind.UNSUPPORTED, () -> put("a", "2"));
        assertThat(store.stat(key("a"))).isEmpty();
        assertThat(listed("")).containsExactly("a/b");
    }

    @Test
    void directories_stay_when_their_last_file_is_deleted() {
        put("a/b/c", "1");
        assertThat(store.delete(List.of(key("a/b/c").value()))).isEqualTo(new DeleteReport(1, List.of()));
        assertThat(root.resolve("a/b")).isEmptyDirectory();
        assertThat(listed("")).isEmpty();
    }

    // What is known of a file

    @Test
    void a_file_of_another_program_has_no_etag() throws IOException {
        Files.writeString(root.resolve("foreign"), "x");
        ObjectSummary foreign = store.stat(key("foreign")).orElseThrow();
        assertThat(foreign.etag()).isEmpty();
        assertThat(foreign.size()).isEqualTo(1);
        try (ObjectContent content = store.open(key("foreign"), ByteRange.ALL)) {
            assertThat(content.attributes()).isEqualTo(ObjectAttributes.NONE);
        }
    }

    @Test
    void an_etag_ends_when_the_file_is_changed() throws IOException {
        put("a", "old");
        assertThat(store.stat(key("a")).orElseThrow().etag()).contains(Bodies.etag(Bodies.utf8("old")));
        Files.writeString(root.resolve("a"), "longer");
        assertThat(store.stat(key("a")).orElseThrow().etag()).isEmpty();
        put("a", "old");
        Files.setLastModifiedTime(root.resolve("a"), FileTime.fromMillis(1));
        assertThat(store.stat(key("a")).orElseThrow().etag()).isEmpty();
    }

    @Test
    void a_directory_of_more_names_than_are_held_is_read_again() throws IOException {
        List<String> names = IntStream.range(0, 100).mapToObj("%03d"::formatted).toList();
        names.forEach(name -> put(name, name));
        FsPath path = new FsPath(root.toRealPath(), List.of(), Path.of("x"));
        var level = new DirectoryLevel(SecureDirectory.open(path), path.directory(), "", new WantedKeys("", ""), 7);
        var seen = new ArrayList<String>();
        for (var entry = level.next(); entry.isPresent(); entry = level.next()) {
            seen.add(entry.get().text());
        }
        level.close();
        assertThat(seen).isEqualTo(names);
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}

package dev.stagedoor.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every catalog does. An implementation is done when it passes. */
public abstract class CatalogContract {
    protected static final Instant CREATED = Instant.parse("2026-11-22T10:15:30.123456Z");
    private static final FileFormat CSV = FileFormats.builtIn(FileFormatType.CSV);

    private Catalog catalog;

    /** A catalog with nothing in it. */
    protected abstract Catalog openEmpty() throws Exception;

    /** A second look at the same definitions that shares no memory with the first: what it sees was stored. */
    protected abstract Catalog reopen() throws Exception;

    @BeforeEach
    void open() throws Exception {
        catalog = openEmpty();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    public static StageDefinition stage(String name) {
        return new StageDefinition(
                name, Optional.empty(), FileFormat.DEFAULT, "", "root", CREATED, "account_admin");
    }

    public static FileFormatDefinition format(String name) {
        return new FileFormatDefinition(name, CSV, "root", CREATED);
    }

    /** A stage over a bucket, with a secret among its parameters. */
    public static StageDefinition external(String name, String secret) {
        return stage(name).withLocation(new StoreUri("s3://bucket/p/", parameters("secret_access_key", secret)));
    }

    public static ConnectionDefinition connection(String name, String secret) {
        return new ConnectionDefinition(name, "s3", parameters("secret_access_key", secret), "root", CREATED);
    }

    private static ConnectionParameters parameters(String key, String value) {
        return new ConnectionParameters(new TreeMap<>(Map.of("endpoint_url", "https://h:9000", key, value)));
    }

    @Test
    void a_new_catalog_is_empty() {
        assertThat(catalog.connections()).isEmpty();
        assertThat(catalog.connection("c")).isEmpty();
        assertThat(catalog.stages()).isEmpty();
        assertThat(catalog.fileFormats()).isEmpty();
        assertThat(catalog.stage("s")).isEmpty();
        assertThat(catalog.fileFormat("f")).isEmpty();
    }

    @Test
    void a_created_stage_is_found_with_everything_it_was_given() throws Exception {
        var stage = new StageDefinition(
                "s", Optional.empty(), CSV, "two\nlines, 'quotes', \0 and 🚀", "o'brien", CREATED, "role \"x\"");

        assertThat(catalog.createStage(stage)).isTrue();

        assertThat(catalog.stage("s")).contains(stage);
        assertThat(catalog.stages()).containsExactly(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(stage);
        }
    }

    @Test
    void creating_over_a_stage_changes_nothing() throws Exception {
        catalog.createStage(stage("s"));

        assertThat(catalog.createStage(stage("s").withComment("other"))).isFalse();

        assertThat(catalog.stage("s")).contains(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
    }

    @Test
    void names_differ_by_case() {
        catalog.createStage(stage("s1"));

        assertThat(catalog.createStage(stage("S1"))).isTrue();
        assertThat(catalog.stages()).extracting(StageDefinition::name).containsExactly("S1", "s1");
        assertThat(catalog.stage("s1")).contains(stage("s1"));
    }

    @Test
    void names_that_look_alike_are_different_names() {
        String composed = "\u00fc";
        String decomposed = "u\u0308";

        assertThat(catalog.createStage(stage(composed))).isTrue();
        assertThat(catalog.createStage(stage(decomposed))).isTrue();
        assertThat(catalog.createStage(stage("s "))).isTrue();
        assertThat(catalog.createStage(stage("s"))).isTrue();
    }

    @Test
    void stages_are_ordered_by_the_bytes_of_their_names() throws Exception {
        List<String> ordered = List.of("A", "B", "a", "aa", "b", "é", "\uffee", "😀", "😀a");
        for (String name : List.of("😀a", "\uffee", "b", "aa", "é", "A", "😀", "B", "a")) {
            catalog.createStage(stage(name));
        }

        assertThat(catalog.stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        }
    }

    @Test
    void replacing_creates_or_puts_in_the_place() throws Exception {
        catalog.replaceStage(stage("s"));
        assertThat(catalog.stage("s")).contains(stage("s"));

        StageDefinition other = new StageDefinition(
                "s", Optional.empty(), CSV, "c", "alice", CREATED.plusSeconds(1), "analysts");
        catalog.replaceStage(other);

        assertThat(catalog.stages()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(other);
        }
    }

    @Test
    void an_update_puts_the_changed_in_the_place_of_the_current() throws Exception {
        StageDefinition current = stage("s");
        StageDefinition changed = current.withComment("c").withFileFormat(CSV);
        catalog.createStage(current);

        assertThat(catalog.updateStage(current, changed)).isTrue();

        assertThat(catalog.stage("s")).contains(changed);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(changed);
        }
    }

    @Test
    void an_update_of_what_is_no_longer_current_changes_nothing() throws Exception {
        StageDefinition seen = stage("s");
        StageDefinition meanwhile = seen.withComment("meanwhile");
        catalog.createStage(seen);
        catalog.updateStage(seen, meanwhile);

        assertThat(catalog.updateStage(seen, seen.withComment("late"))).isFalse();

        assertThat(catalog.stage("s")).contains(meanwhile);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(meanwhile);
        }
    }

    @Test
    void an_update_of_a_dropped_stage_does_not_bring_it_back() throws Exception {
        catalog.createStage(stage("s"));
        catalog.dropStage("s");

        assertThat(catalog.updateStage(stage("s"), stage("s").withComment("c"))).isFalse();

        assertThat(catalog.stage("s")).isEmpty();
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEmpty();
        }
    }

    @Test
    void an_update_cannot_rename() {
        catalog.createStage(stage("s"));

        assertThatThrownBy(() -> catalog.updateStage(stage("s"), stage("t"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.stages()).containsExactly(stage("s"));
    }

    @Test
    void a_dropped_stage_is_gone_and_its_name_free() throws Exception {
        catalog.createStage(stage("s"));
        catalog.createStage(stage("t"));

        assertThat(catalog.dropStage("s")).isTrue();
        assertThat(catalog.dropStage("s")).isFalse();

        assertThat(catalog.stages()).containsExactly(stage("t"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("t"));
        }
        assertThat(catalog.createStage(stage("s"))).isTrue();
    }

    @Test
    void a_list_of_stages_does_not_change_afterwards() {
        catalog.createStage(stage("s"));
        List<StageDefinition> before = catalog.stages();

        catalog.createStage(stage("t"));

        assertThat(before).containsExactly(stage("s"));
    }

    @Test
    void file_formats_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog.createFileFormat(format("g"))).isTrue();
        assertThat(catalog.createFileFormat(format("f"))).isTrue();
        assertThat(catalog.createFileFormat(new FileFormatDefinition("f", FileFormat.DEFAULT, "x", CREATED))).isFalse();
        assertThat(catalog.fileFormat("f")).contains(format("f"));
        assertThat(catalog.fileFormats()).containsExactly(format("f"), format("g"));

        var other = new FileFormatDefinition("f", FileFormat.DEFAULT, "alice", CREATED.plusSeconds(1));
        catalog.replaceFileFormat(other);
        assertThat(catalog.dropFileFormat("g")).isTrue();
        assertThat(catalog.dropFileFormat("g")).isFalse();

        assertThat(catalog.fileFormats()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.fileFormats()).containsExactly(other);
        }
    }

    @Test
    void a_stage_keeps_where_it_lies() throws Exception {
        StageDefinition stage = external("s", "hunter2");
        catalog.createStage(stage);
        catalog.createStage(stage("t"));

        assertThat(catalog.stage("s")).contains(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage, stage("t"));
            assertThat(again.stage("s").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.EXTERNAL);
            assertThat(again.stage("t").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.INTERNAL);
        }
    }

    @Test
    void an_update_compares_where_stages_lie_and_moves_them() throws Exception {
        StageDefinition current = external("s", "hunter2");
        catalog.createStage(current);

        assertThat(catalog.updateStage(stage("s"), current.withComment("c"))).isFalse();
        assertThat(catalog.updateStage(external("s", "hunter3"), current.withComment("c"))).isFalse();
        assertThat(catalog.updateStage(external("s", "hunter2"), external("s", "hunter3"))).isTrue();

        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(external("s", "hunter3"));
        }
    }

    @Test
    void an_external_stage_is_replaced_by_an_internal_one_and_back() throws Exception {
        catalog.replaceStage(external("s", "hunter2"));
        catalog.replaceStage(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
        catalog.replaceStage(external("s", "hunter3"));
        assertThat(catalog.dropStage("s")).isTrue();
        assertThat(catalog.stages()).isEmpty();
    }

    @Test
    void connections_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog.createConnection(connection("d", "x"))).isTrue();
        assertThat(catalog.createConnection(connection("c", "hunter2"))).isTrue();
        assertThat(catalog.createConnection(connection("c", "other"))).isFalse();
        assertThat(catalog.connection("c")).contains(connection("c", "hunter2"));
        assertThat(catalog.connections()).containsExactly(connection("c", "hunter2"), connection("d", "x"));

        var other = new ConnectionDefinition("c", "azblob", ConnectionParameters.NONE, "alice", CREATED.plusSeconds(1));
        catalog.replaceConnection(other);
        catalog.replaceConnection(connection("C", "y"));
        assertThat(catalog.dropConnection("d")).isTrue();
        assertThat(catalog.dropConnection("d")).isFalse();

        assertThat(catalog.connections()).containsExactly(connection("C", "y"), other);
        try (Catalog again = reopen()) {
            assertThat(again.connections()).containsExactly(connection("C", "y"), other);
        }
    }

    @Test
    void parameters_hold_all_of_unicode() throws Exception {
        List<ConnectionDefinition> connections = new ArrayList<>();
        int chunk = 4_096;
        int parametersEach = 64;
        for (int first = 0; first <= Character.MAX_CODE_POINT; first += chunk * parametersEach) {
            var values = new TreeMap<String, String>();
            for (int start = first; start <= Character.MAX_CODE_POINT && values.size() < parametersEach; start += chunk) {
                values.put("k" + start, characters(start, start + chunk));
            }
            connections.add(new ConnectionDefinition("c" + connections.size(), "s3", new ConnectionParameters(values), "root", CREATED));
        }
        connections.forEach(catalog::createConnection);
        StageDefinition stage = stage("s").withLocation(new StoreUri("fs:///ü🚀\0\"/", connections.getFirst().parameters()));
        catalog.createStage(stage);

        try (Catalog again = reopen()) {
            assertThat(again.connections()).isEqualTo(connections);
            assertThat(again.stage("s")).contains(stage);
        }
    }

    private static String characters(int from, int to) {
        int[] codePoints = IntStream.range(from, to)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    @Test
    void a_stage_a_connection_and_a_file_format_may_share_a_name() {
        catalog.createConnection(connection("x", "hunter2"));
        catalog.createStage(stage("x"));
        catalog.createFileFormat(format("x"));

        catalog.dropFileFormat("x");

        assertThat(catalog.connection("x")).contains(connection("x", "hunter2"));
        assertThat(catalog.stage("x")).contains(stage("x"));
    }

    @Test
    void of_many_threads_that_create_one_name_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "s" + round;
            List<Boolean> created = together(16, thread -> catalog.createStage(stage(name).withComment("thread " + thread)));

            assertThat(created).containsOnlyOnce(true);
            assertThat(catalog.stage(name)).hasValueSatisfying(stage -> assertThat(stage.comment())
                    .isEqualTo("thread " + created.indexOf(true)));
        }
    }

    @Test
    void of_many_threads_that_update_one_state_one_wins() throws Exception {
        StageDefinition current = stage("s");
        catalog.createStage(current);
        for (int round = 0; round < 20; round++) {
            StageDefinition seen = current;
            String comment = "round " + round + " thread ";
            List<Boolean> updated = together(16, thread -> catalog.updateStage(seen, seen.withComment(comment + thread)));

            assertThat(updated).containsOnlyOnce(true);
            current = seen.withComment(comment + updated.indexOf(true));
            assertThat(catalog.stage("s")).contains(current);
        }
    }

    @Test
    void different_names_created_by_many_threads_are_all_there() throws Exception {
        together(16, thread -> {
            for (int i = 0; i < 10; i++) {
                StageDefinition stage = stage("s-" + thread + "-" + i);
                assertThat(catalog.createStage(stage)).isTrue();
                assertThat(catalog.stage(stage.name())).contains(stage);
            }
            return true;
        });

        assertThat(catalog.stages()).hasSize(160);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEqualTo(catalog.stages());
        }
    }

    /** One thread's part. */
    @FunctionalInterface
    protected interface Part {
        boolean run(int thread) throws Exception;
    }

    /** Starts every part at the same moment; answers by thread. */
    protected static List<Boolean> together(int threads, Part part) throws Exception {
        var start = new CyclicBarrier(threads);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = IntStream.range(0, threads)
                    .mapToObj(thread -> executor.submit((Callable<Boolean>) () -> {
                        start.await();
                        return part.run(thread);
                    }))
                    .toList();
            var answers = new ArrayList<Boolean>();
            for (Future<Boolean> each : running) {
                answers.add(answer(each));
            }
            return answers;
        }
    }

    private static boolean answer(Future<Boolean> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}

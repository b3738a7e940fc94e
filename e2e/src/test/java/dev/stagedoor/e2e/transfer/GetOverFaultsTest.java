package dev.stagedoor.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.transfer.FaultyForwardProxy.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor get} when connections break, stores fail, and the command is killed. */
class GetOverFaultsTest {
    /** Five ranges. */
    private static final int LARGE_BYTES = 70 << 20;

    private static final int RANGES = 5;

    @TempDir
    static Path directory;

    @TempDir
    Path target;

    static ServerProcess server;
    static final byte[] LARGE = Scratch.bytes(3, LARGE_BYTES);

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(directory.resolve("data"));
        server.sql().query("CREATE STAGE s");
        upload("large", LARGE);
        upload("small", Scratch.bytes(4, 1000));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void upload(String name, byte[] content) throws Exception {
        URI url = server.sql().presign("UPLOAD", "s", name).url();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest put = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(content)).build();
            assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }

    /** For the first so many requests of the file. */
    private static Function<String, Fault> first(int count, String path, Fault fault) {
        var seen = new AtomicInteger();
        return head -> head.startsWith("GET ") && head.contains(path) && seen.getAndIncrement() < count ? fault : new Fault.None();
    }

    private Command.Outcome get(FaultyForwardProxy proxy, String... arguments) {
        return new TransferProcess(target, server, proxy.address()).run("get", arguments);
    }

    @Test
    void answers_that_break_off_are_asked_for_again() {
        try (var proxy = new FaultyForwardProxy(first(3, "/large?", new Fault.CutAfter(5 << 20)))) {
            Command.Outcome outcome = get(proxy, "@s/large", "copy");
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(target.resolve("copy")).hasBinaryContent(LARGE);
            assertThat(proxy.requests("/large?")).hasSize(RANGES + 3);
        }
    }

    @Test
    void busy_store_is_asked_again() {
        try (var proxy = new FaultyForwardProxy(first(4, "/large?", new Fault.Answer(503)))) {
            Command.Outcome outcome = get(proxy, "@s/large", "copy");
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(target.resolve("copy")).hasBinaryContent(LARGE);
        }
    }

    @Test
    void stalled_answer_is_ended_and_asked_for_again() {
        try (var proxy = new FaultyForwardProxy(first(1, "/small?", new Fault.StallAfter(300)))) {
            Command.Outcome outcome = get(proxy, "--stall", "1s", "@s/small", "copy");
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(target.resolve("copy")).hasBinaryContent(Scratch.bytes(4, 1000));
        }
    }

    @Test
    void url_that_is_refused_is_signed_anew_once() {
        try (var proxy = new FaultyForwardProxy(first(1, "/small?", new Fault.Answer(403)))) {
            assertThat(get(proxy, "@s/small", "copy").exitCode()).isZero();
        }
        try (var proxy = new FaultyForwardProxy(first(100, "/small?", new Fault.Answer(403)))) {
            Command.Outcome outcome = get(proxy, "@s/small", "other");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors()).isEqualTo("stagedoor: @s/small: " + server.authority() + " answered 403\n");
            assertThat(proxy.requests("/small?")).hasSize(2);
        }
    }

    @Test
    void what_does_not_pass_fails_with_one_line_and_leaves_no_file() {
        try (var proxy = new FaultyForwardProxy(first(1000, "/large?", new Fault.CutAfter(1 << 20)))) {
            Command.Outcome outcome = get(proxy, "--retry-for", "1s", "@s/large", "@s/small", "./");
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.errors()).startsWith("stagedoor: @s/large: ").contains("tries within 1 s").hasLineCount(1);
            assertThat(target.resolve("large")).doesNotExist();
            assertThat(target.resolve("small")).exists();
        }
    }

    @Test
    void killed_get_goes_on_with_the_ranges_that_are_there() throws Exception {
        var served = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> head.contains("/large?") && served.getAndIncrement() >= 3
                ? new Fault.StallAfter(1 << 20)
                : new Fault.None())) {
            Process process = new TransferProcess(target, server, proxy.address()).start("get", "--parallel", "1", "@s/large", "copy");
            await().until(() -> proxy.requests("/large?").size() == 4);
            process.destroyForcibly().waitFor();
        }
        assertThat(target.resolve("copy")).doesNotExist();
        try (var proxy = new FaultyForwardProxy(_ -> new Fault.None())) {
            Command.Outcome outcome = get(proxy, "@s/large", "copy");
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(target.resolve("copy")).hasBinaryContent(LARGE);
            assertThat(proxy.requests("/large?")).hasSize(RANGES - 3);
        }
        assertThat(target.toFile().list()).doesNotContain(".copy.stagedoor-part");
    }

    @Test
    void range_that_is_not_what_it_was_is_asked_for_again() throws Exception {
        var served = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> head.contains("/large?") && served.getAndIncrement() >= 2
                ? new Fault.StallAfter(1)
                : new Fault.None())) {
            Process process = new TransferProcess(target, server, proxy.address()).start("get", "--parallel", "1", "@s/large", "copy");
            await().until(() -> proxy.requests("/large?").size() == 3);
            process.destroyForcibly().waitFor();
        }
        try (var partial = Files.newByteChannel(target.resolve(".copy.stagedoor-part"), StandardOpenOption.WRITE)) {
            partial.position(17 << 20).write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        try (var proxy = new FaultyForwardProxy(_ -> new Fault.None())) {
            assertThat(get(proxy, "@s/large", "copy").exitCode()).isZero();
            assertThat(target.resolve("copy")).hasBinaryContent(LARGE);
            assertThat(proxy.requests("/large?")).hasSize(RANGES - 1);
        }
    }

    @Test
    void file_that_changes_meanwhile_fails() throws Exception {
        upload("changing", Scratch.bytes(5, 40 << 20));
        var changed = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> {
            if (head.contains("/changing?") && changed.getAndIncrement() == 1) {
                replace("changing");
            }
            return new Fault.None();
        })) {
            Command.Outcome outcome = get(proxy, "--parallel", "1", "@s/changing", "copy");
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors()).isEqualTo("stagedoor: @s/changing: it has changed since it was listed; get it again\n");
            assertThat(target.resolve("copy")).doesNotExist();
        }
    }

    private static void replace(String name) {
        try {
            upload(name, Scratch.bytes(6, 40 << 20));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

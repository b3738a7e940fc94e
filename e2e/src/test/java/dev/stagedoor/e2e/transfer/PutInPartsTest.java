package dev.stagedoor.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.transfer.FaultyForwardProxy.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor put} of a file of several parts: when connections break, the source changes, and the command is killed. */
class PutInPartsTest {
    /** Five parts. */
    private static final int LARGE_BYTES = 70 << 20;

    private static final int PARTS = 5;

    @TempDir
    static Path directory;

    @TempDir
    Path local;

    static ServerProcess server;
    private String stage = "";

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeStage(TestInfo test) {
        stage = test.getTestMethod().orElseThrow().getName();
        server.sql().query("CREATE STAGE " + stage);
    }

    /** For the first so many uploads of the file. */
    private static Function<String, Fault> first(int count, String path, Fault fault) {
        var seen = new AtomicInteger();
        return head -> head.startsWith("PUT ") && head.contains(path) && seen.getAndIncrement() < count ? fault : new Fault.None();
    }

    private Command.Outcome put(FaultyForwardProxy proxy, String... arguments) {
        return new TransferProcess(local, server, proxy.address()).run("put", arguments);
    }

    private void assertStored(String name, byte[] content) {
        try (var proxy = new FaultyForwardProxy(_ -> new Fault.None())) {
            Command.Outcome outcome = new TransferProcess(local, server, proxy.address()).run("get", "@" + stage + "/" + name, "back");
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(local.resolve("back")).hasBinaryContent(content);
        }
    }

    private List<String> stored() {
        return server.sql().query("LIST @" + stage).column("name");
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void killed_put_goes_on_with_the_parts_that_are_missing() throws Exception {
        byte[] content = Scratch.bytes(7, LARGE_BYTES);
        Scratch.file(local, "large", content);
        var sent = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> head.startsWith("PUT ") && sent.getAndIncrement() >= 3
                ? new Fault.StallAfter(1 << 20)
                : new Fault.None())) {
            Process process = new TransferProcess(local, server, proxy.address()).start("put", "--parallel", "1", "large", "@" + stage);
            await().until(() -> proxy.requests("PUT ").size() == 4);
            process.destroyForcibly().waitFor();
        }
        assertThat(stored()).isEmpty();
        try (var proxy = new FaultyForwardProxy(_ -> new Fault.None())) {
            Command.Outcome outcome = put(proxy, "large", "@" + stage);
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(proxy.requests("PUT ")).hasSize(PARTS - 3);
        }
        assertStored("large", content);
    }

    @Test
    void source_that_is_another_now_begins_anew() throws Exception {
        Scratch.file(local, "large", Scratch.bytes(8, LARGE_BYTES));
        var sent = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> head.startsWith("PUT ") && sent.getAndIncrement() >= 1
                ? new Fault.StallAfter(1 << 20)
                : new Fault.None())) {
            Process process = new TransferProcess(local, server, proxy.address()).start("put", "--parallel", "1", "large", "@" + stage);
            await().until(() -> proxy.requests("PUT ").size() == 2);
            process.destroyForcibly().waitFor();
        }
        byte[] content = Scratch.bytes(9, LARGE_BYTES);
        Scratch.file(local, "large", content);
        try (var proxy = new FaultyForwardProxy(_ -> new Fault.None())) {
            assertThat(put(proxy, "large", "@" + stage).exitCode()).isZero();
            assertThat(proxy.requests("PUT ")).hasSize(PARTS);
        }
        assertStored("large", content);
    }

    @Test
    void large_source_that_changes_meanwhile_leaves_nothing() {
        Path large = Scratch.file(local, "large", Scratch.bytes(10, LARGE_BYTES));
        var sent = new AtomicInteger();
        try (var proxy = new FaultyForwardProxy(head -> {
            if (head.startsWith("PUT ") && sent.getAndIncrement() == 2) {
                append(large);
            }
            return new Fault.None();
        })) {
            Command.Outcome outcome = put(proxy, "large", "@" + stage);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors()).isEqualTo("stagedoor: large: it changed while it was sent; put it again\n");
        }
        assertThat(stored()).isEmpty();
        assertThat(server.sql().query("SELECT path FROM system.uploads WHERE stage = '" + stage + "' AND state = 'open'").rows()).isEmpty();
    }

    @Test
    void parts_over_connections_that_break_arrive_whole() {
        byte[] content = Scratch.bytes(11, LARGE_BYTES);
        Scratch.file(local, "large", content);
        try (var proxy = new FaultyForwardProxy(first(3, "/large?", new Fault.CutAfter(2 << 20)))) {
            Command.Outcome outcome = put(proxy, "--checksum", "large", "@" + stage);
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(proxy.requests("PUT ")).hasSize(PARTS + 3);
        }
        assertStored("large", content);
    }
}

package dev.stagedoor.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code stagedoor put} when connections break, stores fail, and the source changes. */
class PutOverFaultsTest {
    private static final byte[] SMALL = Scratch.bytes(1, 5 << 20);

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
    void makeFiles(TestInfo test) {
        stage = test.getTestMethod().orElseThrow().getName();
        server.sql().query("CREATE STAGE " + stage);
        Scratch.file(local, "small", SMALL);
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

    @Test
    void upload_that_breaks_off_is_sent_again() {
        try (var proxy = new FaultyForwardProxy(first(2, "/small?", new Fault.CutAfter(1 << 20)))) {
            Command.Outcome outcome = put(proxy, "small", "@" + stage);
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            assertThat(proxy.requests("/small?")).hasSize(3);
        }
        assertStored("small", SMALL);
    }

    @Test
    void busy_store_is_asked_again() {
        try (var proxy = new FaultyForwardProxy(first(2, "/small?", new Fault.Answer(503)))) {
            assertThat(put(proxy, "small", "@" + stage).exitCode()).isZero();
        }
        assertStored("small", SMALL);
    }

    @Test
    void url_that_is_refused_is_signed_anew_once() {
        try (var proxy = new FaultyForwardProxy(first(1, "/small?", new Fault.Answer(403)))) {
            assertThat(put(proxy, "small", "@" + stage).exitCode()).isZero();
        }
        assertStored("small", SMALL);
        try (var proxy = new FaultyForwardProxy(first(100, "/small?", new Fault.Answer(403)))) {
            Command.Outcome outcome = put(proxy, "small", "@" + stage);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors()).isEqualTo("stagedoor: small: " + server.authority() + " answered 403\n");
        }
    }

    @Test
    void what_does_not_pass_fails_with_one_line_and_the_others_go_on() {
        Scratch.file(local, "other", SMALL);
        try (var proxy = new FaultyForwardProxy(first(1000, "/small?", new Fault.CutAfter(1000)))) {
            Command.Outcome outcome = put(proxy, "--retry-for", "1s", "small", "other", "@" + stage);
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.errors()).startsWith("stagedoor: small: ").contains("within 1 s").hasLineCount(1);
        }
        assertThat(stored()).containsExactly("other");
    }

    @Test
    void source_that_changes_meanwhile_fails() {
        Path changing = Scratch.file(local, "changing", SMALL);
        try (var proxy = new FaultyForwardProxy(head -> {
            if (head.contains("/changing?")) {
                append(changing);
            }
            return new Fault.None();
        })) {
            Command.Outcome outcome = put(proxy, "changing", "@" + stage);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.errors()).isEqualTo("stagedoor: changing: it changed while it was sent; put it again\n");
        }
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

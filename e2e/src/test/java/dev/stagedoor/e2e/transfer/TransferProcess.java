package dev.stagedoor.e2e.transfer;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code stagedoor put} and {@code get} in processes of their own, as the launcher does, through a proxy. */
final class TransferProcess {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> FLAGS = List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final ServerProcess server;
    private final URI proxy;

    TransferProcess(Path directory, ServerProcess server, URI proxy) {
        this.directory = directory;
        this.server = server;
        this.proxy = proxy;
    }

    /** Runs to the end. */
    Command.Outcome run(String command, String... arguments) {
        return Command.run(directory, LIMIT, line(command, arguments));
    }

    /** Starts it. */
    Process start(String command, String... arguments) {
        try {
            return new ProcessBuilder(line(command, arguments))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> line(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                command, "--dsn", "databend://root:@" + server.authority() + "/default", "--proxy", proxy.toString()));
        all.addAll(List.of(arguments));
        return JavaProcess.stagedoor(FLAGS, all);
    }
}

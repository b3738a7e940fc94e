package dev.stagedoor.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real {@code stagedoor serve} in a process of its own, on a free loopback port. Standard output and error go to one log file beside
 * the data directory, at debug level, which is looked through for secrets when the server ends.
 */
public final class ServerProcess implements AutoCloseable {
    /** How long a server may take to say that it is ready, on a loaded machine. */
    public static final Duration READY_LIMIT = Duration.ofSeconds(60);

    /** How long a server may take to end after SIGTERM, and a refused start to give up. */
    public static final Duration EXIT_LIMIT = Duration.ofSeconds(60);

    private static final Pattern READY = Pattern.compile("(https?://(?:127\\.0\\.0\\.1|localhost):\\d+)");

    /**
     * How to start a server.
     *
     * @param data the data directory
     * @param jvmFlags for example {@code -Xmx256m}
     * @param flags of {@code serve}, beside {@code --port} and {@code --data}
     * @param environment variables to add, for example {@code STAGEDOOR_…}
     */
    public record Launch(Path data, List<String> jvmFlags, List<String> flags, Map<String, String> environment) {
        public Launch {
            jvmFlags = List.copyOf(jvmFlags);
            flags = List.copyOf(flags);
            environment = Map.copyOf(environment);
        }

        public static Launch of(Path data) {
            return new Launch(data, List.of(), List.of(), Map.of());
        }

        public Launch withJvmFlags(String... more) {
            return new Launch(data, joined(jvmFlags, more), flags, environment);
        }

        public Launch withFlags(String... more) {
            return new Launch(data, jvmFlags, joined(flags, more), environment);
        }

        public Launch withEnvironment(Map<String, String> variables) {
            return new Launch(data, jvmFlags, flags, variables);
        }

        private static List<String> joined(List<String> first, String... more) {
            List<String> all = new ArrayList<>(first);
            all.addAll(Arrays.asList(more));
            return all;
        }
    }

    /** How a server that would not start ended. */
    public record Refusal(int exitCode, String output) {}

    private final Process process;
    private final Path data;
    private final Path log;
    private final URI address;

    private ServerProcess(Process process, Path data, Path log, URI address) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.address = address;
    }

    /** Starts a server and returns once it has printed its address. */
    public static ServerProcess start(Launch launch) {
        Path log = logBeside(launch.data());
        Process process = spawn(launch, List.of("--port", "0"), Map.of("STAGEDOOR_LOG_LEVEL", "debug"), log);
        return new ServerProcess(process, launch.data(), log, awaitReady(process, log));
    }

    /** Starts a server with all defaults. */
    public static ServerProcess start(Path data) {
        return start(Launch.of(data));
    }

    /** Starts a server that is expected to refuse, and waits for it to end. {@code launch.flags} must name the port. */
    public static Refusal startRefused(Launch launch) throws InterruptedException {
        Path log = logBeside(Path.of(System.getProperty("java.io.tmpdir"), "refused"));
        Process process = spawn(launch, List.of(), Map.of(), log);
        try {
            if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server should have refused to start, but it runs:\n" + read(log));
            }
            return new Refusal(process.exitValue(), read(log));
        } finally {
            process.destroyForcibly();
            delete(log);
        }
    }

    private static Process spawn(Launch launch, List<String> portFlags, Map<String, String> environment, Path log) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", launch.data().toString()));
        arguments.addAll(portFlags);
        arguments.addAll(launch.flags());
        List<String> command = JavaProcess.stagedoor(launch.jvmFlags(), arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STAGEDOOR_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(launch.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI awaitReady(Process process, Path log) {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            String output = read(log);
            Matcher ready = READY.matcher(output);
            if (ready.find() && output.indexOf('\n', ready.end()) >= 0) {
                return URI.create(ready.group(1));
            }
            if (!alive || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new AssertionError("the server did not become ready:\n" + output);
            }
            pause(process);
        }
    }

    /** Until the process ends or a few milliseconds are over. */
    private static void pause(Process process) {
        try {
            process.waitFor(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the server", e);
        }
    }

    /** Where the server listens, without a path: {@code http://127.0.0.1:40123}. */
    public URI address() {
        return address;
    }

    /** {@code host:port}, as a client's connection string wants it. */
    public String authority() {
        return address.getAuthority();
    }

    public SqlClient sql() {
        return new SqlClient(address, "root", "");
    }

    public SqlClient sql(String user, String password) {
        return new SqlClient(address, user, password);
    }

    /** Everything the server has printed so far. */
    public String log() {
        return read(log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processes that it started, such as those for queries. */
    public Stream<ProcessHandle> children() {
        return process.children();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end after {@link #terminate} and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server did not end within " + EXIT_LIMIT + ":\n" + log());
        }
        return process.exitValue();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the server in the graceful way, or by force when it does not listen; and fails when its log holds a secret. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            LogSecrets.assertNone(log(), data);
        } finally {
            delete(log);
        }
    }

    private static Path logBeside(Path data) {
        try {
            return Files.createTempFile(data.getFileName() + "-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

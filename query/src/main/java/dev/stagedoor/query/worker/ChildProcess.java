package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in a JVM of its own. It is given the class path and the flags of this one, but nothing of its environment except the locale, and
 * a directory of its own: for the socket, the library that DuckDB's driver unpacks, and whatever a library thinks of. The directory goes
 * with the process.
 */
final class ChildProcess implements WorkerProcess {
    /** Longest name of a Unix domain socket that every system takes, in bytes. */
    private static final int MAX_SOCKET_NAME_BYTES = 100;

    /** How much of a worker is Java's own heap, in MiB: values on their way, and the tree of the longest query. */
    private static final int HEAP_MIB = 256;

    /** A process that is not ready after so long is ended. */
    private static final Duration MAX_START = Duration.ofSeconds(30);

    /** How long the end of a process that was killed is waited for. */
    private static final Duration MAX_END = Duration.ofSeconds(5);

    /** Becomes the program that its arguments name; where it is missing, workers have the server's priority. */
    private static final Path NICE = Path.of("/usr/bin/nice");

    /** Workers give way to the server, whose statements take microseconds, when the processors do not suffice for both. */
    static final int NICENESS = 10;

    private static final List<String> KEPT_ENVIRONMENT = List.of("LANG", "LC_ALL", "LC_CTYPE");
    /** In a worker's directory, what its queries have put on disk. */
    private static final String SPILL = "spill";

    private static final String CACHE_PROPERTY = "stagedoor.aot";
    private static final long PAGE_BYTES = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private final Process process;
    private final Path directory;
    private final UnixDomainSocketAddress socket;
    private final CompletableFuture<Void> cleaned;

    /** @param cleaned done when the process has ended and its files are gone */
    private ChildProcess(Process process, Path directory, UnixDomainSocketAddress socket, CompletableFuture<Void> cleaned) {
        this.process = process;
        this.directory = directory;
        this.socket = socket;
        this.cleaned = cleaned;
    }

    /**
     * What starts workers below a directory.
     *
     * @param directory made if it is not there, and emptied: what is in it is left of a process that was killed
     * @param spillBytes how much the queries of one worker may put on disk when they outgrow its memory; 0 for none
     */
    static Launcher launcher(Path directory, DatabaseOptions options, long spillBytes) {
        delete(directory);
        AtomicInteger number = new AtomicInteger();
        return () -> start(directory, number.incrementAndGet(), options, spillBytes);
    }

    private static ChildProcess start(Path parent, int number, DatabaseOptions options, long spillBytes) throws IOException {
        Files.createDirectories(parent);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path directory = Files.createDirectory(parent.resolve(Integer.toString(number)), owner);
        // A socket's name is short. Where the data directory's is long, the socket lies among the system's temporary files.
        Path socketDirectory = directory.resolve("s").toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_NAME_BYTES
                ? directory
                : Files.createTempDirectory("stagedoor-", owner);
        Path socket = socketDirectory.resolve("s");
        ProcessBuilder builder = new ProcessBuilder(command(directory, socket, options, spillBytes)).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT_ENVIRONMENT);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ChildProcess child = new ChildProcess(process, directory, UnixDomainSocketAddress.of(socket), process.onExit().thenRun(() -> {
            delete(directory);
            delete(socketDirectory);
        }));
        child.awaitReady();
        return child;
    }

    private static List<String> command(Path directory, Path socket, DatabaseOptions options, long spillBytes) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", Integer.toString(NICENESS)));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(cacheFlags());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                // The libraries of Arrow and ORC keep memory outside of the heap so; the JDK would warn on the server's output.
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-Xmx" + HEAP_MIB + "m",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                socket.toString(),
                Long.toString(options.memoryBytes()),
                Integer.toString(options.threads()),
                options.readable().toString(),
                Long.toString(options.maxExpandedBytes()),
                options.writable().orElse(directory.resolve(SPILL)).toString(),
                directory.resolve(SPILL).toString(),
                Long.toString(spillBytes)));
        return command;
    }

    /** Where the launcher told of an ahead-of-time cache the worker starts from it as well; it belongs to the layout of objects. */
    private static List<String> cacheFlags() {
        String cache = System.getProperty(CACHE_PROPERTY, "");
        return cache.isEmpty()
                ? List.of()
                : List.of("-XX:+UseCompactObjectHeaders", "-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    private void awaitReady() throws IOException {
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var late = CompletableFuture.runAsync(this::kill, CompletableFuture.delayedExecutor(MAX_START.toSeconds(), TimeUnit.SECONDS));
        String line = output.readLine();
        late.cancel(false);
        if (!WorkerMain.READY.equals(line)) {
            kill();
            throw new IOException("a worker for queries did not start (" + ending() + ")");
        }
    }

    @Override
    public SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(socket);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    /** From {@code /proc}; elsewhere nobody watches a worker's memory but DuckDB itself. */
    @Override
    public long residentBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm")).split(" ");
            return Long.parseLong(pages[1]) * PAGE_BYTES;
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void awaitEnd() {
        try {
            cleaned.get(MAX_END.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("a worker for queries has not ended", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String ending() {
        return process.isAlive() ? "still running" : "exit code " + process.exitValue();
    }

    private static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("what a worker left could not be deleted", e);
        }
    }

    Path directory() {
        return directory;
    }

    long pid() {
        return process.pid();
    }

    /** What the end of this JVM does to it. */
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }
}

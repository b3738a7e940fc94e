package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the checkout is, and how its server and its peers are started. */
public final class Home {
    /** What a server prints when it can be asked. */
    public static final Pattern READY = Pattern.compile("ready at (http://\\S+)");

    private Home() {}

    /** The root of the checkout: the system property {@code stagedoor.home}, which {@code bench/run} sets. */
    public static Path root() {
        return Path.of(System.getProperty("stagedoor.home", "."));
    }

    /** The server as a user starts it, on a free port of the loopback interface. */
    public static PeerProcess stagedoor(Path data, String javaOptions) throws IOException {
        return stagedoor(data, javaOptions, Map.of());
    }

    /** The same, with {@code STAGEDOOR_…} variables. */
    public static PeerProcess stagedoor(Path data, String javaOptions, Map<String, String> configuration) throws IOException {
        var command = List.of(root().resolve("stagedoor").toString(), "serve", "--port", "0", "--data", data.toString());
        var environment = new HashMap<>(configuration);
        environment.put("STAGEDOOR_JAVA_OPTS", javaOptions);
        return PeerProcess.start(command, environment, READY);
    }

    /** A main class of this module in a JVM of its own, which prints {@code ready at <address>}. */
    public static PeerProcess peer(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of(java(), "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return PeerProcess.start(command, Map.of(), READY);
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static InetSocketAddress address(URI base) {
        return new InetSocketAddress(base.getHost(), base.getPort());
    }

    public static Path temporaryDirectory() throws IOException {
        Path target = root().resolve("bench/target");
        Files.createDirectories(target);
        return Files.createTempDirectory(target, "run");
    }

    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                    throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

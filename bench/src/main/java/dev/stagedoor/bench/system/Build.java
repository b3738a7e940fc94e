package dev.stagedoor.bench.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The built jars of a checkout. Two builds are started by the same command but for the class path: with the flags of the launcher, and
 * without its ahead-of-time cache.
 *
 * @param home root of the checkout
 */
record Build(Path home) {
    private static final String MAIN = "dev.stagedoor.cli.Main";

    /** @throws IOException when the checkout is not built */
    PeerProcess serve(Path data) throws IOException {
        var command = new ArrayList<>(List.of(
                Home.java(), "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC", "-Xms96m"));
        command.addAll(List.of("-cp", classPath(), MAIN, "serve", "--port", "0", "--data", data.toString()));
        return PeerProcess.start(command, Map.of(), Home.READY);
    }

    private String classPath() throws IOException {
        Path target = home.resolve("cli/target");
        List<Path> jars = new ArrayList<>(jars(target, "stagedoor-cli-*.jar"));
        if (jars.isEmpty()) {
            throw new IOException("no jar in " + target + ": build that checkout first, with: mvn -q -DskipTests -pl cli -am package");
        }
        jars.addAll(jars(target.resolve("lib"), "*.jar"));
        return jars.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static List<Path> jars(Path directory, String glob) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, glob)) {
            List<Path> found = new ArrayList<>();
            jars.forEach(found::add);
            found.sort(null);
            return found;
        }
    }
}

package dev.stagedoor.e2e.support;

import dev.stagedoor.testsupport.BuildLock;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the launcher gives a server so that it starts faster: small-machine flags, native libraries that are unpacked already, and an
 * ahead-of-time cache, made once for a build. A server that is started from directories of classes starts without the cache.
 */
final class ServerCache {
    private static final Path DIRECTORY = Path.of("target", "server-cache").toAbsolutePath();
    private static final Path CACHE = DIRECTORY.resolve("server.aot");
    private static final Path MADE_OF = DIRECTORY.resolve("made-of");
    private static final long TRAIN_MINUTES = 3;

    /** As the launcher's; and a server of the tests ends before the second compiler pays for itself. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-Dorg.eclipse.jetty.util.referencesPerCacheLine=16");

    private ServerCache() {}

    /** For every server of the tests, before what a test adds. */
    static List<String> flags() {
        return Made.FLAGS;
    }

    /** Made when the first server starts. */
    private static final class Made {
        static final List<String> FLAGS = make();
    }

    private static List<String> make() {
        String classPath = System.getProperty("server.class.path");
        List<String> flags = new ArrayList<>(FLAGS);
        try (BuildLock lock = BuildLock.of(DIRECTORY)) {
            Files.createDirectories(DIRECTORY);
            String jars = jars(classPath);
            if (jars.isEmpty()) {
                return List.copyOf(flags);
            }
            if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(jars)) {
                train(classPath);
                Files.writeString(MADE_OF, jars);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flags.addAll(List.of("-XX:AOTCache=" + CACHE, "-Xlog:disable", "-Xlog:all=error:stderr", "-Dorg.sqlite.lib.path=" + natives()));
        return List.copyOf(flags);
    }

    /** The jars with their sizes and times, or empty if one of them is a directory: the JVM makes no cache of that. */
    private static String jars(String classPath) throws IOException {
        StringBuilder jars = new StringBuilder();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (!Files.isRegularFile(jar)) {
                return "";
            }
            jars.append(jar).append(' ').append(Files.size(jar)).append(' ').append(Files.getLastModifiedTime(jar)).append('\n');
        }
        return jars.toString();
    }

    private static Path natives() {
        return DIRECTORY.resolve("native");
    }

    /** Records what a start needs by making one. */
    private static void train(String classPath) throws IOException {
        Path fresh = DIRECTORY.resolve("fresh.aot");
        Path log = DIRECTORY.resolve("train.log");
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add("-XX:AOTCacheOutput=" + fresh);
        Process training = new ProcessBuilder(JavaProcess.stagedoor(flags, classPath, List.of("train", natives().toString())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!training.waitFor(TRAIN_MINUTES, TimeUnit.MINUTES) || training.exitValue() != 0 || !Files.exists(fresh)) {
                training.destroyForcibly();
                throw new AssertionError("no ahead-of-time cache was made: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            training.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the cache was made", e);
        }
        Files.move(fresh, CACHE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package dev.stagedoor.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Packages of npm, exactly as a lock file names them. */
public final class NpmPackages {
    private static final String LOCK_FILE = "package-lock.json";
    private static final long INSTALL_MINUTES = 10;

    /** A registry that falls silent is asked again after half a minute: npm itself would wait for five. */
    private static final List<String> INSTALL = List.of(
            "npm",
            "ci",
            "--prefer-offline",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--fetch-timeout=30000",
            "--fetch-retries=6",
            "--fetch-retry-mintimeout=1000",
            "--fetch-retry-maxtimeout=10000");

    private NpmPackages() {}

    /**
     * Copies the files of a directory with a {@code package-lock.json} and installs what it names, unless that is installed already.
     * Two tests in two JVMs may ask at the same time: one of them installs and the other one waits.
     *
     * @param sources has {@code package.json} and {@code package-lock.json}, and may have programs
     * @param installed below {@code target}; made when it is not there
     * @throws IllegalStateException if npm fails or takes longer than {@value #INSTALL_MINUTES} minutes
     */
    public static void install(Path sources, Path installed) throws IOException {
        try (BuildLock lock = BuildLock.of(installed)) {
            Files.createDirectories(installed);
            boolean current = isCurrent(sources, installed);
            copyChanged(sources, installed);
            if (!current) {
                runNpm(installed);
            }
        }
    }

    private static boolean isCurrent(Path sources, Path installed) throws IOException {
        Path lock = installed.resolve(LOCK_FILE);
        // npm writes this file last.
        return Files.exists(installed.resolve("node_modules").resolve(".package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, sources.resolve(LOCK_FILE)) < 0;
    }

    /** Another test may be running the programs: what is there already stays as it is. */
    private static void copyChanged(Path sources, Path installed) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(sources)) {
            files = listed.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = installed.resolve(file.getFileName());
            if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void runNpm(Path installed) throws IOException {
        Path output = Files.createTempFile("npm-", ".log");
        try {
            Process npm = new ProcessBuilder(INSTALL)
                    .directory(installed.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                throw new IllegalStateException("npm ci did not end within " + INSTALL_MINUTES + " minutes");
            }
            if (npm.exitValue() != 0) {
                throw new IllegalStateException("npm ci failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm installed", e);
        } finally {
            Files.delete(output);
        }
    }
}

package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The npm packages the tests use, exactly as the lock file names them. */
public final class NodeModules {
    private static final Path SOURCES = Path.of("node");
    private static final Path INSTALLED = Path.of("target", "node");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private NodeModules() {}

    /**
     * Installs the packages, once for a build, and returns the directory they are in. Skips the test where the driver's native library is
     * not locked for the platform.
     */
    public static synchronized Path install() throws IOException {
        String platform = (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
        assumeTrue(platform.equals("linux amd64"), "databend-driver 0.33.7 is locked for linux x64 only, this is " + platform);
        Files.createDirectories(INSTALLED);
        boolean current = isCurrent();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, INSTALLED.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!current) {
            Command.Outcome npm = Command.run(
                    INSTALLED, LIMIT, List.of("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"));
            assertThat(npm.exitCode()).as(npm.output() + npm.errors()).isZero();
        }
        return INSTALLED;
    }

    private static boolean isCurrent() throws IOException {
        Path lock = INSTALLED.resolve("package-lock.json");
        // npm writes this file last.
        return Files.exists(INSTALLED.resolve("node_modules").resolve(".package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
    }
}

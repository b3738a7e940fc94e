package dev.stagedoor.e2e.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.testsupport.NpmPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The npm packages the tests use, exactly as the lock file names them. */
public final class NodeModules {
    private static final Path SOURCES = Path.of("node");
    private static final Path INSTALLED = Path.of("target", "node");

    private NodeModules() {}

    /**
     * Installs the packages, once for a build, and returns the directory they are in. Skips the test where the driver's native library is
     * not locked for the platform.
     */
    public static Path install() throws IOException {
        String platform = (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
        assumeTrue(platform.equals("linux amd64"), "databend-driver 0.33.7 is locked for linux x64 only, this is " + platform);
        NpmPackages.install(SOURCES, INSTALLED);
        return INSTALLED;
    }
}

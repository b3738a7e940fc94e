package dev.stagedoor.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the temporary directories of tests in memory, or where the system makes them if the machine has no file system in memory with
 * enough
 * room. SQLite and the stores sync as ever, but wait for no disk. {@code -Dstagedoor.test.memory=false} keeps to the disk.
 */
public final class MemoryDirectories implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    /** More than all tests need that run at the same time. */
    private static final long LEAST_FREE_BYTES = 4L << 30;

    private static final boolean WANTED = !"false".equals(System.getProperty("stagedoor.test.memory"));

    /** Whether the tests can do there what they do elsewhere. */
    private static final boolean FIT = WANTED && Files.isWritable(MEMORY) && runsPrograms();

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        return FIT && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_FREE_BYTES
                ? Files.createTempDirectory(MEMORY, "stagedoor-")
                : Files.createTempDirectory("stagedoor-");
    }

    /** Some machines mount it so that nothing in it can be run. */
    private static boolean runsPrograms() {
        try {
            Path program = Files.createTempFile(MEMORY, "stagedoor-", "");
            try {
                return program.toFile().setExecutable(true) && Files.isExecutable(program);
            } finally {
                Files.delete(program);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.stagedoor.testsupport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps two JVMs of one build, and two threads of one JVM, from making the same directory at the same time. */
public final class BuildLock implements AutoCloseable {
    /** A file's lock belongs to the whole JVM. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    private final FileChannel channel;

    private BuildLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds the lock of this directory. Close it.
     *
     * @param directory need not be there; its parent is made
     */
    public static BuildLock of(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        IN_THIS_JVM.lock();
        try {
            FileChannel channel = FileChannel.open(
                    parent.resolve(directory.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new BuildLock(channel);
        } catch (IOException | RuntimeException e) {
            IN_THIS_JVM.unlock();
            throw e;
        }
    }

    /** Lets the next one in. The system gives up the lock with the file. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            IN_THIS_JVM.unlock();
        }
    }
}

package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** The machine's disk, except for the steps a test makes fail or wait. */
class FaultyDisk implements Disk {
    enum Step {
        CREATE,
        OPEN,
        WRITE,
        FORCE,
        CREATE_DIRECTORY,
        FORCE_DIRECTORY,
        LINK,
        DELETE
    }

    /** Called before each step. */
    interface Fault {
        void before(Step step, Path path) throws IOException;
    }

    static final Fault NONE = (step, path) -> {};

    volatile Fault fault = NONE;
    volatile long usableBytes = Long.MAX_VALUE;

    private final Disk disk = LocalDisk.INSTANCE;

    /** A fault that makes one kind of step fail, always. */
    static Fault failing(Step failing, String message) {
        return (step, path) -> {
            if (step == failing) {
                throw new IOException(message);
            }
        };
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        fault.before(Step.CREATE, file);
        return disk.create(file);
    }

    @Override
    public FileChannel open(Path file) throws IOException {
        fault.before(Step.OPEN, file);
        return disk.open(file);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        fault.before(Step.WRITE, Path.of(""));
        disk.write(channel, bytes);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        fault.before(Step.FORCE, Path.of(""));
        disk.force(channel);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        fault.before(Step.CREATE_DIRECTORY, directory);
        disk.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        fault.before(Step.FORCE_DIRECTORY, directory);
        disk.forceDirectory(directory);
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        fault.before(Step.LINK, file);
        disk.link(file, name);
    }

    @Override
    public void delete(Path path) throws IOException {
        fault.before(Step.DELETE, path);
        disk.delete(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public long usableBytes(Path path) {
        return usableBytes;
    }
}

package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that does nothing but take up space, to be given up when the disk is full: deleting an object needs room in the index's log
 * first, and without any a full disk could never be emptied. Used by one thread at a time.
 */
final class DiskReserve {
    /** Room for the log of about a hundred deletions, each of which then makes more. */
    static final int BYTES = 1 << 20;

    static final String FILE_NAME = "reserve";

    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private final Disk disk;
    private final Path file;
    private boolean held;

    DiskReserve(Disk disk, Path directory) throws IOException {
        this.disk = disk;
        this.file = directory.resolve(FILE_NAME);
        this.held = disk.list(directory).contains(file);
    }

    /** Takes up the space if it is not, and if there is so much. */
    void hold() {
        if (held) {
            return;
        }
        try (FileChannel channel = disk.create(file)) {
            held = true;
            disk.write(channel, ByteBuffer.allocate(BYTES));
        } catch (IOException e) {
            LOG.debug("There is no room for the reserve", e);
            release();
        }
    }

    /** @return whether that made room */
    boolean release() {
        if (!held) {
            return false;
        }
        try {
            disk.delete(file);
            held = false;
            return true;
        } catch (IOException e) {
            LOG.warn("Could not give up the reserve {}", file, e);
            return false;
        }
    }
}

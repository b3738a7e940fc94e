package dev.stagedoor.server.audit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only its owner reads and that gives way to a new one when it is full. A line is in it whole or not at all. Written without
 * channels, which close themselves when the writing thread is interrupted, as those of statements are.
 */
final class RotatingFile implements LineSink {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final long maxBytes;
    private final int keep;
    private FileOutputStream out;
    private long bytes;
    private boolean torn;
    private boolean stuck;

    /** @throws IOException when it cannot be opened for appending; its directory must exist */
    RotatingFile(Path path, long maxBytes, int keep) throws IOException {
        this.path = path;
        this.maxBytes = maxBytes;
        this.keep = keep;
        this.out = open();
    }

    private FileOutputStream open() throws IOException {
        try {
            Files.createFile(path, POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                    : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException e) {
            if (POSIX && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
        }
        var opened = new FileOutputStream(path.toFile(), true);
        bytes = Files.size(path);
        torn = !endsWithLine();
        return opened;
    }

    /** A power failure may have cut the last line short. */
    private boolean endsWithLine() throws IOException {
        if (bytes == 0 || !Files.isRegularFile(path)) {
            return true;
        }
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(bytes - 1);
            return file.read() == '\n';
        }
    }

    @Override
    public void write(byte[] line, int length) throws IOException {
        if (bytes > 0 && bytes + length > maxBytes) {
            rotate();
        }
        try {
            if (torn) {
                // What was cut short must not run into the next line.
                out.write('\n');
                bytes++;
                torn = false;
            }
            out.write(line, 0, length);
        } catch (IOException e) {
            torn = !takeBack();
            throw e;
        }
        bytes += length;
    }

    /**
     * Cuts off what a full disk let through of a line.
     *
     * @return false when some of it may still be there
     */
    private boolean takeBack() {
        boolean interrupted = Thread.interrupted(); // it would close the channel
        try {
            FileChannel channel = out.getChannel();
            if (channel.size() > bytes) {
                channel.truncate(bytes);
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A file that cannot be moved out of the way goes on growing: rather too long a log than none. */
    private void rotate() throws IOException {
        try {
            shift();
        } catch (IOException e) {
            if (!stuck) {
                LOG.error("The audit log {} is full and cannot be rotated; it goes on growing: {}", path, e.toString());
            }
            stuck = true;
            return;
        }
        stuck = false;
        FileOutputStream full = out;
        out = open();
        full.close();
    }

    private void shift() throws IOException {
        if (keep == 0) {
            Files.delete(path);
            return;
        }
        for (int number = keep - 1; number >= 1; number--) {
            if (Files.exists(numbered(number))) {
                Files.move(numbered(number), numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

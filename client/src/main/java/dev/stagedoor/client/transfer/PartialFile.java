package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A file that is being downloaded, in a temporary file beside the target. What has arrived survives the end of the process: behind the
 * content stand what file it is, and a checksum of each range that is there. Ranges whose bytes do not have that checksum are not there.
 */
final class PartialFile implements AutoCloseable {
    /** Of the names of temporary files; no downloaded file may end so. */
    static final String SUFFIX = ".stagedoor-part";

    static final long RANGE_BYTES = 16L << 20;

    private static final int BLOCK_BYTES = 128 << 10;
    private static final int MAX_NAME_BYTES = 255;
    private static final int ENTRY_BYTES = 8;

    /** In an entry, beside the checksum: this range is there. */
    private static final long PRESENT = 1L << 32;

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final long size;
    private final byte[] identity;
    private final BitSet present = new BitSet();

    private PartialFile(Path target, Path temporary, FileChannel channel, long size, byte[] identity) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.size = size;
        this.identity = identity;
    }

    /**
     * Opens the temporary file, with what an earlier process has left in it of this file.
     *
     * @param location of the file, for its identity
     */
    static PartialFile open(Path target, String location, RemoteFile file) throws LocalFailure {
        Path temporary = target.resolveSibling(temporaryName(target.getFileName().toString()));
        try {
            FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            var partial = new PartialFile(target, temporary, channel, file.size(), identity(location, file));
            try {
                partial.lock();
                partial.load();
                return partial;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot write " + temporary, e);
        }
    }

    private static String temporaryName(String name) {
        String plain = "." + name + SUFFIX;
        if (plain.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
            return plain;
        }
        return "." + Digests.hex(Digests.sha256().digest(name.getBytes(StandardCharsets.UTF_8))) + SUFFIX;
    }

    private static byte[] identity(String location, RemoteFile file) {
        String text = location + "\n" + file.size() + "\n" + file.etag().orElse("") + "\n" + RANGE_BYTES;
        return Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private void lock() throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another process is downloading it");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("it is being downloaded already", e);
        }
    }

    private void load() throws IOException {
        if (isWithoutEntries()) {
            channel.truncate(0);
            return;
        }
        ByteBuffer entries = ByteBuffer.allocate(identity.length + ranges() * ENTRY_BYTES);
        readFully(entries, size);
        if (!entries.flip().slice(0, Math.min(entries.limit(), identity.length)).equals(ByteBuffer.wrap(identity))
                || entries.limit() < entries.capacity()) {
            channel.truncate(0);
            writeFully(ByteBuffer.wrap(identity), size);
            writeFully(ByteBuffer.allocate(ranges() * ENTRY_BYTES), size + identity.length);
            return;
        }
        entries.position(identity.length);
        for (int range = 0; range < ranges(); range++) {
            long entry = entries.getLong();
            if ((entry & PRESENT) != 0 && checksum(range) == (entry & ~PRESENT)) {
                present.set(range);
            }
        }
    }

    /** What comes in one request is asked for again as a whole. */
    private boolean isWithoutEntries() {
        return ranges() <= 1;
    }

    private long checksum(int range) throws IOException {
        var crc = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long at = 0; at < length(range); at += block.limit()) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, length(range) - at));
            readFully(block, offset(range) + at);
            crc.update(block.flip());
        }
        return crc.getValue();
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    private void writeFully(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    int ranges() {
        return Math.toIntExact((size + RANGE_BYTES - 1) / RANGE_BYTES);
    }

    boolean has(int range) {
        synchronized (present) {
            return present.get(range);
        }
    }

    long offset(int range) {
        return range * RANGE_BYTES;
    }

    long length(int range) {
        return Math.min(RANGE_BYTES, size - offset(range));
    }

    /** Where the content goes, at its own positions. */
    FileChannel channel() {
        return channel;
    }

    /** A range has been written whole. @param checksum its CRC-32C */
    void received(int range, long checksum) throws LocalFailure {
        synchronized (present) {
            present.set(range);
        }
        if (isWithoutEntries()) {
            return;
        }
        try {
            ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).putLong(PRESENT | checksum).flip();
            writeFully(entry, size + identity.length + (long) range * ENTRY_BYTES);
        } catch (IOException e) {
            throw LocalFailure.of("cannot write " + temporary, e);
        }
    }

    /** The digest of the content. */
    byte[] md5() throws LocalFailure {
        MessageDigest digest = Digests.md5();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try {
            for (long at = 0; at < size; at += block.limit()) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, size - at));
                readFully(block, at);
                digest.update(block.flip());
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot read " + temporary, e);
        }
        return digest.digest();
    }

    /** Makes the content durable, and puts it in the place of the target in one step. The name is durable when its directory is. */
    void finish() throws LocalFailure {
        try {
            channel.truncate(size);
            channel.force(true);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw LocalFailure.of("cannot write " + target, e);
        }
    }

    /** Takes away what cannot be used. */
    void discard() throws LocalFailure {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw LocalFailure.of("cannot delete " + temporary, e);
        }
    }

    @Override
    public void close() throws LocalFailure {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalFailure.of("cannot write " + temporary, e);
        }
    }
}

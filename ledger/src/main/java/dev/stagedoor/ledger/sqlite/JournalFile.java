package dev.stagedoor.ledger.sqlite;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A ring of entries in a file that is mapped into memory: what was stored here is in the system's hands, and survives the end of the
 * process at any point. For one writer at a time; who reads what a writer is done with needs no lock.
 *
 * <pre>
 * file      magic (8), bytes of the ring (8), last key given (8), unused (40), ring
 * frame     length of the entry (4), CRC-32C of the entry (4), epoch (8), position (8), entry, 0 to 7 bytes so that the next is aligned
 * </pre>
 *
 * Positions count the bytes written in an epoch, from 0; each opening of the ledger is an epoch of its own. So a frame from an earlier
 * round, or an earlier epoch, is never taken for the next one. A length of -1 says that the rest of the ring is left out; so does room for
 * less than the head of a frame. All blocks of the file are written when it is made: storing into it never asks for room on the disk.
 */
final class JournalFile implements AutoCloseable {
    static final int HEADER_BYTES = 64;

    private static final long MAGIC = 0x7364_6a6f_7572_6e31L;
    private static final int RING_BYTES_OFFSET = 8;
    private static final int LAST_KEY_OFFSET = 16;
    private static final int FRAME_HEAD_BYTES = 24;
    private static final int ALIGNMENT = 8;
    private static final int LEFT_OUT = -1;
    private static final int FILL_BYTES = 64 << 10;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What cannot be read as a journal. */
    static class NotAJournalException extends IOException {
        NotAJournalException(String message) {
            super(message);
        }
    }

    /** A file that was a journal, or should be, and is not whole. */
    static final class DamagedJournalException extends NotAJournalException {
        DamagedJournalException() {
            super("its journal is damaged. Restore it from a backup.");
        }
    }

    private final FileChannel channel;
    private final MappedByteBuffer map;
    private final int capacity;

    private JournalFile(FileChannel channel, MappedByteBuffer map) {
        this.channel = channel;
        this.map = map;
        this.capacity = map.capacity() - HEADER_BYTES;
    }

    /**
     * Opens the journal, or makes it.
     *
     * @param file exists, empty when it is to be made
     * @param ringBytes of a new one, a multiple of 8; an old one keeps its own
     * @throws NotAJournalException when another process has it open, or it is something else
     */
    static JournalFile open(Path file, int ringBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            if (!lock(channel)) {
                throw new NotAJournalException("another process has it open. End that process and try again.");
            }
            // The magic is written last: without it, the process ended while the journal was being made.
            boolean made = channel.size() >= HEADER_BYTES && magic(channel) != 0;
            if (!made) {
                fill(channel, HEADER_BYTES + ringBytes);
            }
            long size = channel.size();
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.min(size, Integer.MAX_VALUE));
            if (!made) {
                map.putLong(RING_BYTES_OFFSET, ringBytes);
                map.putLong(0, MAGIC);
            }
            if (!isWhole(map.getLong(0), map.getLong(RING_BYTES_OFFSET), size)) {
                throw new DamagedJournalException();
            }
            map.putLong(RING_BYTES_OFFSET, size - HEADER_BYTES);
            opened = true;
            return new JournalFile(channel, map);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** @param ringBytes 0 in a journal of a version that did not note it */
    private static boolean isWhole(long magic, long ringBytes, long size) {
        return magic == MAGIC
                && size <= Integer.MAX_VALUE
                && (size - HEADER_BYTES) % ALIGNMENT == 0
                && (ringBytes == 0 || ringBytes == size - HEADER_BYTES);
    }

    /** Why {@link #open} would refuse the file, as a clause; empty when it would not, or there is none. Nobody has it open. */
    static Optional<String> damage(Path file) throws IOException {
        if (Files.notExists(file) || Files.isRegularFile(file) && Files.size(file) == 0) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("it is no regular file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(HEADER_BYTES);
            channel.read(head, 0);
            boolean whole = isWhole(head.getLong(0), head.getLong(RING_BYTES_OFFSET), channel.size());
            return whole ? Optional.empty() : Optional.of("it is no journal, or not a whole one");
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // this process has it open
        }
    }

    private static long magic(FileChannel channel) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(Long.BYTES);
        channel.read(magic, 0);
        return magic.getLong(0);
    }

    private static void fill(FileChannel channel, int bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(FILL_BYTES);
        for (int at = 0; at < bytes; ) {
            zeros.clear().limit(Math.min(FILL_BYTES, bytes - at));
            at += channel.write(zeros, at);
        }
        channel.truncate(bytes);
    }

    /** Bytes of the ring. */
    int capacity() {
        return capacity;
    }

    /** The last key that was given; 0 for none. */
    long lastKey() {
        return (long) LONG.getVolatile(map, LAST_KEY_OFFSET);
    }

    /** Notes the key that is given next, unless another was noted since. */
    boolean compareAndSetLastKey(long expected, long next) {
        return LONG.compareAndSet(map, LAST_KEY_OFFSET, expected, next);
    }

    /** Where the frame after this position ends, once written there. */
    long end(long position, int entryBytes) {
        int frame = frameBytes(entryBytes);
        int left = capacity - offset(position);
        return left < frame ? position + left + frame : position + frame;
    }

    /** Writes a frame at its position, of which the caller has seen that there is room up to its {@link #end}. */
    void write(long epoch, long position, byte[] entry) {
        int left = capacity - offset(position);
        long at = position;
        if (left < frameBytes(entry.length)) {
            if (left >= FRAME_HEAD_BYTES) {
                writeHead(epoch, position, LEFT_OUT, 0);
            }
            at += left;
        }
        map.put(HEADER_BYTES + offset(at) + FRAME_HEAD_BYTES, entry);
        writeHead(epoch, at, entry.length, checksum(entry));
    }

    private void writeHead(long epoch, long position, int length, int checksum) {
        int at = HEADER_BYTES + offset(position);
        map.putInt(at, length);
        map.putInt(at + 4, checksum);
        map.putLong(at + 8, epoch);
        map.putLong(at + 16, position);
    }

    /** Takes entries, in their order. */
    interface Sink<E extends Exception> {
        void accept(byte[] entry) throws E;
    }

    /** Gives every entry between two positions that lie between frames. */
    <E extends Exception> void read(long from, long to, Sink<E> entries) throws E {
        for (long position = from; position < to; ) {
            int left = capacity - offset(position);
            int length = left < FRAME_HEAD_BYTES ? LEFT_OUT : map.getInt(HEADER_BYTES + offset(position));
            if (length == LEFT_OUT) {
                position += left;
            } else {
                entries.accept(entry(position, length));
                position += frameBytes(length);
            }
        }
    }

    /**
     * Gives every entry of an epoch from a position on, up to the first frame that is not whole or not of this place: the end, or a record
     * that was being written when the machine stopped.
     */
    <E extends Exception> void recover(long epoch, long from, Sink<E> entries) throws E {
        long position = from;
        while (position - from < capacity) {
            int left = capacity - offset(position);
            if (left < FRAME_HEAD_BYTES) {
                position += left;
                continue;
            }
            int at = HEADER_BYTES + offset(position);
            int length = map.getInt(at);
            boolean here = map.getLong(at + 8) == epoch && map.getLong(at + 16) == position;
            if (here && length == LEFT_OUT) {
                position += left;
                continue;
            }
            if (!here || length <= 0 || length > LedgerFormat.MAX_ENTRY_BYTES || frameBytes(length) > left) {
                return;
            }
            byte[] entry = entry(position, length);
            if (checksum(entry) != map.getInt(at + 4)) {
                return;
            }
            entries.accept(entry);
            position += frameBytes(length);
        }
    }

    private byte[] entry(long position, int length) {
        byte[] entry = new byte[length];
        map.get(HEADER_BYTES + offset(position) + FRAME_HEAD_BYTES, entry);
        return entry;
    }

    private static int checksum(byte[] entry) {
        var checksum = new CRC32C();
        checksum.update(entry);
        return (int) checksum.getValue();
    }

    private static int frameBytes(int entryBytes) {
        return FRAME_HEAD_BYTES + entryBytes + ALIGNMENT - 1 & -ALIGNMENT;
    }

    private int offset(long position) {
        return (int) (position % capacity);
    }

    /** Lets go of the file. Its mapping stays valid until nothing refers to it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}

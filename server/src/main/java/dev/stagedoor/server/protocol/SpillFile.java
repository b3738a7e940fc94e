package dev.stagedoor.server.protocol;

import dev.stagedoor.server.http.JsonBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of one result that wait for their client, in order, as they will be sent: of each the number of its rows, whether it is the last,
 * and its JSON. One thread adds pages and one takes them, at the same time; any may close it, which deletes the file.
 */
final class SpillFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillFile.class);

    /** Rows (8 bytes), whether it is the last (1), length of the JSON (4). */
    private static final int HEAD_BYTES = Long.BYTES + 1 + Integer.BYTES;

    private final SpillSpace space;
    private final String user;
    private final Path path;
    private final FileChannel channel;
    private long taken;
    private volatile long written;
    private volatile long read;
    private boolean closed;

    SpillFile(SpillSpace space, String user, Path path, FileChannel channel) {
        this.space = space;
        this.user = user;
        this.path = path;
        this.channel = channel;
    }

    /**
     * Adds a page.
     *
     * @return false when there is no room for it
     * @throws IOException when it could not be written, or the file is closed; the pages before it are there
     */
    boolean add(StatementRun.Page page) throws IOException {
        int length = page.rows().length();
        if (!take(HEAD_BYTES + length)) {
            return false;
        }
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(page.rowCount()).put((byte) (page.last() ? 1 : 0)).putInt(length).flip();
        long at = write(head, written);
        written = write(page.rows().toByteBuffer(), at);
        return true;
    }

    private synchronized boolean take(long bytes) throws IOException {
        if (closed) {
            throw new IOException("the file is closed");
        }
        if (!space.take(user, taken, bytes)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    private long write(ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
        return to;
    }

    /** Whether there is no page to take now. */
    boolean isEmpty() {
        return read == written;
    }

    /** Takes the next page, which there must be. */
    StatementRun.Page next() throws IOException {
        ByteBuffer head = read(HEAD_BYTES, read);
        long rows = head.getLong();
        boolean last = head.get() == 1;
        int length = head.getInt();
        byte[] json = read(length, read + HEAD_BYTES).array();
        read += HEAD_BYTES + length;
        return new StatementRun.Page(new JsonBuffer(length).raw(json), rows, last);
    }

    private ByteBuffer read(int length, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("a file of pages ends too soon");
            }
        }
        return bytes.flip();
    }

    /** Deletes the file and gives its room back. Closing it again changes nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("A file of a result could not be removed; the next start does it: {}", e.toString());
        }
        space.giveBack(user, taken);
    }
}

package dev.stagedoor.server.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that breaks off when it turns out to be longer than it may be. To a store it is then a body that broke off, of which it keeps
 * nothing; whoever handed it over asks {@link #isExceeded} what to tell the client. Not to be skipped or marked.
 */
public final class BoundedInputStream extends FilterInputStream {
    private final long maxBytes;
    private long bytes;

    /** @param maxBytes so many pass */
    public BoundedInputStream(InputStream in, long maxBytes) {
        super(in);
        this.maxBytes = maxBytes;
    }

    /** Whether there were more bytes than there may be. */
    public boolean isExceeded() {
        return bytes > maxBytes;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int read) throws IOException {
        bytes += read;
        if (isExceeded()) {
            throw new IOException("more than " + maxBytes + " bytes");
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

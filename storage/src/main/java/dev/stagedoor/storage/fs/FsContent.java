package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file. It stays readable when another takes its place, but not when somebody cuts it short by other means. */
final class FsContent implements ObjectContent {
    private static final Logger LOG = LoggerFactory.getLogger(FsContent.class);
    private static final int BUFFER_BYTES = 128 << 10;

    private final ObjectSummary summary;
    private final ObjectAttributes attributes;
    private final Extent extent;
    private final FileChannel file;

    FsContent(ObjectSummary summary, ObjectAttributes attributes, Extent extent, FileChannel file) {
        this.summary = summary;
        this.attributes = attributes;
        this.extent = extent;
        this.file = file;
    }

    @Override
    public ObjectSummary summary() {
        return summary;
    }

    @Override
    public ObjectAttributes attributes() {
        return attributes;
    }

    @Override
    public long offset() {
        return extent.offset();
    }

    @Override
    public long length() {
        return extent.length();
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(extent.length(), BUFFER_BYTES));
        long sent = 0;
        while (sent < extent.length()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), extent.length() - sent));
            int read = file.read(buffer, extent.offset() + sent);
            if (read < 0) {
                throw new EOFException("the file was cut short while it was read");
            }
            out.write(buffer.flip());
            sent += read;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Could not close a file", e);
        }
    }
}

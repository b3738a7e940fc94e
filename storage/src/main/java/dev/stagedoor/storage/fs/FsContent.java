package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.ObjectPart;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file. It stays readable when another takes its place, but not when somebody cuts it short by other means. */
final class FsContent implements ObjectPart.Content {
    private static final Logger LOG = LoggerFactory.getLogger(FsContent.class);
    private static final int BUFFER_BYTES = 128 << 10;

    private final ObjectPart part;
    private final FileChannel file;

    FsContent(ObjectPart part, FileChannel file) {
        this.part = part;
        this.file = file;
    }

    @Override
    public ObjectPart part() {
        return part;
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(part.length(), BUFFER_BYTES));
        long sent = 0;
        while (sent < part.length()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), part.length() - sent));
            int read = file.read(buffer, part.offset() + sent);
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

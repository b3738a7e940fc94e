package dev.stagedoor.query.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A local file as the ORC library asks for it. */
final class OrcInput extends FSDataInputStream {
    /** Most bytes of the columns that are read, of one stripe as it lies in the file. */
    static final int MAX_STRIPE_BYTES = 128 << 20;

    private final FileChannel channel;

    OrcInput(FileChannel channel) {
        this.channel = channel;
    }

    /** A file system of this one file, which stays open. */
    static FileSystem fileSystem(FileChannel channel) {
        return new FileSystem() {
            @Override
            public FSDataInputStream open(Path path) {
                return new OrcInput(channel);
            }

            @Override
            public FileStatus getFileStatus(Path path) throws IOException {
                return new FileStatus(channel.size(), false, 1, channel.size(), 0, path);
            }
        };
    }

    @Override
    public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
        fill(ByteBuffer.wrap(bytes, offset, length), position);
    }

    private void fill(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
        }
    }

    /** What is asked for at once is of one stripe. No room is made before it is known to be in the file, and within the limit. */
    @Override
    public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate) throws IOException {
        long bytes = 0;
        for (FileRange range : ranges) {
            if (range.getOffset() < 0 || range.getLength() < 0 || range.getOffset() + range.getLength() > channel.size()) {
                throw new EOFException();
            }
            bytes += range.getLength();
        }
        if (bytes > MAX_STRIPE_BYTES) {
            throw new UnreadableFileException("the columns that are read have more than " + (MAX_STRIPE_BYTES >> 20)
                    + " MiB in one stripe: read fewer columns at once");
        }
        for (FileRange range : ranges) {
            ByteBuffer buffer = allocate.apply(range.getLength());
            fill(buffer, range.getOffset());
            range.getData().complete(buffer.flip());
        }
    }

    @Override
    public void close() {
        // The file is closed by whoever opened it.
    }
}

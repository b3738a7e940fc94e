package dev.stagedoor.table.file;

import java.io.EOFException;
import java.io.IOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/** A file that is read at most once, when its length or its bytes are first asked for. */
final class StoreInputFile implements InputFile {
    private final StoreFileIO files;
    private final String location;
    private byte @Nullable [] bytes;

    StoreInputFile(StoreFileIO files, String location) {
        this(files, location, null);
    }

    /** @param bytes the file's, when they are at hand */
    StoreInputFile(StoreFileIO files, String location, byte @Nullable [] bytes) {
        this.files = files;
        this.location = location;
        this.bytes = bytes;
    }

    @Override
    public long getLength() {
        return bytes().length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new BytesStream(bytes());
    }

    private synchronized byte[] bytes() {
        byte[] read = bytes;
        if (read == null) {
            read = files.read(location);
            bytes = read;
        }
        return read;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return files.exists(location);
    }

    /** Bytes in memory. */
    private static final class BytesStream extends SeekableInputStream {
        private final byte[] bytes;
        private int position;

        BytesStream(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long newPosition) throws IOException {
            if (newPosition < 0 || newPosition > bytes.length) {
                throw new EOFException("cannot go to byte " + newPosition + " of " + bytes.length);
            }
            position = (int) newPosition;
        }

        @Override
        public int read() {
            return position == bytes.length ? -1 : bytes[position++] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int count = Math.min(length, bytes.length - position);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return bytes.length - position;
        }
    }
}

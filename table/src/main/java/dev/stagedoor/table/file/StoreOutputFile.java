package dev.stagedoor.table.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file that is handed on whole when it is closed. */
final class StoreOutputFile implements OutputFile {
    private final String location;
    private final Destination destination;
    private final FileIO readers;

    /** @param readers gives the file to who reads it again */
    StoreOutputFile(String location, Destination destination, FileIO readers) {
        this.location = location;
        this.destination = destination;
        this.readers = readers;
    }

    /** Where a file goes. */
    @FunctionalInterface
    interface Destination {
        void write(String location, byte[] bytes, boolean onlyIfAbsent);
    }

    @Override
    public PositionOutputStream create() {
        return new BufferedFile(true);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return new BufferedFile(false);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return readers.newInputFile(location);
    }

    /** Bytes in memory until the file is whole. */
    private final class BufferedFile extends PositionOutputStream {
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final boolean onlyIfAbsent;
        private boolean closed;

        BufferedFile(boolean onlyIfAbsent) {
            this.onlyIfAbsent = onlyIfAbsent;
        }

        @Override
        public long getPos() {
            return buffer.size();
        }

        @Override
        public long storedLength() {
            return buffer.size();
        }

        @Override
        public void write(int b) {
            buffer.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > StoreFileIO.MAX_FILE_BYTES - buffer.size()) {
                throw new IOException("a file that describes a table has grown beyond " + StoreFileIO.MAX_FILE_BYTES + " bytes");
            }
            buffer.write(bytes, offset, length);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                destination.write(location, buffer.toByteArray(), onlyIfAbsent);
            }
        }
    }
}

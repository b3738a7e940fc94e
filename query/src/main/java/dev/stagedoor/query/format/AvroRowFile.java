package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableFileInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/**
 * An Avro object container file (Avro 1.12 specification). Its one column is the JSON of each record, see {@link AvroJson}. The head of
 * each block is read here as well, before the library makes room for what the block says of itself.
 */
public final class AvroRowFile implements RowFile {
    /** Most bytes of a block, as it lies in the file and when it is decompressed. */
    public static final int MAX_BLOCK_BYTES = 64 << 20;

    /** Most bytes of one text or one binary value. */
    public static final int MAX_VALUE_BYTES = 16 << 20;

    /** Most elements of one array or map. */
    public static final int MAX_ELEMENTS = 4 << 20;

    private static final int SYNC_BYTES = 16;

    /** Two numbers of at most ten bytes each (variable-length zig-zag coding). */
    private static final int MAX_HEAD_BYTES = 20;

    /** The library takes its limits from here when it is loaded; nothing else in the process uses it. */
    static {
        System.setProperty("org.apache.avro.limits.decompress.maxLength", Integer.toString(MAX_BLOCK_BYTES));
        System.setProperty("org.apache.avro.limits.bytes.maxLength", Integer.toString(MAX_VALUE_BYTES));
        System.setProperty("org.apache.avro.limits.string.maxLength", Integer.toString(MAX_VALUE_BYTES));
        System.setProperty("org.apache.avro.limits.collectionItems.maxLength", Integer.toString(MAX_ELEMENTS));
    }

    private final Column column;
    private final AvroJson json;
    private final Records records;
    private final SeekableFileInput input;
    private final FileChannel channel;
    private final DataFileReader<@Nullable Object> reader;

    private AvroRowFile(String column, boolean logicalTypes, SeekableFileInput input) throws IOException {
        this.column = Column.nullable(column, Scalar.VARIANT);
        this.input = input;
        channel = input.getChannel();
        records = new Records();
        reader = new DataFileReader<>(input, records);
        json = new AvroJson(reader.getSchema(), logicalTypes);
    }

    /**
     * Opens a file and reads its schema.
     *
     * @param column what its column is called
     * @param logicalTypes whether values are written as their logical types say; else as they lie in the file
     * @throws UnreadableFileException when its head is not one of Avro
     */
    public static AvroRowFile open(Path file, String column, boolean logicalTypes) throws IOException {
        SeekableFileInput input = new SeekableFileInput(file.toFile());
        try {
            return ReadSteps.guarded(() -> new AvroRowFile(column, logicalTypes, input), AvroRowFile::reason);
        } catch (RuntimeException | Error e) {
            input.close();
            throw e;
        }
    }

    private static String reason(Exception e) {
        String told = String.valueOf(e.getMessage());
        if (told.contains("Not an Avro data file") || told.contains("Not a data file")) {
            return "it is no Avro file; FILE_FORMAT => 'csv' or another says what it is";
        }
        if (told.contains("Unrecognized codec")) {
            return "it is compressed with a codec that is not one of deflate, snappy, bzip2, zstandard and xz";
        }
        if (e instanceof AvroRuntimeException && (told.contains("exceeds maximum") || told.contains("larger than maximum"))) {
            return "a value, or a block when decompressed, is larger than may be (" + (MAX_VALUE_BYTES >> 20) + " and "
                    + (MAX_BLOCK_BYTES >> 20) + " MiB)";
        }
        return ReadSteps.DAMAGED;
    }

    @Override
    public List<Column> columns() {
        return List.of(column);
    }

    @Override
    public RowCursor rows(List<Integer> columns) {
        records.skipped = columns.isEmpty();
        return new Cursor(columns.size());
    }

    @Override
    public void close() {
        try {
            reader.close();
            input.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    /** Reads a record, or passes over it. */
    private static final class Records implements DatumReader<@Nullable Object> {
        private final GenericDatumReader<@Nullable Object> reader = new GenericDatumReader<>();
        private boolean skipped;

        @Override
        public void setSchema(Schema schema) {
            reader.setSchema(schema);
        }

        @Override
        public @Nullable Object read(@Nullable Object reuse, Decoder in) throws IOException {
            if (skipped) {
                GenericDatumReader.skip(reader.getSchema(), in);
                return null;
            }
            return reader.read(reuse, in);
        }
    }

    private final class Cursor implements RowCursor {
        private final int columns;
        private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES);
        private long nextBlock = reader.previousSync();
        private long left;
        private @Nullable Object record;

        private Cursor(int columns) {
            this.columns = columns;
        }

        @Override
        public @Nullable Row next() {
            return ReadSteps.guarded(() -> {
                while (left == 0) {
                    if (nextBlock >= channel.size()) {
                        requireEnd();
                        return null;
                    }
                    enterBlock();
                }
                left--;
                record = reader.next(record);
                if (columns == 0) {
                    return Row.of();
                }
                @Nullable Object[] cells = new @Nullable Object[columns];
                Arrays.fill(cells, json.of(record));
                return Row.of(cells);
            }, AvroRowFile::reason);
        }

        /** @throws UnreadableFileException before the library would make room for a block that is not there */
        private void enterBlock() throws IOException {
            head.clear();
            channel.read(head, nextBlock);
            head.flip();
            left = number();
            long bytes = number();
            long end = nextBlock + head.position() + bytes + SYNC_BYTES;
            if (left < 0 || left == 0 && bytes > 0 || bytes < 0 || end < nextBlock || end > channel.size()) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            if (bytes > MAX_BLOCK_BYTES) {
                throw new UnreadableFileException("a block of it has more than " + (MAX_BLOCK_BYTES >> 20) + " MiB");
            }
            nextBlock = end;
        }

        /** The library looks for records that are left of a block when it is asked for the next block alone. */
        private void requireEnd() {
            if (reader.hasNext()) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
        }

        private long number() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE && head.hasRemaining(); shift += 7) {
                byte next = head.get();
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value >>> 1 ^ -(value & 1);
                }
            }
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }

        @Override
        public void close() {
            left = 0;
            nextBlock = Long.MAX_VALUE;
        }
    }
}

package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.OrcProto;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.Category;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.jspecify.annotations.Nullable;

/** An ORC file (ORC specification v1). The end of the file is looked at here, before the library makes room for what it says of itself. */
public final class OrcRowFile implements RowFile {
    /** Most bytes of the footer, and of the statistics before it, as they lie in the file. */
    public static final int MAX_FOOTER_BYTES = 16 << 20;

    private static final String MAGIC = "ORC";

    private final FileChannel channel;
    private final Reader reader;
    private final List<OrcColumn> columns;

    private OrcRowFile(FileChannel channel) throws IOException {
        this.channel = channel;
        requireSoundEnd(channel);
        var options = OrcFile.readerOptions(new Configuration())
                .filesystem(OrcInput.fileSystem(channel))
                .useUTCTimestamp(true)
                .convertToProlepticGregorian(true);
        reader = OrcFile.createReader(new org.apache.hadoop.fs.Path("file"), options);
        TypeDescription schema = reader.getSchema();
        if (schema.getCategory() != Category.STRUCT) {
            throw new UnreadableFileException("its rows have no columns");
        }
        columns = OrcColumn.of(schema);
    }

    /**
     * Opens a file and reads its footer.
     *
     * @throws UnreadableFileException when it has none
     */
    public static OrcRowFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return ReadSteps.guarded(() -> new OrcRowFile(channel), OrcRowFile::reason);
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static String reason(Exception e) {
        return ReadSteps.DAMAGED;
    }

    /** @throws UnreadableFileException when the last bytes are not those of an ORC file, or say too much */
    private static void requireSoundEnd(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < MAGIC.length() + 2) {
            throw new UnreadableFileException("it is no ORC file; it is too short");
        }
        int length = Byte.toUnsignedInt(read(channel, size - 1, 1)[0]);
        if (length < MAGIC.length() || length >= size) {
            throw notOrc();
        }
        byte[] bytes = read(channel, size - 1 - length, length);
        if (!new String(bytes, length - MAGIC.length(), MAGIC.length(), StandardCharsets.US_ASCII).equals(MAGIC)) {
            throw notOrc();
        }
        OrcProto.PostScript end = OrcProto.PostScript.parseFrom(bytes);
        long before = size - 1 - length;
        if (end.getFooterLength() < 0 || end.getFooterLength() > before || end.getMetadataLength() < 0
                || end.getMetadataLength() > before - end.getFooterLength() || end.getStripeStatisticsLength() < 0
                || end.getStripeStatisticsLength() > before) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        if (end.getFooterLength() > MAX_FOOTER_BYTES || end.getMetadataLength() > MAX_FOOTER_BYTES
                || end.getStripeStatisticsLength() > MAX_FOOTER_BYTES) {
            throw new UnreadableFileException("its footer has more than " + (MAX_FOOTER_BYTES >> 20) + " MiB");
        }
    }

    private static UnreadableFileException notOrc() {
        return new UnreadableFileException("it is no ORC file, or cut short; FILE_FORMAT => 'csv' or another says what it is");
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            // Until it is full.
        }
        return buffer.array();
    }

    @Override
    public List<Column> columns() {
        return columns.stream().map(OrcColumn::column).toList();
    }

    @Override
    public RowCursor rows(List<Integer> needed) {
        return ReadSteps.guarded(() -> new Cursor(needed), OrcRowFile::reason);
    }

    @Override
    public void close() {
        try {
            reader.close();
            channel.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    private final class Cursor implements RowCursor {
        private final List<OrcColumn> read = new ArrayList<>();
        private final RecordReader records;
        private final VectorizedRowBatch batch;
        private int next;

        private Cursor(List<Integer> needed) throws IOException {
            TypeDescription schema = reader.getSchema();
            boolean[] included = new boolean[schema.getMaximumId() + 1];
            included[0] = true;
            for (int place : needed) {
                OrcColumn column = columns.get(place);
                read.add(column);
                for (int id = column.firstId(); id <= column.lastId(); id++) {
                    included[id] = true;
                }
            }
            records = reader.rows(reader.options().include(included));
            batch = schema.createRowBatch();
        }

        @Override
        public @Nullable Row next() {
            return ReadSteps.guarded(this::read, OrcRowFile::reason);
        }

        private @Nullable Row read() throws IOException {
            while (next >= batch.size) {
                if (!records.nextBatch(batch)) {
                    return null;
                }
                next = 0;
            }
            @Nullable Object[] cells = new @Nullable Object[read.size()];
            for (int i = 0; i < cells.length; i++) {
                OrcColumn column = read.get(i);
                cells[i] = column.cells().read(batch.cols[column.place()], next);
            }
            next++;
            return Row.of(cells);
        }

        @Override
        public void close() {
            try {
                records.close();
            } catch (IOException _) {
                // It was read only.
            }
        }
    }
}

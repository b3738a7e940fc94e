package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of Arrow IPC (Arrow columnar format 1.5), of its file format or of its streaming format. A batch is read at a time. */
public final class ArrowRowFile implements RowFile {
    /** Most bytes of a record batch and of the dictionaries in use: as they lie in the file, and decompressed, together. */
    public static final int MAX_BATCH_BYTES = 128 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ArrowRowFile.class);

    private final FileChannel channel;
    private final RootAllocator memory = new RootAllocator(MAX_BATCH_BYTES);
    private final ArrowMessages messages;
    private final List<ArrowColumn> columns;

    private ArrowRowFile(FileChannel channel, boolean stream) throws IOException {
        this.channel = channel;
        messages = stream ? ArrowMessages.ofStream(channel, memory) : ArrowMessages.ofFile(channel, memory);
        try {
            columns = ArrowColumn.of(messages.getVectorSchemaRoot().getSchema(), messages);
        } catch (IOException | RuntimeException | Error e) {
            free();
            throw e;
        }
    }

    /**
     * Opens a file of the file format and reads its schema.
     *
     * @throws UnreadableFileException when it is not of that format
     */
    public static ArrowRowFile openFile(Path file) throws IOException {
        return open(file, false);
    }

    /**
     * Opens a file of the streaming format and reads its schema.
     *
     * @throws UnreadableFileException when it is not of that format
     */
    public static ArrowRowFile openStream(Path file) throws IOException {
        return open(file, true);
    }

    private static ArrowRowFile open(Path file, boolean stream) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return ReadSteps.guarded(() -> new ArrowRowFile(channel, stream), ArrowRowFile::reason);
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static String reason(Exception e) {
        return e instanceof OutOfMemoryException
                ? "a batch of it takes more than " + (MAX_BATCH_BYTES >> 20) + " MiB"
                : ReadSteps.DAMAGED;
    }

    @Override
    public List<Column> columns() {
        return columns.stream().map(ArrowColumn::column).toList();
    }

    @Override
    public RowCursor rows(List<Integer> needed) {
        return new Cursor(needed.stream().map(columns::get).toList(), needed);
    }

    @Override
    public void close() {
        free();
        try {
            channel.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    private void free() {
        try {
            messages.close();
            memory.close();
        } catch (IOException | RuntimeException e) {
            // The library counts what it has not freed, of a batch that it could not take apart.
            LOG.debug("a file of Arrow could not be closed", e);
        }
    }

    private final class Cursor implements RowCursor {
        private final List<ArrowColumn> read;
        private final List<Integer> places;
        private List<FieldVector> vectors = List.of();
        private int rows;
        private int next;

        private Cursor(List<ArrowColumn> read, List<Integer> places) {
            this.read = read;
            this.places = places;
        }

        @Override
        public @Nullable Row next() {
            return ReadSteps.guarded(this::read, ArrowRowFile::reason);
        }

        private @Nullable Row read() throws IOException {
            while (next >= rows) {
                if (!messages.loadNextBatch()) {
                    return null;
                }
                VectorSchemaRoot batch = messages.getVectorSchemaRoot();
                vectors = places.stream().map(batch::getVector).toList();
                rows = batch.getRowCount();
                next = 0;
            }
            @Nullable Object[] cells = new @Nullable Object[read.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = read.get(i).cells().read(vectors.get(i), next);
            }
            next++;
            return Row.of(cells);
        }

        @Override
        public void close() {
            // The batch goes with the file.
        }
    }
}

package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object in parts. One of them is open at a time; the others stay because their composition is pinned ({@link Compositions}), and so do
 * their rows and checksums, which are looked up as they are needed.
 */
final class ComposedPieces implements PieceSource {
    private static final Logger LOG = LoggerFactory.getLogger(ComposedPieces.class);

    /** Rows that are looked up at a time. Short parts come with their contents: 1 MiB at most. */
    private static final int ROWS = 64;

    private final StoreFiles files;
    private final long composition;
    private final Extent extent;
    private final long end;
    private final long begin;
    private final Queue<StoredPart> next = new ArrayDeque<>();
    private int nextNumber;
    private StoredPart part;
    private @Nullable FileChannel file;
    private PieceChecksums checksums = PieceChecksums.NONE;
    private boolean closed;

    private ComposedPieces(StoreFiles files, long composition, Extent extent, int firstNumber, StoredPart last) throws IOException {
        this.files = files;
        this.composition = composition;
        this.extent = extent;
        this.nextNumber = firstNumber;
        this.end = last.start() + PieceChecksums.end(extent.offset() + extent.length() - last.start(), last.size());
        this.part = nextPart();
        this.begin = part.start() + PieceChecksums.begin(extent.offset() - part.start());
        open();
    }

    /**
     * Opens the first part that is touched.
     *
     * @param composition pinned; this unpins it when it is closed, not when this fails
     * @param extent at least one byte
     * @throws DamagedBlobException when that part is lost
     */
    static ComposedPieces open(StoreFiles files, long composition, Extent extent) throws IOException {
        record Ends(int first, StoredPart last) {}
        Ends ends = files.readers().read(reader -> {
            UploadReader uploads = reader.uploads();
            int last = uploads.numberAt(composition, extent.offset() + extent.length() - 1);
            return new Ends(
                    uploads.numberAt(composition, extent.offset()), uploads.contents(composition, last, 1).getFirst());
        });
        return new ComposedPieces(files, composition, extent, ends.first(), ends.last());
    }

    @Override
    public long begin() {
        return begin;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        while (position >= part.end()) {
            closeFile();
            part = nextPart();
            open();
        }
        long within = position - part.start();
        buffer.clear().limit((int) Math.min(buffer.capacity(), Math.min(part.end(), end) - position));
        switch (part.place()) {
            case Place.Inline inline -> buffer.put(inline.bytes(), (int) within, buffer.remaining());
            case Place.Blob _ -> fill(buffer, within);
            case Place.Composed _ -> throw new IllegalStateException("a part has no parts");
        }
        int filled = buffer.position();
        BlobPieces.requireWhole(checksums, buffer.duplicate().flip(), within);
        return filled;
    }

    private void fill(ByteBuffer buffer, long within) throws IOException {
        FileChannel opened = file;
        while (buffer.hasRemaining()) {
            if (opened == null || opened.read(buffer, within + buffer.position()) < 0) {
                throw new DamagedBlobException("the file of its part " + part.number() + " ends before its size");
            }
        }
    }

    private StoredPart nextPart() throws DamagedBlobException {
        if (next.isEmpty()) {
            next.addAll(files.readers().read(reader -> reader.uploads().contents(composition, nextNumber, ROWS)));
        }
        StoredPart found = next.poll();
        if (found == null) {
            throw new DamagedBlobException("the index lacks parts of it");
        }
        nextNumber = found.number() + 1;
        return found;
    }

    private void open() throws IOException {
        boolean opened = false;
        try {
            switch (part.place()) {
                case Place.Inline inline -> {
                    checksums = inline.checksums();
                    requireSize(inline.bytes().length);
                }
                case Place.Blob(long id, PieceChecksums _) -> open(id);
                case Place.Composed _ -> throw new IllegalStateException("a part has no parts");
            }
            opened = true;
        } finally {
            if (!opened) {
                closeFile();
            }
        }
    }

    private void open(long id) throws IOException {
        FileChannel opened;
        try {
            opened = files.blobs().open(id);
        } catch (NoSuchFileException e) {
            throw new DamagedBlobException("the file of its part " + part.number() + " is missing");
        }
        file = opened;
        requireSize(opened.size());
        long from = Math.max(0, extent.offset() - part.start());
        long to = Math.min(part.size(), extent.offset() + extent.length() - part.start());
        checksums = files.readers().read(reader -> reader.pieces(id, new Extent(from, to - from)));
        if (checksums.isNone()) {
            throw new DamagedBlobException("the checksums of its part " + part.number() + " are missing");
        }
    }

    private void requireSize(long size) throws DamagedBlobException {
        if (size != part.size()) {
            throw new DamagedBlobException("its part " + part.number() + " has " + size + " bytes instead of " + part.size());
        }
    }

    private void closeFile() {
        FileChannel opened = file;
        file = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                LOG.warn("Could not close a blob", e);
            }
        }
    }

    @Override
    public void close() {
        closeFile();
        if (!closed) {
            closed = true;
            files.compositions().unpin(composition);
        }
    }
}

package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob file. It lives on until it is closed, even when it is deleted meanwhile.
 *
 * @param size bytes
 * @param extent what is asked for of it
 * @param checksums of the pieces that the extent touches
 */
record BlobPieces(FileChannel file, long size, Extent extent, PieceChecksums checksums) implements PieceSource {
    private static final Logger LOG = LoggerFactory.getLogger(BlobPieces.class);

    @Override
    public long begin() {
        return PieceChecksums.begin(extent.offset());
    }

    @Override
    public long end() {
        return PieceChecksums.end(extent.offset() + extent.length(), size);
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end() - position));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new DamagedBlobException("its file ends before its size");
            }
        }
        int filled = buffer.position();
        requireWhole(checksums, buffer.duplicate().flip(), position);
        return filled;
    }

    /** @param position of the bytes in what the checksums are of */
    static void requireWhole(PieceChecksums checksums, ByteBuffer bytes, long position) throws DamagedBlobException {
        long damage = checksums.firstDamage(bytes, position);
        if (damage >= 0) {
            throw new DamagedBlobException("its checksum differs in the " + PieceChecksums.PIECE_BYTES + " bytes from " + damage + " on");
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Could not close a blob", e);
        }
    }
}

package dev.stagedoor.storage.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A CRC-32C of each piece of a blob, or of content in the index, so that any part of it can be checked before a byte of it is sent, at the
 * speed of memory: processors have an instruction for it, which MD5 lacks. It finds what disks and file systems do to bytes, not what
 * somebody does who can write the index as well.
 *
 * @param first number of the first piece these are of, from 0
 * @param crc32c four bytes for each piece, big-endian
 */
record PieceChecksums(long first, byte[] crc32c) {
    /** The smallest buffer that a blob is sent from: whatever buffer there is, it holds whole pieces. */
    static final int PIECE_BYTES = SendBuffers.SMALL_BYTES;

    /** Of content from before there were any. */
    static final PieceChecksums NONE = new PieceChecksums(0, new byte[0]);

    /** Of content that is in memory. */
    static PieceChecksums of(byte[] content) {
        var computation = new Computation();
        computation.update(content, content.length);
        return computation.finish();
    }

    /** Where the piece begins that holds this byte. */
    static long begin(long position) {
        return position - position % PIECE_BYTES;
    }

    /** Where the piece ends that holds the byte before this one, as far as the blob goes. */
    static long end(long position, long size) {
        return Math.min(size, begin(position + PIECE_BYTES - 1));
    }

    boolean isNone() {
        return crc32c.length == 0;
    }

    /**
     * The first byte of the first piece that is not as it was written; -1 when all are.
     *
     * @param bytes from its position to its limit, beginning with a piece and ending with one or with the blob; both stay as they are
     * @param offset of the first of them in the blob
     */
    long firstDamage(ByteBuffer bytes, long offset) {
        if (isNone()) {
            return -1;
        }
        ByteBuffer expected = ByteBuffer.wrap(crc32c);
        CRC32C crc = new CRC32C();
        ByteBuffer piece = bytes.duplicate();
        for (int at = bytes.position(); at < bytes.limit(); at += PIECE_BYTES) {
            long position = offset + at - bytes.position();
            long index = (position / PIECE_BYTES - first) * Integer.BYTES;
            piece.limit(Math.min(at + PIECE_BYTES, bytes.limit())).position(at);
            crc.reset();
            crc.update(piece);
            if (index < 0 || index >= crc32c.length || expected.getInt((int) index) != (int) crc.getValue()) {
                return position;
            }
        }
        return -1;
    }

    /** Takes in a blob from its beginning, in steps of any length. For one thread. */
    static final class Computation {
        private static final int PIECES_AT_FIRST = 4;

        private final CRC32C crc = new CRC32C();
        private byte[] done = new byte[PIECES_AT_FIRST * Integer.BYTES];
        private int length;
        private int inPiece;

        void update(byte[] bytes, int count) {
            int at = 0;
            while (at < count) {
                int step = Math.min(count - at, PIECE_BYTES - inPiece);
                crc.update(bytes, at, step);
                at += step;
                inPiece += step;
                if (inPiece == PIECE_BYTES) {
                    endPiece();
                }
            }
        }

        private void endPiece() {
            if (length == done.length) {
                done = Arrays.copyOf(done, 2 * done.length);
            }
            ByteBuffer.wrap(done).putInt(length, (int) crc.getValue());
            length += Integer.BYTES;
            crc.reset();
            inPiece = 0;
        }

        /** Of everything taken in. Ends the computation. */
        PieceChecksums finish() {
            if (inPiece > 0) {
                endPiece();
            }
            return new PieceChecksums(0, Arrays.copyOf(done, length));
        }
    }
}

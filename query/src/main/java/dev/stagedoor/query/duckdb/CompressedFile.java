package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.format.UnreadableFileException;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.ExpandedFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/**
 * Whether a compressed file that DuckDB reads is whole. DuckDB 2.0 takes the end of a file for the end of what is compressed with ZSTD, and
 * does not look at the checksum of GZIP: rows would be missing or wrong without an error. Nor has it a limit on what a file expands to.
 */
final class CompressedFile {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Of a frame, and of the 16 kinds of frames to be skipped (RFC 8878, section 3.1). */
    private static final int ZSTD_MAGIC = 0xFD2FB528;

    private static final int SKIPPED_MAGIC = 0x184D2A50;

    /** What one block expands to at most. */
    private static final long MAX_BLOCK_BYTES = 128 << 10;

    /** How many bytes the size of the content takes in a frame's header, by the two highest bits of its first byte. */
    private static final int[] SIZE_BYTES = {0, 2, 4, 8};

    /** The same of the dictionary's id, by the two lowest bits. */
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

    private CompressedFile() {}

    /**
     * Looks at all of a file.
     *
     * @return whether it is known to be something else than UTF-8: the content is looked at where the file is expanded for its own sake
     * @throws dev.stagedoor.errors.StagedoorException 1046 when it is cut short, damaged, not compressed so, or expands to too much
     */
    static boolean requireWhole(StagedFile staged, Compression compression, Reading reading) {
        if (compression == Compression.NONE) {
            return false;
        }
        return FileRows.read(staged, () -> {
            // Most files of ZSTD cannot expand to too much, whatever is in their blocks.
            boolean isSmall = compression == Compression.ZSTD && walkFrames(staged, reading.cancellation()) <= reading.maxExpandedBytes();
            return !isSmall && !isUtf8(staged, compression, reading);
        });
    }

    private static boolean isUtf8(StagedFile staged, Compression compression, Reading reading) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int held = 0;
        boolean utf8 = true;
        try (InputStream content = ExpandedFile.open(staged.path(), compression, reading.maxExpandedBytes())) {
            for (int read = content.read(buffer, held, buffer.length - held);
                    read >= 0;
                    read = content.read(buffer, held, buffer.length - held)) {
                reading.cancellation().check();
                int filled = held + read;
                int end = utf8 ? Utf8.end(buffer, 0, filled, filled) : Utf8.MALFORMED;
                utf8 = end != Utf8.MALFORMED;
                held = utf8 ? filled - end : 0;
                System.arraycopy(buffer, filled - held, buffer, 0, held);
            }
        }
        return utf8 && held == 0;
    }

    /**
     * From block to block, without a look into them: DuckDB holds their content to its checksum, where there is one.
     *
     * @return a number of bytes that the content does not pass
     */
    private static long walkFrames(StagedFile staged, Cancellation cancellation) {
        try (var file = new DataInputStream(new BufferedInputStream(Files.newInputStream(staged.path()), BUFFER_BYTES))) {
            long bytes = 0;
            do {
                int magic = Integer.reverseBytes(file.readInt());
                if ((magic & 0xFFFFFFF0) == SKIPPED_MAGIC) {
                    file.skipNBytes(Integer.toUnsignedLong(Integer.reverseBytes(file.readInt())));
                } else if (magic == ZSTD_MAGIC) {
                    bytes += walkBlocks(file, cancellation);
                } else {
                    throw new EOFException("no frame");
                }
            } while (!isAtEnd(file));
            return bytes;
        } catch (IOException e) {
            throw new UnreadableFileException(ExpandedFile.DAMAGED, e);
        }
    }

    private static long walkBlocks(DataInputStream file, Cancellation cancellation) throws IOException {
        int descriptor = file.readUnsignedByte();
        boolean oneSegment = (descriptor & 0x20) != 0;
        int size = oneSegment && descriptor >>> 6 == 0 ? 1 : SIZE_BYTES[descriptor >>> 6];
        file.skipNBytes((oneSegment ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + size);
        long bytes = 0;
        boolean last = false;
        while (!last) {
            cancellation.check();
            int header = file.readUnsignedByte() | file.readUnsignedByte() << 8 | file.readUnsignedByte() << 16;
            last = (header & 1) != 0;
            boolean oneByteRepeated = (header >>> 1 & 3) == 1;
            file.skipNBytes(oneByteRepeated ? 1 : header >>> 3);
            bytes += MAX_BLOCK_BYTES;
        }
        file.skipNBytes((descriptor & 4) != 0 ? 4 : 0);
        return bytes;
    }

    private static boolean isAtEnd(DataInputStream file) throws IOException {
        file.mark(1);
        boolean end = file.read() < 0;
        file.reset();
        return end;
    }
}

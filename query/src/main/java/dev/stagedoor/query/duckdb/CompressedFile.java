package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;

/**
 * Whether a compressed file is whole. DuckDB 2.0 takes the end of a file for the end of what is compressed with ZSTD, and does not look at
 * the checksum of GZIP: rows would be missing or wrong without an error.
 */
final class CompressedFile {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Of a frame, and of the 16 kinds of frames to be skipped (RFC 8878, section 3.1). */
    private static final int ZSTD_MAGIC = 0xFD2FB528;

    private static final int SKIPPED_MAGIC = 0x184D2A50;

    /** How many bytes the size of the content takes in a frame's header, by the two highest bits of its first byte. */
    private static final int[] SIZE_BYTES = {0, 2, 4, 8};

    /** The same of the dictionary's id, by the two lowest bits. */
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

    private CompressedFile() {}

    /** @throws StagedoorException 1046 when it is cut short, damaged, or not compressed so at all */
    static void requireWhole(StagedFile staged, Compression compression, Cancellation cancellation) {
        if (compression == Compression.NONE) {
            return;
        }
        try (InputStream file = new BufferedInputStream(Files.newInputStream(staged.path()), BUFFER_BYTES)) {
            if (compression == Compression.GZIP) {
                unzip(file, cancellation);
            } else {
                walkFrames(new DataInputStream(file), cancellation);
            }
        } catch (IOException e) {
            throw new StagedoorException(
                    ErrorCode.BAD_BYTES,
                    "file '" + ShownText.of(staged.name()) + "': it is not compressed as its format says, damaged, or cut short");
        }
    }

    private static void unzip(InputStream file, Cancellation cancellation) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (var content = new GZIPInputStream(file, BUFFER_BYTES)) {
            while (content.read(buffer) >= 0) {
                cancellation.check();
            }
        }
    }

    /** From block to block, without a look into them: DuckDB holds their content to its checksum, where there is one. */
    private static void walkFrames(DataInputStream file, Cancellation cancellation) throws IOException {
        do {
            int magic = Integer.reverseBytes(file.readInt());
            if ((magic & 0xFFFFFFF0) == SKIPPED_MAGIC) {
                file.skipNBytes(Integer.toUnsignedLong(Integer.reverseBytes(file.readInt())));
            } else if (magic == ZSTD_MAGIC) {
                walkBlocks(file, cancellation);
            } else {
                throw new EOFException("no frame");
            }
        } while (!isAtEnd(file));
    }

    private static void walkBlocks(DataInputStream file, Cancellation cancellation) throws IOException {
        int descriptor = file.readUnsignedByte();
        boolean oneSegment = (descriptor & 0x20) != 0;
        int size = oneSegment && descriptor >>> 6 == 0 ? 1 : SIZE_BYTES[descriptor >>> 6];
        file.skipNBytes((oneSegment ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + size);
        boolean last = false;
        while (!last) {
            cancellation.check();
            int header = file.readUnsignedByte() | file.readUnsignedByte() << 8 | file.readUnsignedByte() << 16;
            last = (header & 1) != 0;
            boolean oneByteRepeated = (header >>> 1 & 3) == 1;
            file.skipNBytes(oneByteRepeated ? 1 : header >>> 3);
        }
        file.skipNBytes((descriptor & 4) != 0 ? 4 : 0);
    }

    private static boolean isAtEnd(DataInputStream file) throws IOException {
        file.mark(1);
        boolean end = file.read() < 0;
        file.reset();
        return end;
    }
}

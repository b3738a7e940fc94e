package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A look at all bytes of a file of CSV before DuckDB reads it, for what DuckDB 2.0.0 does not look at.
 *
 * <p>It decodes the columns alone that a query asks for, so bytes of others may be anything.
 *
 * <p>Several threads begin in the middle of a file, and guess whether a line end there is within quotes. A wrong guess gives false rows
 * when the query stops early, and a false error when it does not. Where no line end is within quotes there is nothing to guess: as long as
 * a quote within a field is doubled, each line then has an even number of them.
 */
final class CsvScan {
    private static final int PIECE_BYTES = 1 << 20;

    private final char quote;
    private final int pieceBytes;
    private final Cancellation cancellation;

    /** @param quote a character of ASCII */
    CsvScan(char quote, Cancellation cancellation) {
        this(quote, PIECE_BYTES, cancellation);
    }

    /** @param pieceBytes how much of a file is looked at at once; the pieces of a file at the same time */
    CsvScan(char quote, int pieceBytes, Cancellation cancellation) {
        this.quote = quote;
        this.pieceBytes = pieceBytes;
        this.cancellation = cancellation;
    }

    /**
     * What a file has.
     *
     * @param utf8 whether all of it is UTF-8
     * @param quotedLineEnds whether a line end is within quotes
     */
    record Found(boolean utf8, boolean quotedLineEnds) {}

    Found look(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            List<Piece> pieces = LongStream.rangeClosed(0, (size - 1) / pieceBytes)
                    .parallel()
                    .mapToObj(i -> piece(channel, i * pieceBytes, size))
                    .toList();
            return new Found(areUtf8(pieces), haveQuotedLineEnds(pieces));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a piece of a file has. Of the line ends, should its beginning be between quoted fields; should it be within one, the two change
     * places.
     *
     * @param length in bytes
     * @param inside how many of them, at its beginning, do not begin a character
     * @param end where the last character ends that begins in it, from its beginning; {@link Utf8#MALFORMED}
     * @param oddQuotes whether it has an odd number of quotes
     * @param endsBetween whether a line ends between quoted fields
     * @param endsWithin whether a line ends within one
     */
    private record Piece(int length, int inside, int end, boolean oddQuotes, boolean endsBetween, boolean endsWithin) {}

    private static boolean areUtf8(List<Piece> pieces) {
        int expected = 0;
        for (Piece piece : pieces) {
            if (piece.inside == piece.length && expected >= piece.length) {
                expected -= piece.length;
            } else if (piece.inside != expected || piece.end < piece.length) {
                return false;
            } else {
                expected = piece.end - piece.length;
            }
        }
        return true;
    }

    private static boolean haveQuotedLineEnds(List<Piece> pieces) {
        boolean within = false;
        for (Piece piece : pieces) {
            if (within ? piece.endsBetween : piece.endsWithin) {
                return true;
            }
            within ^= piece.oddQuotes;
        }
        return false;
    }

    /** The last character of a piece may end behind it. */
    private Piece piece(FileChannel channel, long position, long size) {
        cancellation.check();
        int length = (int) Math.min(pieceBytes, size - position);
        byte[] bytes = read(channel, position, (int) Math.min(length + Utf8.MAX_CHARACTER_BYTES - 1L, size - position));
        int inside = 0;
        while (inside < length && Utf8.isInside(bytes[inside])) {
            inside++;
        }
        int end = Utf8.end(bytes, inside, length, bytes.length);
        // A character for each byte: the searches of texts are faster than any loop.
        return withQuotes(length, inside, end, new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    /** Looks for quotes, and for line ends only where that is not known yet: most of a file is passed over many bytes at a time. */
    private Piece withQuotes(int length, int inside, int end, String text) {
        boolean[] ends = new boolean[2];
        int within = 0;
        int from = 0;
        while (true) {
            int next = text.indexOf(quote, from);
            int to = next < 0 ? text.length() : next;
            ends[within] = ends[within] || hasLineEnd(text, from, to);
            if (next < 0) {
                return new Piece(length, inside, end, within == 1, ends[0], ends[1]);
            }
            within ^= 1;
            from = next + 1;
        }
    }

    private static boolean hasLineEnd(String text, int from, int to) {
        return text.indexOf('\n', from, to) >= 0 || text.indexOf('\r', from, to) >= 0;
    }

    private static byte[] read(FileChannel channel, long position, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + bytes.position()) < 0) {
                    throw new EOFException("the file has become shorter");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }
}

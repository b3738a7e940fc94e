package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.text.Compression;
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
 * Whether a file of CSV may be read by several threads. DuckDB 2.0.0 then begins in the middle of it, and guesses whether a line end there
 * is within quotes. A wrong guess gives false rows when the query stops early, and a false error when it does not. Where no line end is
 * within quotes there is nothing to guess: as long as a quote within a field is doubled, each line then has an even number of them.
 */
final class QuotedLineEnds {
    /** DuckDB reads a file of less with one thread. */
    private static final long SMALL_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 1 << 20;

    private final char quote;
    private final int pieceBytes;
    private final Cancellation cancellation;

    /** @param pieceBytes how much of a file is looked at at once; the pieces of a file at the same time */
    QuotedLineEnds(char quote, int pieceBytes, Cancellation cancellation) {
        this.quote = quote;
        this.pieceBytes = pieceBytes;
        this.cancellation = cancellation;
    }

    /** Whether none of the files has one. Where that is not known, as of compressed files, the answer is no. */
    static boolean noneIn(List<StagedFile> files, Compression compression, String quote, Cancellation cancellation) {
        if (quote.isEmpty()) {
            return true;
        }
        if (compression != Compression.NONE || quote.length() > 1 || quote.charAt(0) > 0x7F) {
            return false;
        }
        QuotedLineEnds search = new QuotedLineEnds(quote.charAt(0), PIECE_BYTES, cancellation);
        return files.stream().allMatch(file -> file.size() < SMALL_BYTES || search.noneIn(file.path()));
    }

    boolean noneIn(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            List<Piece> pieces = LongStream.rangeClosed(0, (size - 1) / pieceBytes)
                    .parallel()
                    .mapToObj(i -> piece(text(channel, i * pieceBytes, (int) Math.min(pieceBytes, size - i * pieceBytes))))
                    .toList();
            boolean within = false;
            for (Piece piece : pieces) {
                if (within ? piece.endsBetween : piece.endsWithin) {
                    return false;
                }
                within ^= piece.odd;
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a piece of a file has, should its beginning be between quoted fields; should it be within one, the two change places.
     *
     * @param odd whether it has an odd number of quotes
     * @param endsBetween whether a line ends between quoted fields
     * @param endsWithin whether a line ends within one
     */
    private record Piece(boolean odd, boolean endsBetween, boolean endsWithin) {}

    /** Looks for quotes, and for line ends only where that is not known yet: most of a file is passed over many bytes at a time. */
    private Piece piece(String text) {
        cancellation.check();
        boolean[] ends = new boolean[2];
        int within = 0;
        int from = 0;
        while (true) {
            int next = text.indexOf(quote, from);
            int to = next < 0 ? text.length() : next;
            ends[within] = ends[within] || hasLineEnd(text, from, to);
            if (next < 0) {
                return new Piece(within == 1, ends[0], ends[1]);
            }
            within ^= 1;
            from = next + 1;
        }
    }

    private static boolean hasLineEnd(String text, int from, int to) {
        return text.indexOf('\n', from, to) >= 0 || text.indexOf('\r', from, to) >= 0;
    }

    /** A character for each byte: the searches of texts are faster than any loop. */
    private static String text(FileChannel channel, long position, int length) {
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
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }
}

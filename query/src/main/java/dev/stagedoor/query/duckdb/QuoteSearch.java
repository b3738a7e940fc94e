package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.text.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/**
 * Whether files of CSV may be read by several threads each. DuckDB 2.0.0 then begins in the middle of a file and guesses whether that is
 * within quotes. A wrong guess gives false rows when the query stops early, and a false error when it does not. Where there is no quote,
 * there is nothing to guess.
 */
final class QuoteSearch {
    /** DuckDB reads a file of less with one thread. */
    private static final long SMALL_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 256 << 10;

    private QuoteSearch() {}

    /** Looks at each file up to its first quote. */
    static boolean noneIn(List<StagedFile> files, Compression compression, String quote, Cancellation cancellation) {
        return quote.isEmpty()
                || compression == Compression.NONE && files.stream().noneMatch(file -> contains(file, quote, cancellation));
    }

    private static boolean contains(StagedFile file, String quote, Cancellation cancellation) {
        if (file.size() < SMALL_BYTES) {
            return false;
        }
        // The last byte of a quote of several, so that its first one may be of another character.
        byte[] bytes = quote.getBytes(StandardCharsets.UTF_8);
        byte sought = bytes[bytes.length - 1];
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file.path())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                cancellation.check();
                if (contains(buffer, read, sought)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of one byte a character is searched by many bytes at a time, an array byte by byte: the copy pays. */
    private static boolean contains(byte[] buffer, int length, byte sought) {
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).indexOf(sought & 0xFF) >= 0;
    }
}

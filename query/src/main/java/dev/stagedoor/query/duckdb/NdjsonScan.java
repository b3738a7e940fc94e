package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.query.text.ExpandedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a look at all bytes of a file of NDJSON finds that DuckDB 2.0.0 does not read as it should.
 *
 * @param marked whether the file begins with a byte order mark, which DuckDB refuses
 * @param lax whether there is {@link LaxJson} in it
 * @param longLines whether its lines are so long that DuckDB takes too much memory for them: it reads 2,048 of them or 32 MiB at a time, on
 *     every thread, and each function of JSON takes several times as much
 */
record NdjsonScan(boolean marked, boolean lax, boolean longLines) {
    /** Lines are long that have more bytes than this on average. */
    static final int LONG_LINE_BYTES = 4 << 10;

    /** How much of a file is looked at at the same time as the rest. */
    private static final int PART_BYTES = 4 << 20;

    private static final int BUFFER_BYTES = 256 << 10;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * Looks at a file.
     *
     * @throws dev.stagedoor.query.format.UnreadableFileException when it is not compressed in this way
     */
    static NdjsonScan of(Path file, Compression compression, Cancellation cancellation) throws IOException {
        return compression == Compression.NONE ? inParts(file, PART_BYTES, cancellation) : inOrder(file, compression, cancellation);
    }

    /** Whether Java is to read it, which finds the line of what is wrong, and takes a few MiB of lines at a time. */
    boolean needsJava() {
        return marked || lax || longLines;
    }

    private static boolean areLong(long bytes, long lineEnds) {
        return bytes > LONG_LINE_BYTES * (1 + lineEnds);
    }

    private static boolean isMarked(byte[] beginning) {
        return Arrays.equals(beginning, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private static NdjsonScan inOrder(Path file, Compression compression, Cancellation cancellation) throws IOException {
        LaxJson lines = new LaxJson();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        try (InputStream content = ExpandedFile.open(file, compression, Long.MAX_VALUE)) {
            int read = content.readNBytes(buffer, 0, BUFFER_BYTES);
            boolean marked = isMarked(buffer);
            while (read > 0) {
                cancellation.check();
                lines.look(buffer, 0, read);
                bytes += read;
                read = content.readNBytes(buffer, 0, BUFFER_BYTES);
            }
            return new NdjsonScan(marked, lines.found(), areLong(bytes, lines.lineEnds()));
        }
    }

    /** Several threads look at parts of a file: at the lines that begin in one. */
    static NdjsonScan inParts(Path file, int partBytes, Cancellation cancellation) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer beginning = ByteBuffer.allocate(BYTE_ORDER_MARK.length);
            read(channel, 0, beginning);
            List<LaxJson> parts = LongStream.rangeClosed(0, (size - 1) / partBytes)
                    .parallel()
                    .mapToObj(part -> part(channel, part * partBytes, Math.min(size, (part + 1) * partBytes), cancellation))
                    .toList();
            long lineEnds = parts.stream().mapToLong(LaxJson::lineEnds).sum();
            return new NdjsonScan(isMarked(beginning.array()), parts.stream().anyMatch(LaxJson::found), areLong(size, lineEnds));
        }
    }

    private static LaxJson part(FileChannel channel, long from, long to, Cancellation cancellation) {
        LaxJson lines = new LaxJson();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        byte[] bytes = buffer.array();
        boolean begun = from == 0;
        int read;
        for (long at = begun ? 0 : from - 1; ; at += read) {
            cancellation.check();
            read = read(channel, at, buffer);
            int first = begun ? 0 : behindLine(bytes, 0, read);
            begun |= first > 0;
            if (!begun && at + read < to && read == BUFFER_BYTES) {
                continue;
            }
            if (!begun || at + first >= to) {
                return lines;
            }
            int end = at + read < to ? 0 : behindLine(bytes, (int) Math.max(first, to - 1 - at), read);
            lines.look(bytes, first, end > 0 ? end : read);
            if (end > 0 || read < BUFFER_BYTES) {
                return lines;
            }
        }
    }

    /** @return where the first end of a line is behind; 0 when there is none */
    private static int behindLine(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /** @return fewer bytes than there is room for at the end of the file */
    private static int read(FileChannel channel, long position, ByteBuffer buffer) {
        buffer.clear();
        try {
            while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
                // Until it is full, or the file at its end.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.position();
    }
}

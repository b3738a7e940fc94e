package dev.stagedoor.query.text;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.query.Cancellation;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The records of files of text that an unload wrote: in UTF-8, not compressed, nothing in it but what its format says. */
public final class WrittenRecords {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Lines of an array of JSON beside one for each row. */
    private static final long JSON_BRACKETS = 2;

    private WrittenRecords() {}

    /** Whether a file of the type can be parted between its records. */
    public static boolean canSplit(FileFormatType type) {
        return type == FileFormatType.CSV || type == FileFormatType.TEXT || type == FileFormatType.NDJSON;
    }

    /** How many rows a file has; a header is none. */
    public static long count(Path file, FileFormat format, Cancellation cancellation) throws IOException {
        Ends ends = Ends.of(format);
        long count = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream text = Files.newInputStream(file)) {
            for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                cancellation.check();
                for (int i = 0; i < read; i++) {
                    count += ends.isEnd(buffer[i]) ? 1 : 0;
                }
            }
        }
        return format.type() == FileFormatType.JSON ? count - JSON_BRACKETS : count - (hasHeader(format) ? 1 : 0);
    }

    private static boolean hasHeader(FileFormat format) {
        return Boolean.TRUE.equals(format.options().get("output_header"));
    }

    /**
     * Parts a file, in its order, into files beside it, and deletes it. Each has the header.
     *
     * @param maxBytes at which another file is begun
     */
    public static List<Path> split(Path file, FileFormat format, long maxBytes, Cancellation cancellation) throws IOException {
        List<Path> parts = new ArrayList<>();
        Ends ends = Ends.of(format);
        try (InputStream text = Files.newInputStream(file);
                Parts out = new Parts(file, parts, hasHeader(format))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                cancellation.check();
                int from = 0;
                for (int i = 0; i < read; i++) {
                    if (ends.isEnd(buffer[i])) {
                        out.write(buffer, from, i + 1 - from);
                        out.endRecord(maxBytes);
                        from = i + 1;
                    }
                }
                out.write(buffer, from, read - from);
            }
        }
        Files.delete(file);
        return parts;
    }

    /** Files that are written one after the other. */
    private static final class Parts implements AutoCloseable {
        private final Path file;
        private final List<Path> parts;
        private final ByteArrayOutputStream header = new ByteArrayOutputStream();
        private boolean inHeader;
        private OutputStream out = OutputStream.nullOutputStream();
        private boolean isOpen;
        private long bytes;

        private Parts(Path file, List<Path> parts, boolean inHeader) {
            this.file = file;
            this.parts = parts;
            this.inHeader = inHeader;
        }

        private void write(byte[] buffer, int from, int length) throws IOException {
            if (length == 0) {
                return;
            }
            if (inHeader) {
                header.write(buffer, from, length);
                return;
            }
            if (!isOpen) {
                Path part = file.resolveSibling(file.getFileName() + "." + parts.size());
                parts.add(part);
                out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES);
                isOpen = true;
                header.writeTo(out);
                bytes = header.size();
            }
            out.write(buffer, from, length);
            bytes += length;
        }

        private void endRecord(long maxBytes) throws IOException {
            inHeader = false;
            if (isOpen && bytes >= maxBytes) {
                close();
            }
        }

        @Override
        public void close() throws IOException {
            isOpen = false;
            out.close();
        }
    }

    /** Sees the ends of records, byte by byte. */
    private static final class Ends {
        private final byte end;
        private final boolean hasQuotes;
        private final byte quote;
        private final boolean escaped;
        private boolean within;
        private boolean literal;

        private Ends(byte end, boolean hasQuotes, byte quote, boolean escaped) {
            this.end = end;
            this.hasQuotes = hasQuotes;
            this.quote = quote;
            this.escaped = escaped;
        }

        static Ends of(FileFormat format) {
            Map<String, Object> options = format.options();
            return switch (format.type()) {
                case CSV ->
                    new Ends(end(options), true, (byte) text(options, "quote").charAt(0), !text(options, "escape").isEmpty());
                case TEXT -> new Ends(end(options), false, (byte) 0, false);
                case NDJSON, JSON -> new Ends((byte) '\n', false, (byte) 0, false);
                case PARQUET, ORC, AVRO, ARROW, ARROW_STREAM, LANCE, XML -> throw new IllegalArgumentException("no text that is written");
            };
        }

        /** The last byte of what ends a record. */
        private static byte end(Map<String, Object> options) {
            String end = text(options, "record_delimiter");
            return (byte) end.charAt(end.length() - 1);
        }

        private static String text(Map<String, Object> options, String name) {
            return (String) options.get(name);
        }

        /** One within quotes ends no record. A doubled quote leaves the quotes and enters them again. */
        private boolean isEnd(byte next) {
            if (literal) {
                literal = false;
                return false;
            }
            if (hasQuotes && next == quote) {
                within = !within;
                return false;
            }
            literal = escaped && within && next == '\\';
            return next == end && !within;
        }
    }
}

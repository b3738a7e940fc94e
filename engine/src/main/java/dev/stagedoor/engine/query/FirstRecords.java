package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.storage.mirror.Beginning;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** How much of a text file tells which columns it has: its first records, where they are easily told apart. */
final class FirstRecords {
    /** Of a longer file, where it is not compressed. */
    static final int BYTES = 4 << 20;

    private FirstRecords() {}

    /**
     * What a function wants of a file; empty for all of it.
     *
     * @param name of the file in its stage
     */
    static Optional<Beginning> of(FileFunction function, String name) {
        FileFormat format = function.format();
        boolean isText = format.type() == FileFormatType.CSV || format.type() == FileFormatType.TEXT;
        if (!(function.kind() instanceof FileFunction.InferSchema) || !isText && format.type() != FileFormatType.NDJSON) {
            return Optional.empty();
        }
        if (isText && !isPlain(format)) {
            return Optional.empty();
        }
        byte end = isText ? end((String) format.options().get("record_delimiter")) : (byte) '\n';
        Optional<Byte> quote = format.type() == FileFormatType.CSV
                ? Optional.of((byte) ((String) format.options().get("quote")).charAt(0))
                : Optional.empty();
        return Optional.of(new Beginning(BYTES, end, quote, path -> Compression.of(format, name, path) == Compression.NONE));
    }

    /** Where a byte of ASCII is that character, and no backslash keeps a quote from ending a field. */
    private static boolean isPlain(FileFormat format) {
        Map<String, Object> options = format.options();
        boolean quotesAreDoubled = format.type() == FileFormatType.TEXT || ((String) options.get("escape")).isEmpty();
        return quotesAreDoubled
                && Charset.forName((String) options.get("encoding")).equals(StandardCharsets.UTF_8)
                && end((String) options.get("record_delimiter")) > 0;
    }

    /** The last byte of a delimiter of records; 0 for one that is not of ASCII. */
    private static byte end(String delimiter) {
        char last = delimiter.charAt(delimiter.length() - 1);
        return last < 0x80 ? (byte) last : 0;
    }
}

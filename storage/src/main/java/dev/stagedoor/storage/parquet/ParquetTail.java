package dev.stagedoor.storage.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The last bytes of a Parquet file: the footer, its length, and a mark. */
public final class ParquetTail {
    /** The mark, at both ends of a file. */
    public static final String MAGIC = "PAR1";

    /** Length and mark. */
    public static final int BYTES = 8;

    /** A file that is shorter is none. */
    public static final int MIN_FILE_BYTES = 12;

    private ParquetTail() {}

    /** How long the footer is; empty when these are not the last bytes of such a file. */
    public static OptionalInt footerBytes(byte[] last, long fileBytes) {
        ByteBuffer tail = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
        int length = tail.getInt();
        boolean marked = new String(last, Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1).equals(MAGIC);
        return marked && length >= 0 && length <= fileBytes - MIN_FILE_BYTES ? OptionalInt.of(length) : OptionalInt.empty();
    }

    static byte[] of(byte[] footer) {
        return ByteBuffer.allocate(footer.length + BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(footer)
                .putInt(footer.length)
                .put(MAGIC.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }
}

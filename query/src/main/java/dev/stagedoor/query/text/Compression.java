package dev.stagedoor.query.text;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/** How a text file is compressed; of other files nothing is known from outside. */
public enum Compression {
    NONE,
    /** RFC 1952; several members count as one content. */
    GZIP,
    /** RFC 8878; several frames count as one content. */
    ZSTD,
    /** Several streams count as one content. */
    BZ2,
    /** Several streams count as one content. */
    XZ,
    /** RFC 7932. */
    BROTLI,
    /** The zlib format, RFC 1950. */
    DEFLATE,
    /** RFC 1951. */
    RAW_DEFLATE,
    /** An archive of exactly one file. */
    ZIP;

    /** Bytes at the beginning of a file that {@link #ofMagic} looks at. */
    private static final int MAGIC_BYTES = 10;

    /** The mark of a block of bzip2, behind {@code BZh} and a digit. */
    private static final String BZ2_BLOCK = "314159265359";

    /**
     * What the format says of a file. When the format is AUTO: what its name says, else the bytes it begins with.
     *
     * @param name of which the ending counts, in any case
     * @param path of the local file
     * @throws StagedoorException 1002 for what is not read: SNAPPY and LZO, as in Databend
     */
    public static Compression of(FileFormat format, String name, Path path) {
        Object option = format.options().get("compression");
        boolean isText = format.type() == FileFormatType.CSV || format.type() == FileFormatType.TEXT
                || format.type() == FileFormatType.NDJSON;
        if (!isText || !(option instanceof String stored)) {
            return NONE;
        }
        if (!stored.equals("Auto")) {
            return named(stored.toLowerCase(Locale.ROOT));
        }
        String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (suffix) {
            case "gz" -> GZIP;
            case "zst" -> ZSTD;
            case "br" -> BROTLI;
            case "bz2", "deflate", "xz", "zip", "snappy", "lzo" -> named(suffix);
            default -> ofMagic(path);
        };
    }

    /**
     * How a file of this format is written.
     *
     * @throws StagedoorException 1002 for what is not written: BROTLI, SNAPPY and LZO
     */
    public static Compression ofWritten(FileFormat format) {
        String stored = (String) format.options().get("compression");
        Compression compression = stored.equals("Auto") ? NONE : named(stored.toLowerCase(Locale.ROOT));
        if (compression == BROTLI) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED, "COMPRESSION = BROTLI is read, not written: choose ZSTD, GZIP or another");
        }
        return compression;
    }

    /** What the name of a file written in this way ends with, {@code .gz}; empty for none. */
    public String extension() {
        return switch (this) {
            case NONE -> "";
            case GZIP -> ".gz";
            case ZSTD -> ".zst";
            case BZ2 -> ".bz2";
            case XZ -> ".xz";
            case BROTLI -> ".br";
            case DEFLATE, RAW_DEFLATE -> ".deflate";
            case ZIP -> ".zip";
        };
    }

    private static Compression named(String name) {
        return switch (name) {
            case "none" -> NONE;
            case "gzip" -> GZIP;
            case "zstd" -> ZSTD;
            case "bz2" -> BZ2;
            case "xz" -> XZ;
            case "brotli" -> BROTLI;
            case "deflate" -> DEFLATE;
            case "rawdeflate" -> RAW_DEFLATE;
            case "zip" -> ZIP;
            default -> throw new StagedoorException(ErrorCode.UNIMPLEMENTED, "compress type " + name + " is unimplemented");
        };
    }

    /** The formats that begin with bytes no text begins with. Brotli and DEFLATE have none. */
    private static Compression ofMagic(Path path) {
        byte[] head;
        try (InputStream file = Files.newInputStream(path)) {
            head = file.readNBytes(MAGIC_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String hex = HexFormat.of().formatHex(head);
        if (hex.startsWith("1f8b08")) {
            return GZIP;
        }
        if (hex.startsWith("28b52ffd")) {
            return ZSTD;
        }
        if (hex.startsWith("fd377a585a00")) {
            return XZ;
        }
        if (hex.startsWith("504b0304")) {
            return ZIP;
        }
        return new String(head, StandardCharsets.ISO_8859_1).startsWith("BZh") && hex.startsWith(BZ2_BLOCK, 8) ? BZ2 : NONE;
    }

    /** Whether DuckDB reads it; then it has the same name there, in lower case. */
    public boolean isKnownToDuckDb() {
        return this == NONE || this == GZIP || this == ZSTD;
    }

    /** @throws IllegalStateException unless {@link #isKnownToDuckDb} */
    public String duckDbName() {
        if (!isKnownToDuckDb()) {
            throw new IllegalStateException("DuckDB does not read " + this);
        }
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Locale;

/** How a text file is compressed; of Parquet files nothing is known from outside. */
enum Compression {
    NONE("none"),
    GZIP("gzip"),
    ZSTD("zstd");

    private final String duckDbName;

    Compression(String duckDbName) {
        this.duckDbName = duckDbName;
    }

    String duckDbName() {
        return duckDbName;
    }

    /**
     * What the format says of a file, or its name when the format is AUTO.
     *
     * @throws StagedoorException 1002 for what cannot be read yet
     */
    static Compression of(FileFormat format, String file) {
        Object option = format.options().get("compression");
        if (!(option instanceof String name) || format.type() == FileFormatType.PARQUET) {
            return NONE;
        }
        return switch (name.equals("Auto") ? suffix(file) : name.toLowerCase(Locale.ROOT)) {
            case "none", "" -> NONE;
            case "gzip", "gz" -> GZIP;
            case "zstd", "zst" -> ZSTD;
            default ->
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "querying files compressed as " + (name.equals("Auto") ? suffix(file) : name)
                                + " is not supported by this version of Stagedoor; it reads GZIP and ZSTD");
        };
    }

    /** One that tells of a compression; empty for any other. */
    private static String suffix(String file) {
        String suffix = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (suffix) {
            case "gz", "zst", "bz2", "br", "deflate", "xz", "zip", "lzo", "snappy" -> suffix;
            default -> "";
        };
    }
}

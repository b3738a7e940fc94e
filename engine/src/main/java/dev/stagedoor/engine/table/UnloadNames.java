package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.UnloadOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the files of an unload are called.
 *
 * @param path that the statement names, from the root of the stage
 * @param statement its number among those of one query id: two of one text must not give files one name
 */
record UnloadNames(String path, UnloadOptions options, FileFormat format, String queryId, int statement) {
    private static final String DATA = UnloadOptions.DATA;

    /** The directory of rows whose partition is NULL. */
    private static final String NULL_PARTITION = "_NULL_";

    /**
     * The name of a file.
     *
     * @param partition empty without PARTITION BY, and for NULL
     * @param number counts all files of the statement
     * @throws StagedoorException 2004 for a partition that leads out of the path
     */
    String name(Optional<String> partition, int number) {
        if (options.useRawPath()) {
            return path;
        }
        String own = String.format(Locale.ROOT, "%s_%04d_%08d%s", queryId, statement, number, extension());
        if (path.endsWith(DATA)) {
            String prefix = path.substring(0, path.length() - DATA.length());
            return FileLocation.join(prefix, directory(partition) + DATA + own);
        }
        return FileLocation.join(path, directory(partition) + DATA + own);
    }

    private String directory(Optional<String> partition) {
        if (options.partitionBy().isEmpty()) {
            return "";
        }
        String value = partition.orElse(NULL_PARTITION);
        if (Arrays.asList(value.split("/", -1)).contains("..")) {
            throw new StagedoorException(
                    ErrorCode.INVALID_ARGUMENT,
                    "PARTITION BY gave a value with '..', which is no directory: choose another expression");
        }
        return value.isEmpty() ? "" : value + "/";
    }

    /** Of an archive within a file, too: without what tells the compression. */
    String plainExtension() {
        FileFormatType type = format.type();
        return "." + (type == FileFormatType.TEXT ? "txt" : type.name().toLowerCase(Locale.ROOT));
    }

    private String extension() {
        return plainExtension() + (format.type() == FileFormatType.PARQUET ? "" : Compression.ofWritten(format).extension());
    }
}

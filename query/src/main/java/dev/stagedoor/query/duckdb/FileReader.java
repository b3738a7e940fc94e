package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.util.List;
import java.util.Set;

/** How DuckDB reads files of one format: which of its functions, with which options, and what the columns are. */
sealed interface FileReader permits FieldFiles, NdjsonFiles, ParquetFiles {
    /** The name of the format in what users are told. */
    String format();

    /** The call that reads some files, all compressed in the same way. */
    String call(List<String> paths, Compression compression, String more);

    /** What a select list of this call is: the columns the files have, and of those that are asked for what does not depend on the file. */
    String columns(Set<FileColumn> asked, String row);

    /** Whether {@code *} means something. */
    boolean hasNames();

    /** The last column position that can be asked for. */
    int lastPosition();

    /** What is said of a position beyond. */
    String beyondLastPosition(int position);

    /** @throws StagedoorException 1002 for a format, or an option of it, that cannot be read yet */
    static FileReader of(FileFormat format) {
        return switch (format.type()) {
            case CSV -> {
                CsvFiles.requireReadable(format);
                yield new CsvFiles(format, 1);
            }
            case TEXT -> {
                TextFiles.requireReadable(format);
                yield new TextFiles(format, 1);
            }
            case NDJSON -> new NdjsonFiles();
            case PARQUET -> new ParquetFiles();
            case ORC, AVRO, ARROW, ARROW_STREAM ->
                throw unimplemented("querying " + format.type().name() + " files is not supported by this version of Stagedoor; it reads"
                        + " CSV, TEXT, NDJSON and PARQUET");
            case JSON, XML, LANCE ->
                throw unimplemented("Unsupported file format in query stage. Supported formats: CSV, TEXT, NDJSON, PARQUET");
        };
    }

    /** Says what cannot be read. */
    static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }
}

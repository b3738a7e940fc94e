package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** How files of one format are read, and what their columns are. */
sealed interface FileReader permits DuckDbFiles, JavaFiles {
    /** The name of the format in what users are told. */
    String format();

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
            case AVRO -> new AvroFiles(format.options().get("use_logic_type").equals(true));
            case ORC -> new OrcFiles();
            case ARROW -> new ArrowFiles(false);
            case ARROW_STREAM -> new ArrowFiles(true);
            case JSON, XML, LANCE ->
                throw unimplemented("Unsupported file format in query stage. Supported formats:"
                        + " CSV, TEXT, NDJSON, PARQUET, ORC, AVRO, ARROW, ARROW_STREAM");
        };
    }

    /** Says what cannot be read. */
    static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }
}

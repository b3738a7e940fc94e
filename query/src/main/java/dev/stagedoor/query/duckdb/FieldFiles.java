package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files of fields, which are columns by their place. */
sealed interface FieldFiles extends TextualFiles permits CsvFiles, TextFiles {
    FileFormat options();

    /** How many columns the files have. */
    int columns();

    /** One column of a select list, under its label. */
    String field(int position, String row);

    /** An option that is a text. */
    default String text(String option) {
        return (String) options().options().get(option);
    }

    /** Always the first, so that there is one. */
    @Override
    default String columns(Set<FileColumn> asked, String row) {
        List<String> selected = new ArrayList<>();
        selected.add(field(1, row));
        for (FileColumn column : asked) {
            if (column instanceof ColumnPosition(int position) && position > 1) {
                selected.add(field(position, row));
            }
        }
        return String.join(", ", selected);
    }

    /** The same files, with as many columns as they turned out to have. */
    FieldFiles with(int found);

    @Override
    default boolean hasNames() {
        return false;
    }

    /**
     * The reader, for files with as many columns as these have.
     *
     * @param files all compressed in the same way
     * @return empty when none of them has a record
     * @throws StagedoorException 1006 when there are more than may be; 1046 when the first record cannot be read
     */
    Optional<FieldFiles> fitted(List<StagedFile> files, Compression compression, Added added, Reading reading) throws SQLException;

    /** Whether DuckDB reads the bytes and the ends of lines of this format. */
    static boolean isPlainText(FileFormat format) {
        boolean endsWithLine = List.of("\n", "\r\n").contains(format.options().get("record_delimiter"));
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        return endsWithLine && encoding.equals(StandardCharsets.UTF_8) && format.options().get("encoding_error_mode").equals("strict");
    }

    /** @throws StagedoorException 1006 when a file has more columns than can be asked for */
    static void requireFewColumns(String format, StagedFile file, int columns) {
        if (columns > ColumnPosition.MAX_POSITION) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "a file of " + format + " has at most " + ColumnPosition.MAX_POSITION + " columns; '" + ShownText.of(file.name())
                            + "' has more");
        }
    }
}

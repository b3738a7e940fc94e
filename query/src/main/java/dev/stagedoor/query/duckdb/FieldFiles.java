package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/** Files of fields, which are columns by their place. */
sealed interface FieldFiles extends DuckDbFiles permits CsvFiles, TextFiles {
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
     * @throws StagedoorException 1006 when there are more than may be
     */
    FieldFiles fitted(List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException;

    /** @throws StagedoorException 1002 when the option is none of these */
    static void require(FileFormat format, String option, List<Object> readable) {
        if (!readable.contains(format.options().get(option))) {
            throw notYet(format, option.toUpperCase(Locale.ROOT));
        }
    }

    /** @throws StagedoorException 1002 for an encoding that DuckDB does not read */
    static void requireEncoding(FileFormat format) {
        require(format, "encoding_error_mode", List.of("strict"));
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        if (!encoding.equals(StandardCharsets.UTF_8) && !encoding.equals(StandardCharsets.ISO_8859_1)) {
            throw notYet(format, "ENCODING");
        }
    }

    /** The option of DuckDB's reader. */
    static String encoding(FileFormat format) {
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        return encoding.equals(StandardCharsets.ISO_8859_1) ? ", encoding = 'latin-1'" : "";
    }

    /** Says which option of a format keeps its files from being read. */
    static StagedoorException notYet(FileFormat format, String option) {
        return FileReader.unimplemented(
                "querying " + format.type() + " files with this " + option + " is not supported by this version of Stagedoor");
    }
}

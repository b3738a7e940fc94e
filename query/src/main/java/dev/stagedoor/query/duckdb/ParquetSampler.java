package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.text.Compression;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.duckdb.DuckDBPreparedStatement;

/** Which columns Parquet files have: their footers say so. Names are compared without regard to case, as queries do. */
final class ParquetSampler implements InferredSchema.Sampler {
    private final ParquetFiles reader;
    private final Reading reading;
    private final SequencedMap<String, Found> columns = new LinkedHashMap<>();
    private int files;

    ParquetSampler(ParquetFiles reader, Reading reading) {
        this.reader = reader;
        this.reading = reading;
    }

    /** A column, and the first file that has it. */
    private record Found(Column column, String file) {
        Found nullable() {
            return new Found(Column.nullable(column.name(), column.type()), file);
        }
    }

    @Override
    public void add(StagedFile local) throws SQLException {
        Set<String> here = new HashSet<>();
        for (Column column : read(local)) {
            String key = column.name().toLowerCase(Locale.ROOT);
            here.add(key);
            Found known = columns.get(key);
            if (known != null) {
                columns.put(key, merged(known, column, local.name()));
            } else {
                Found found = new Found(column, local.name());
                columns.put(key, files == 0 ? found : found.nullable());
            }
        }
        columns.replaceAll((key, found) -> here.contains(key) ? found : found.nullable());
        files++;
    }

    private static Found merged(Found known, Column column, String file) {
        DataType type = WidestType.of(known.column.type(), column.type())
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "column `" + ShownText.of(column.name()) + "` is " + InferredSchema.text(column.type()) + " in file '"
                                + ShownText.of(file) + "', but " + InferredSchema.text(known.column.type()) + " in file '"
                                + ShownText.of(known.file) + "', and no type holds both: choose files that agree with pattern"));
        return new Found(new Column(known.column.name(), type, known.column.nullable() || column.nullable()), known.file);
    }

    private List<Column> read(StagedFile local) throws SQLException {
        List<Boolean> optional = FileQuery.read(
                reading.connection(),
                "SELECT repetition_type, num_children FROM parquet_schema(" + SqlText.literal(local.path().toString()) + ")",
                ParquetSampler::optional);
        List<Column> found = new ArrayList<>();
        try (DuckDBPreparedStatement statement =
                reading.connection().prepare(
                        "SELECT * FROM " + reader.call(List.of(local), Compression.NONE, Added.NOTHING, reading))) {
            ResultSetMetaData described = statement.getMetaData();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                boolean nullable = optional.size() != described.getColumnCount() || optional.get(i - 1);
                found.add(new Column(described.getColumnLabel(i), DuckDbTypes.parse(described.getColumnTypeName(i)), nullable));
            }
        }
        return found;
    }

    /** Of each column, whether it may be NULL. The rows are the tree of the schema, each node before what is below it. */
    private static List<Boolean> optional(ResultSet rows) throws SQLException {
        List<Boolean> optional = new ArrayList<>();
        if (!rows.next()) {
            return optional;
        }
        long below = 0;
        while (rows.next()) {
            if (below == 0) {
                optional.add("OPTIONAL".equals(rows.getString(1)));
                below = 1;
            }
            below += rows.getLong(2) - 1;
        }
        return optional;
    }

    @Override
    public List<Column> columns() {
        return columns.values().stream().map(Found::column).toList();
    }
}

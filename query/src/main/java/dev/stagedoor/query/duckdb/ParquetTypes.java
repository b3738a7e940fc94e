package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Whether columns of one name have one type in all Parquet files of a location. DuckDB reads every file as the first one says, and casts
 * what is of another type without a word: 1.5 becomes 2 where the first file has whole numbers.
 */
final class ParquetTypes {
    /** The tree of the schema, each node before what is below it. */
    private static final String SCHEMA = "SELECT file_name, name, num_children, concat_ws(' ', type, type_length, converted_type, scale,"
            + " precision, logical_type) FROM parquet_schema(%s)";

    private ParquetTypes() {}

    /** @throws StagedoorException 1046 for the first file that has a column as another type than the first file */
    static void requireSame(List<StagedFile> files, Reading reading) throws SQLException {
        if (files.size() < 2) {
            return;
        }
        Map<String, Map<String, String>> columns =
                FileQuery.read(reading.connection(), SCHEMA.formatted(reading.paths().of(files)), ParquetTypes::columns);
        Map<String, StagedFile> byPath =
                files.stream().collect(Collectors.toMap(file -> file.path().toString(), file -> file, (one, _) -> one));
        StagedFile first = files.getFirst();
        Map<String, String> expected = columns.getOrDefault(first.path().toString(), Map.of());
        columns.forEach((path, types) -> types.forEach((name, type) -> {
            if (!Objects.equals(expected.getOrDefault(name, type), type)) {
                throw new StagedoorException(
                        ErrorCode.BAD_BYTES,
                        "file '" + ShownText.of(byPath.getOrDefault(path, first).name()) + "' has column `" + ShownText.of(name)
                                + "` as another type than '" + ShownText.of(first.name())
                                + "': infer_schema(…) tells the types; choose files that agree with PATTERN or FILES");
            }
        }));
    }

    /** For each file its columns in lower case, and what says their types, members and all. */
    private static Map<String, Map<String, String>> columns(ResultSet rows) throws SQLException {
        Map<String, Map<String, String>> files = new LinkedHashMap<>();
        Map<String, String> columns = new HashMap<>();
        String file = "";
        String column = "";
        long below = 0;
        while (rows.next()) {
            if (!rows.getString(1).equals(file)) {
                // The root of the tree.
                file = rows.getString(1);
                columns = new HashMap<>();
                files.put(file, columns);
                below = 0;
                continue;
            }
            String type = rows.getString(4);
            if (below == 0) {
                column = rows.getString(2).toLowerCase(Locale.ROOT);
                below = 1;
            } else {
                type = " " + rows.getString(2) + " " + type;
            }
            below += rows.getLong(3) - 1;
            columns.merge(column, type, String::concat);
        }
        return files;
    }
}

package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.text.Compression;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which columns files of fields have. Their names are the first line's where the format skips a header, else {@code column_1},
 * {@code column_2} and so on. A type is one that every field of the column can be cast to; Databend looks for the same kinds of text.
 */
final class FieldSampler implements InferredSchema.Sampler {
    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int REAL = 4;
    private static final int DATE = 8;
    private static final int TIMESTAMP = 16;
    private static final int TEXT = 32;

    /** Which of these kinds a field is; 0 for one that is NULL or empty. */
    private static final String KIND = """
            CREATE TEMP MACRO stagedoor_kind(field) AS CASE
                WHEN field IS NULL OR field = '' THEN 0
                WHEN lower(field) IN ('true', 'false') THEN 1
                WHEN regexp_full_match(field, '-?[0-9]+') THEN CASE WHEN TRY_CAST(field AS BIGINT) IS NULL THEN 32 ELSE 2 END
                WHEN regexp_full_match(
                    field, '-?(([0-9]*\\.[0-9]+|[0-9]+\\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)|NaN|nan|inf|-inf') THEN 4
                WHEN regexp_full_match(field, '[0-9]{4}-[0-9][0-9]-[0-9][0-9]') AND TRY_CAST(field AS DATE) IS NOT NULL THEN 8
                WHEN regexp_full_match(field, '[0-9]{4}-[0-9][0-9]-[0-9][0-9][T ][0-9][0-9]:[0-9][0-9]:[0-9][0-9].*')
                    AND TRY_CAST(field AS TIMESTAMPTZ) IS NOT NULL THEN 16
                ELSE 32 END""";

    private final FileFormat format;
    private final String limit;
    private final Reading reading;
    private final SequencedMap<Name, Integer> kinds = new LinkedHashMap<>();

    /** @param limit a LIMIT clause for the records of each file, or nothing */
    FieldSampler(FileFormat format, String limit, Reading reading) throws SQLException {
        this.format = format;
        this.limit = limit;
        this.reading = reading;
        try (Statement statement = reading.connection().createStatement()) {
            statement.execute("CREATE OR REPLACE" + KIND.substring("CREATE".length()));
        }
    }

    /** The name of a column, and which of its name in the file it is: a header may have one twice. */
    private record Name(String name, int number) {}

    @Override
    public void add(StagedFile local) throws SQLException {
        try (QueryScans scans = reading.scans().another()) {
            add(local, reading.with(scans));
        }
    }

    private void add(StagedFile local, Reading through) throws SQLException {
        Compression compression = Compression.of(format, local.name(), local.path());
        Optional<FieldFiles> fitted = fields(withoutHeader()).fitted(List.of(local), compression, Added.NOTHING, through);
        if (fitted.isEmpty()) {
            return;
        }
        FieldFiles whole = fitted.get();
        List<String> first = new TextCheck(whole, List.of(local), compression)
                .read(
                        select(whole, local, compression, through) + " LIMIT 1",
                        rows -> rows.next() ? fields(rows, whole.columns()) : List.of(),
                        through);
        if (first.isEmpty()) {
            return;
        }
        List<Name> names = names(first);
        FieldFiles records = fields(format).with(whole.columns());
        List<Integer> found = new TextCheck(records, List.of(local), compression)
                .read(kinds(records, local, compression, through), rows -> kinds(rows, names.size()), through);
        for (int i = 0; i < names.size(); i++) {
            kinds.merge(names.get(i), found.get(i), (some, others) -> some | others);
        }
    }

    private static FieldFiles fields(FileFormat format) {
        return (FieldFiles) FileReader.of(format);
    }

    private FileFormat withoutHeader() {
        SortedMap<String, Object> options = new TreeMap<>(format.options());
        options.put("headers", 0L);
        return new FileFormat(format.type(), options);
    }

    private static String select(FieldFiles reader, StagedFile local, Compression compression, Reading through) throws SQLException {
        if (!reader.needsJava(compression, Added.NOTHING) && CompressedFile.requireWhole(local, compression, through)) {
            throw new TextCheck(reader, List.of(local), compression).notUtf8(local, through);
        }
        Set<FileColumn> all = new LinkedHashSet<>();
        for (int i = 1; i <= reader.columns(); i++) {
            all.add(new ColumnPosition(i));
        }
        return "SELECT " + reader.columns(all, "r") + " FROM " + reader.call(List.of(local), compression, Added.NOTHING, through) + " r";
    }

    private String kinds(FieldFiles reader, StagedFile local, Compression compression, Reading through) throws SQLException {
        List<String> each = new ArrayList<>();
        for (int i = 1; i <= reader.columns(); i++) {
            each.add("coalesce(bit_or(stagedoor_kind(" + SqlText.name(new ColumnPosition(i).label()) + ")), 0)");
        }
        return "SELECT " + String.join(", ", each) + " FROM (" + select(reader, local, compression, through) + limit + ")";
    }

    private static List<Integer> kinds(ResultSet rows, int columns) throws SQLException {
        rows.next();
        List<Integer> each = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            each.add(rows.getInt(i));
        }
        return each;
    }

    private static List<String> fields(ResultSet rows, int columns) throws SQLException {
        List<String> fields = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            String field = rows.getString(i);
            fields.add(field == null ? "" : field);
        }
        return fields;
    }

    private List<Name> names(List<String> first) {
        boolean header = !format.options().get("headers").equals(0L);
        List<Name> names = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        for (String field : first) {
            String name = header && !field.isEmpty() ? field : "column_" + (names.size() + 1);
            names.add(new Name(name, times.merge(name, 1, Integer::sum)));
        }
        return names;
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        kinds.forEach((name, found) -> columns.add(Column.nullable(name.name, type(found))));
        return columns;
    }

    private static DataType type(int kinds) {
        return switch (kinds) {
            case BOOLEAN -> Scalar.BOOLEAN;
            case INTEGER -> Scalar.INT64;
            case REAL, INTEGER | REAL -> Scalar.FLOAT64;
            case DATE -> Scalar.DATE;
            case TIMESTAMP, DATE | TIMESTAMP -> Scalar.TIMESTAMP;
            default -> Scalar.STRING;
        };
    }
}

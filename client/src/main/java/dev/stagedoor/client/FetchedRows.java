package dev.stagedoor.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small result, all of it. */
public record FetchedRows(List<ResultColumn> columns, List<@Nullable String[]> rows) {
    public FetchedRows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Reads a result to its end. */
    public static FetchedRows of(Rows result) {
        List<@Nullable String[]> rows = new ArrayList<>();
        for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
            rows.add(row);
        }
        return new FetchedRows(result.columns(), rows);
    }

    public List<String> columnNames() {
        return columns.stream().map(ResultColumn::name).toList();
    }

    /** A cell's text; {@code NULL} for SQL's NULL, nothing when there is no such cell. */
    public String cell(int row, int column) {
        if (row >= rows.size() || column >= rows.get(row).length) {
            return "nothing";
        }
        String text = rows.get(row)[column];
        return text == null ? "NULL" : text;
    }

    /** Reads the rows again, from the first. */
    public Rows reader() {
        Iterator<@Nullable String[]> iterator = rows.iterator();
        return new Rows() {
            @Override
            public List<ResultColumn> columns() {
                return columns;
            }

            @Override
            public @Nullable String @Nullable [] next() {
                return iterator.hasNext() ? iterator.next() : null;
            }
        };
    }
}

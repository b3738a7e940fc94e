package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.Column;
import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.SystemRelation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds a view of {@code information_schema} from a table of {@code system}: each row of the table is a row of the view. */
final class DerivedView {
    private final String name;
    private final SystemRelation base;
    private final List<Column> schema = new ArrayList<>();

    /** Gives, for each scan of the table, what computes the column from its rows in their order. */
    private final List<Supplier<Cell>> cells = new ArrayList<>();

    DerivedView(String name, SystemRelation base) {
        this.name = name;
        this.base = base;
    }

    private interface Cell {
        @Nullable String of(@Nullable String[] row);
    }

    /** The table's column under another name. */
    DerivedView column(String column, String from) {
        int index = index(from);
        return add(new Column(column, base.schema().get(index).type()), () -> row -> row[index]);
    }

    DerivedView text(String column, String value) {
        return add(Column.string(column), () -> _ -> value);
    }

    DerivedView number(String column, int value) {
        return add(new Column(column, "UInt8"), () -> _ -> Integer.toString(value));
    }

    /** Always NULL. */
    DerivedView absent(String column) {
        return add(Column.nullableString(column), () -> _ -> null);
    }

    /** Computed from a column that is never NULL. */
    DerivedView computed(Column column, String from, UnaryOperator<String> value) {
        int index = index(from);
        return add(column, () -> row -> row[index] == null ? null : value.apply(row[index]));
    }

    /** Counts from 1 the rows that follow each other with the same values in some columns. */
    DerivedView countWithin(String column, String... group) {
        int[] indexes = Arrays.stream(group).mapToInt(this::index).toArray();
        return add(new Column(column, "UInt64"), () -> new Cell() {
            private List<@Nullable String> current = List.of();
            private int count;

            @Override
            public String of(@Nullable String[] row) {
                List<@Nullable String> key = Arrays.stream(indexes).mapToObj(index -> row[index]).toList();
                count = key.equals(current) ? count + 1 : 1;
                current = key;
                return Integer.toString(count);
            }
        });
    }

    SystemRelation build() {
        List<Supplier<Cell>> computed = List.copyOf(cells);
        return new SystemRelation(
                SystemDatabases.INFORMATION_SCHEMA,
                name,
                SystemRelation.Kind.VIEW,
                schema,
                (context, zone) -> new Cursor(
                        base.source().rows(context, zone), computed.stream().map(Supplier::get).toList()));
    }

    private DerivedView add(Column column, Supplier<Cell> cell) {
        schema.add(column);
        cells.add(cell);
        return this;
    }

    private int index(String column) {
        for (int i = 0; i < base.schema().size(); i++) {
            if (base.schema().get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(base.name() + " has no column " + column);
    }

    private record Cursor(RowCursor rows, List<Cell> cells) implements RowCursor {
        @Override
        public @Nullable String @Nullable [] next() {
            @Nullable String[] row = rows.next();
            return row == null ? null : cells.stream().map(cell -> cell.of(row)).toArray(String[]::new);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}

package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
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
        @Nullable Object of(Row row);
    }

    /** The table's column under another name. */
    DerivedView column(String column, String from) {
        int index = index(from);
        Column original = base.schema().get(index);
        return add(new Column(column, original.type(), original.nullable()), () -> row -> row.cell(index));
    }

    DerivedView text(String column, String value) {
        return add(Column.string(column), () -> _ -> value);
    }

    DerivedView number(String column, int value) {
        return add(Column.of(column, Scalar.UINT8), () -> _ -> (long) value);
    }

    /** Always NULL. */
    DerivedView absent(String column) {
        return add(Column.nullableString(column), () -> _ -> null);
    }

    /** Computed from a String column that is never NULL. */
    DerivedView computed(Column column, String from, Function<String, Object> value) {
        int index = index(from);
        return add(column, () -> row -> value.apply(Objects.requireNonNull(row.text(index))));
    }

    /** Counts from 1 the rows that follow each other with the same values in some columns. */
    DerivedView countWithin(String column, String... group) {
        List<Integer> indexes = Arrays.stream(group).map(this::index).toList();
        return add(Column.of(column, Scalar.UINT64), () -> new Cell() {
            private Row current = Row.of();
            private long count;

            @Override
            public Object of(Row row) {
                Row key = row.select(indexes);
                count = key.equals(current) ? count + 1 : 1;
                current = key;
                return count;
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
                context -> rows(base.source().rows(context), computed.stream().map(Supplier::get).toList()));
    }

    private static RowCursor rows(RowCursor base, List<Cell> cells) {
        return base.map(row -> Row.of(cells.stream().map(cell -> cell.of(row)).toArray()));
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
}

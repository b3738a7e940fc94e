package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.table.LoadRecord;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.TableSnapshot;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of the {@code system} database that tell how tables came to be what they are. Each caller sees what they may know of. */
final class TableHistory {
    private static final List<Column> LOADS = List.of(
            Column.string("database_name"),
            Column.string("table_name"),
            Column.string("file"),
            Column.nullableString("etag"),
            Column.of("size", Scalar.UINT64),
            Column.of("last_modified", Scalar.TIMESTAMP),
            Column.of("loaded_at", Scalar.TIMESTAMP),
            Column.of("rows_loaded", Scalar.UINT64),
            Column.of("errors_seen", Scalar.UINT64),
            Column.nullableString("first_error"),
            Column.nullable("first_error_line", Scalar.UINT64),
            Column.of("forced", Scalar.BOOLEAN));

    private static final List<Column> SNAPSHOTS = List.of(
            Column.string("database_name"),
            Column.string("table_name"),
            Column.of("snapshot_id", Scalar.INT64),
            Column.nullable("parent_id", Scalar.INT64),
            Column.of("committed_at", Scalar.TIMESTAMP),
            Column.string("operation"),
            Column.of("is_current", Scalar.BOOLEAN),
            Column.nullable("added_rows", Scalar.UINT64),
            Column.nullable("deleted_rows", Scalar.UINT64),
            Column.nullable("added_files", Scalar.UINT64),
            Column.nullable("deleted_files", Scalar.UINT64),
            Column.nullable("total_rows", Scalar.UINT64),
            Column.nullable("total_files", Scalar.UINT64),
            Column.nullable("total_size", Scalar.UINT64));

    private final VisibleTables tables;

    TableHistory(VisibleTables tables) {
        this.tables = tables;
    }

    Collection<SystemRelation> relations() {
        return List.of(
                SystemRelation.streamed("load_history", LOADS, context -> rows(context, TableHistory::loads)),
                SystemRelation.streamed("snapshots", SNAPSHOTS, context -> rows(context, TableHistory::snapshots)));
    }

    private RowCursor rows(StatementContext context, Function<Table, Iterator<Row>> ofTable) {
        Iterator<Table> found =
                tables.tables(context).flatMap(listed -> listed.table().stream()).iterator();
        return new TableRowCursor(found, ofTable);
    }

    private static Iterator<Row> loads(Table table) {
        Iterator<LoadRecord> lines = table.loads().lines();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return lines.hasNext();
            }

            @Override
            public Row next() {
                return load(table.id(), lines.next());
            }
        };
    }

    private static Row load(TableId table, LoadRecord line) {
        var file = line.file();
        return Row.of(
                table.database(),
                table.name(),
                file.source().location(),
                file.source().etag().orElse(null),
                file.source().size(),
                file.source().lastModified(),
                line.loadedAt(),
                file.rows(),
                file.errors(),
                file.firstError().orElse(null),
                cell(file.firstErrorLine()),
                line.forced());
    }

    private static Iterator<Row> snapshots(Table table) {
        return table.snapshots().stream().map(snapshot -> snapshot(table, snapshot)).iterator();
    }

    private static Row snapshot(Table table, TableSnapshot snapshot) {
        return Row.of(
                table.id().database(),
                table.id().name(),
                snapshot.id(),
                cell(snapshot.parent()),
                snapshot.committedAt(),
                snapshot.operation(),
                table.snapshotId().equals(OptionalLong.of(snapshot.id())),
                cell(snapshot.addedRows()),
                cell(snapshot.deletedRows()),
                cell(snapshot.addedFiles()),
                cell(snapshot.deletedFiles()),
                cell(snapshot.totalRows()),
                cell(snapshot.totalFiles()),
                cell(snapshot.totalBytes()));
    }

    private static @Nullable Long cell(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    /** The rows of one table after the other's; those of the next are begun when there are no more of the one before. */
    private static final class TableRowCursor implements RowCursor {
        private final Iterator<Table> left;
        private final Function<Table, Iterator<Row>> ofTable;
        private Iterator<Row> current = List.<Row>of().iterator();

        TableRowCursor(Iterator<Table> left, Function<Table, Iterator<Row>> ofTable) {
            this.left = left;
            this.ofTable = ofTable;
        }

        @Override
        public @Nullable Row next() {
            while (!current.hasNext() && left.hasNext()) {
                current = ofTable.apply(left.next());
            }
            return current.hasNext() ? current.next() : null;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}

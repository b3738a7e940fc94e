package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.TableStatement.AnalyzeTable;
import dev.stagedoor.sql.TableStatement.OptimizeTable;
import dev.stagedoor.table.PurgeReport;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import java.util.ArrayList;
import java.util.List;

/** OPTIMIZE TABLE and ANALYZE TABLE. */
final class TableMaintenance {
    private static final List<Column> COMPACTED =
            List.of(Column.of("files_joined", Scalar.UINT64), Column.of("files_written", Scalar.UINT64));

    private static final List<Column> PURGED = List.of(
            Column.of("snapshots_expired", Scalar.UINT64),
            Column.of("files_removed", Scalar.UINT64),
            Column.of("bytes_removed", Scalar.UINT64));

    private final Warehouse warehouse;
    private final TableNames names;
    private final TableOwnership ownership;
    private final TableCompaction compaction;
    private final TableAnalysis analysis;

    TableMaintenance(
            Warehouse warehouse, SystemDatabases databases, TableOwnership ownership, TableWriter writer, QueryEngine queries) {
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.ownership = ownership;
        this.compaction = new TableCompaction(warehouse, writer);
        this.analysis = new TableAnalysis(queries);
    }

    StatementResult analyze(AnalyzeTable statement, StatementContext context) {
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        return analysis.analyze(table, context);
    }

    /** What was joined is purged only when it was replaced long enough ago, so files of a moment ago stay. */
    StatementResult optimize(OptimizeTable statement, StatementContext context) {
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        List<Column> columns = new ArrayList<>();
        List<Object> cells = new ArrayList<>();
        if (statement.compact()) {
            TableCompaction.Report compacted = compaction.compact(table, context);
            columns.addAll(COMPACTED);
            cells.addAll(List.of(compacted.joined(), compacted.written()));
        }
        if (statement.purge()) {
            PurgeReport purged = warehouse.purge(table, context.cancellation()::check);
            columns.addAll(PURGED);
            cells.addAll(List.of(purged.snapshots(), purged.files(), purged.bytes()));
        }
        return new StatementResult.Rows(columns, RowCursor.of(Row.of(cells.toArray())), List.of());
    }
}

package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.TableStatement.OptimizeTable;
import dev.stagedoor.table.PurgeReport;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import java.util.List;

/** OPTIMIZE TABLE. */
final class TableMaintenance {
    private static final List<Column> PURGED = List.of(
            Column.of("snapshots_expired", Scalar.UINT64),
            Column.of("files_removed", Scalar.UINT64),
            Column.of("bytes_removed", Scalar.UINT64));

    private final Warehouse warehouse;
    private final TableNames names;
    private final TableOwnership ownership;

    TableMaintenance(Warehouse warehouse, SystemDatabases databases, TableOwnership ownership) {
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.ownership = ownership;
    }

    StatementResult optimize(OptimizeTable statement, StatementContext context) {
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        if (statement.compact()) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED, "OPTIMIZE TABLE … COMPACT is not supported by this version of Stagedoor: say PURGE");
        }
        PurgeReport purged = warehouse.purge(table, context.cancellation()::check);
        return new StatementResult.Rows(
                PURGED, RowCursor.of(Row.of(purged.snapshots(), purged.files(), purged.bytes())), List.of());
    }
}

package dev.stagedoor.engine.access;

import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.ColumnDefinition;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.sql.TableStatement.CopyIntoLocation;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.CreateTable;
import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.sql.UriLocation;
import java.util.ArrayList;
import java.util.List;

/** What statements on databases and tables need, told from their text alone. */
final class TableNeeds {
    private static final List<Need> NOTHING = List.of();

    private TableNeeds() {}

    /** In the order in which to ask. */
    static List<Need> of(TableStatement statement) {
        return switch (statement) {
            case TableStatement.CreateDatabase _, TableStatement.DropDatabase _ -> NOTHING;
            case CreateTable s -> reads(s.content());
            case TableStatement.DropTable _,
                    TableStatement.UndropTable _,
                    TableStatement.RenameTable _,
                    TableStatement.AlterTable _,
                    TableStatement.TruncateTable _,
                    TableStatement.OptimizeTable _,
                    TableStatement.AnalyzeTable _ ->
                NOTHING;
            case CopyIntoTable s -> loads(s);
            case TableStatement.ExplainCopy(var copy) -> loads(copy);
            case CopyIntoLocation s -> unloads(s);
            case Insert s -> rows(s.rows());
        };
    }

    private static List<Need> reads(CreateTable.Content content) {
        return switch (content) {
            case CreateTable.Columns(var columns) -> defaults(columns);
            case CreateTable.Like _ -> NOTHING;
            case CreateTable.Query(var columns, var query) -> StatementNeeds.both(defaults(columns), StatementNeeds.reads(query));
        };
    }

    private static List<Need> defaults(List<ColumnDefinition> columns) {
        return columns.stream()
                .flatMap(column -> column.defaultValue().stream())
                .flatMap(expression -> StatementNeeds.reads(expression).stream())
                .toList();
    }

    private static List<Need> loads(CopyIntoTable statement) {
        List<Need> needs = new ArrayList<>(files(statement.source().location(), statement.options().files()));
        if (statement.source() instanceof CopyIntoTable.Selected(var targets, var _, var _)) {
            needs.addAll(StatementNeeds.reads(targets));
        }
        if (statement.options().purge()) {
            needs.addAll(removes(statement.source().location(), statement.options().files()));
        }
        return needs;
    }

    /** Databend lets whoever may read files remove them with PURGE. */
    private static List<Need> removes(FileLocation location, List<String> files) {
        if (!(location instanceof StagePath path)) {
            return NOTHING;
        }
        return files.isEmpty()
                ? StatementNeeds.write(path, Need.Reach.LISTING)
                : files.stream().flatMap(file -> StatementNeeds.write(path.file(file), Need.Reach.FILE).stream()).toList();
    }

    private static List<Need> files(FileLocation location, List<String> files) {
        return location instanceof StagePath path && !files.isEmpty()
                ? files.stream().flatMap(file -> StatementNeeds.read(path.file(file), Need.Reach.FILE).stream()).toList()
                : StatementNeeds.reads(location, Need.Reach.LISTING);
    }

    private static List<Need> unloads(CopyIntoLocation statement) {
        List<Need> needs = new ArrayList<>();
        if (statement.source() instanceof CopyIntoLocation.Query(var query)) {
            needs.addAll(StatementNeeds.reads(query));
        }
        statement.options().partitionBy().ifPresent(expression -> needs.addAll(StatementNeeds.reads(expression)));
        needs.addAll(switch (statement.location()) {
            case StagePath path -> StatementNeeds.write(path, Need.Reach.LISTING);
            case UriLocation uri -> StatementNeeds.reads(uri, Need.Reach.LISTING);
        });
        return needs;
    }

    private static List<Need> rows(Insert.Rows rows) {
        return switch (rows) {
            case Insert.Values(List<QueryPart> values) -> StatementNeeds.reads(values);
            case Insert.Query(List<QueryPart> query) -> StatementNeeds.reads(query);
            case Insert.File file -> file(file);
        };
    }

    /** Where the request brings the file, it is asked for with the request. Once loaded, the file is removed. */
    private static List<Need> file(Insert.File file) {
        List<Need> needs = new ArrayList<>();
        file.location().ifPresent(location -> {
            needs.addAll(StatementNeeds.reads(location, Need.Reach.LISTING));
            needs.addAll(removes(location, List.of()));
        });
        for (Insert.Value value : file.values()) {
            if (value instanceof Insert.Value.Constant(List<QueryPart> expression)) {
                needs.addAll(StatementNeeds.reads(expression));
            }
        }
        return needs;
    }
}

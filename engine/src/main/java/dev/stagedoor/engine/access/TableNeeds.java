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
import java.util.Optional;

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
            case Insert.Values(var batches) -> batches.stream().flatMap(batch -> StatementNeeds.reads(batch).stream()).toList();
            case Insert.Query(List<QueryPart> query) -> StatementNeeds.reads(query);
            case Insert.File(var location, var values, var _) -> file(location, values);
            case Insert.Attached attached -> attached(attached);
            case Insert.Received(var _, var values, var _) -> values(values);
        };
    }

    /** Once loaded, the file is removed. */
    private static List<Need> file(Optional<FileLocation> from, List<Insert.Value> values) {
        List<Need> needs = new ArrayList<>();
        from.ifPresent(location -> {
            needs.addAll(StatementNeeds.reads(location, Need.Reach.LISTING));
            needs.addAll(removes(location, List.of()));
        });
        return StatementNeeds.both(needs, values(values));
    }

    private static List<Need> attached(Insert.Attached rows) {
        List<Need> needs = new ArrayList<>(StatementNeeds.read(rows.file(), Need.Reach.FILE));
        if (rows.purge()) {
            needs.addAll(StatementNeeds.write(rows.file(), Need.Reach.FILE));
        }
        return StatementNeeds.both(needs, values(rows.values()));
    }

    private static List<Need> values(List<Insert.Value> values) {
        List<Need> needs = new ArrayList<>();
        for (Insert.Value value : values) {
            if (value instanceof Insert.Value.Constant(List<QueryPart> expression)) {
                needs.addAll(StatementNeeds.reads(expression));
            }
        }
        return needs;
    }
}

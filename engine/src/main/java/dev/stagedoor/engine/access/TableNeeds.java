package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.sql.ColumnDefinition;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.MergeClause;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.TableChange;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.sql.TableStatement.CopyIntoLocation;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.CreateTable;
import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.sql.UriLocation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What statements on databases and tables need, told from their text alone. Which tables their queries read is not: there the names may
 * be the query's own ({@link Authorization#requireSelect}).
 */
final class TableNeeds {
    private static final List<Need> NOTHING = List.of();

    private TableNeeds() {}

    /** In the order in which to ask. */
    static List<Need> of(TableStatement statement) {
        return switch (statement) {
            case TableStatement.CreateDatabase _ -> List.of(new Need.CreateDatabase());
            case TableStatement.DropDatabase s -> List.of(new Need.OnTables(Privilege.DROP, new GrantObject.Database(s.database())));
            // Last whose it would be: only who may create it need know.
            case CreateTable s -> StatementNeeds.both(reads(s.content()), creates(s));
            case TableStatement.DropTable s -> List.of(on(Privilege.DROP, s.table()));
            // What was granted on the table has ended: it is its database's to bring back.
            case TableStatement.UndropTable s ->
                List.of(new Need.OnTables(Privilege.DROP, database(s.table())), new Need.CreateTable(database(s.table())));
            case TableStatement.RenameTable s -> renames(s);
            case TableStatement.AlterTable s -> StatementNeeds.both(List.of(on(Privilege.ALTER, s.table())), reads(s.change()));
            case TableStatement.TruncateTable s -> List.of(on(Privilege.DELETE, s.table()));
            case TableStatement.OptimizeTable s -> List.of(new Need.OwnTable(table(s.table())));
            case TableStatement.AnalyzeTable s -> List.of(new Need.OwnTable(table(s.table())));
            case CopyIntoTable s -> loads(s);
            case TableStatement.ExplainCopy(var copy) -> loads(copy);
            case CopyIntoLocation s -> unloads(s);
            case Insert s -> StatementNeeds.both(inserts(s), rows(s.rows()));
            case TableStatement.Delete s -> deletes(s);
            case TableStatement.Update s -> updates(s);
            case TableStatement.Merge s -> merges(s);
        };
    }

    private static GrantObject.Table table(TableName name) {
        return new GrantObject.Table(name.database(), name.name());
    }

    private static GrantObject.Database database(TableName name) {
        return new GrantObject.Database(name.database());
    }

    private static Need on(Privilege privilege, TableName table) {
        return new Need.OnTables(privilege, table(table));
    }

    /** The new table is the creator's: whoever may create one must not come by what is another's like that. */
    private static List<Need> creates(CreateTable statement) {
        Need create = new Need.CreateTable(database(statement.table()));
        return statement.orReplace() ? List.of(on(Privilege.DROP, statement.table()), create) : List.of(create);
    }

    private static List<Need> renames(TableStatement.RenameTable statement) {
        Need alter = on(Privilege.ALTER, statement.from());
        boolean moves = !statement.from().database().equals(statement.to().database());
        return moves ? List.of(alter, new Need.OnTables(Privilege.CREATE, database(statement.to()))) : List.of(alter);
    }

    private static List<Need> inserts(Insert statement) {
        Need insert = on(Privilege.INSERT, statement.table());
        return statement.overwrite() ? List.of(insert, on(Privilege.DELETE, statement.table())) : List.of(insert);
    }

    /** Whoever may not read the rows must not learn of them by how many a condition chooses. */
    private static List<Need> deletes(TableStatement.Delete statement) {
        Need delete = on(Privilege.DELETE, statement.table());
        return statement.condition().isEmpty()
                ? List.of(delete)
                : StatementNeeds.both(
                        List.of(delete, on(Privilege.SELECT, statement.table())), StatementNeeds.reads(statement.condition()));
    }

    private static List<Need> updates(TableStatement.Update statement) {
        List<QueryPart> parts = new ArrayList<>(statement.from());
        parts.addAll(statement.condition());
        statement.set().forEach(assignment -> parts.addAll(assignment.value()));
        return StatementNeeds.both(
                List.of(on(Privilege.UPDATE, statement.table()), on(Privilege.SELECT, statement.table())), StatementNeeds.reads(parts));
    }

    private static List<Need> merges(TableStatement.Merge statement) {
        Set<Privilege> privileges = EnumSet.of(Privilege.SELECT);
        List<QueryPart> parts = new ArrayList<>(statement.source().parts());
        parts.addAll(statement.on());
        for (MergeClause clause : statement.clauses()) {
            parts.addAll(clause.condition());
            switch (clause) {
                case MergeClause.Update(var _, var set) -> {
                    privileges.add(Privilege.UPDATE);
                    set.forEach(assignment -> parts.addAll(assignment.value()));
                }
                case MergeClause.UpdateAll _ -> privileges.add(Privilege.UPDATE);
                case MergeClause.Delete _ -> privileges.add(Privilege.DELETE);
                case MergeClause.Insert(var _, var _, var values) -> {
                    privileges.add(Privilege.INSERT);
                    values.forEach(parts::addAll);
                }
                case MergeClause.InsertAll _ -> privileges.add(Privilege.INSERT);
            }
        }
        return StatementNeeds.both(
                privileges.stream().map(privilege -> on(privilege, statement.table())).toList(), StatementNeeds.reads(parts));
    }

    private static List<Need> reads(TableChange change) {
        return switch (change) {
            case TableChange.AddColumn(var column, var _) -> defaults(List.of(column));
            case TableChange.ModifyColumns(var columns) -> defaults(columns);
            case TableChange.DropColumn _, TableChange.RenameColumn _, TableChange.CommentColumn _, TableChange.Comment _ -> NOTHING;
        };
    }

    private static List<Need> reads(CreateTable.Content content) {
        return switch (content) {
            case CreateTable.Columns(var columns) -> defaults(columns);
            case CreateTable.Like(var other) -> List.of(on(Privilege.SELECT, other));
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
        List<Need> needs = new ArrayList<>(List.of(on(Privilege.INSERT, statement.table())));
        if (statement.options().schemaEvolution().isPresent()) {
            needs.add(on(Privilege.ALTER, statement.table()));
        }
        needs.addAll(files(statement.source().location(), statement.options().files()));
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
        switch (statement.source()) {
            case CopyIntoLocation.Query(var query) -> needs.addAll(StatementNeeds.reads(query));
            case CopyIntoLocation.Table(var table) -> needs.add(on(Privilege.SELECT, table));
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

package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.UnloadPlaces;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.table.Warehouse;

/** Finds for each statement on databases and tables who runs it. */
public final class TableStatements {
    private final TableDefinitions definitions;
    private final TableAlterations alterations;
    private final TableLoading loading;
    private final TableInserts inserts;
    private final TableUnloading unloading;
    private final TableMaintenance maintenance;
    private final Warehouse warehouse;
    private final TableMutations mutations;

    /**
     * @param internal where files are put that come with requests
     * @param places where unloads go
     * @param rights to put files there
     * @param catalog to whom the tables belong
     */
    public TableStatements(
            Warehouse warehouse,
            ObjectStore internal,
            SystemDatabases databases,
            FileSelection selection,
            UnloadPlaces places,
            UrlRights rights,
            QueryEngine queries,
            Catalog catalog,
            Authorization authorization) {
        this.warehouse = warehouse;
        TableOwnership ownership = new TableOwnership(catalog, authorization);
        TableWriter writer = new TableWriter(queries, warehouse.store());
        this.loading = new TableLoading(warehouse, databases, selection, queries, writer, ownership);
        this.inserts = new TableInserts(warehouse, databases, selection, loading, writer, ownership, internal);
        this.definitions = new TableDefinitions(warehouse, databases, queries, inserts, ownership);
        this.unloading = new TableUnloading(selection, places, rights, queries);
        this.mutations = new TableMutations(warehouse, databases, queries, writer, ownership);
        this.alterations = new TableAlterations(warehouse, databases, queries, ownership);
        this.maintenance = new TableMaintenance(warehouse, databases, ownership, writer, queries);
    }

    public StatementResult run(TableStatement statement, StatementContext context) {
        if (statement instanceof TableStatement.OptimizeTable optimize) {
            return maintenance.optimize(optimize, context);
        }
        try (Warehouse.Writing _ = warehouse.writing()) {
            return runWriting(statement, context);
        }
    }

    /** What files it writes are nobody's orphans while it runs. */
    private StatementResult runWriting(TableStatement statement, StatementContext context) {
        return switch (statement) {
            case TableStatement.CreateDatabase s -> definitions.create(s, context);
            case TableStatement.DropDatabase s -> definitions.drop(s, context);
            case TableStatement.CreateTable s -> definitions.create(s, context);
            case TableStatement.DropTable s -> definitions.drop(s, context);
            case TableStatement.RenameTable s -> definitions.rename(s, context);
            case TableStatement.TruncateTable s -> definitions.truncate(s, context);
            case TableStatement.CopyIntoTable s -> loading.copy(s, context);
            case TableStatement.ExplainCopy s -> loading.explain(s, context);
            case TableStatement.Insert s -> inserts.insert(s, context);
            case TableStatement.UndropTable s -> definitions.undrop(s, context);
            case TableStatement.Delete s -> mutations.delete(s, context);
            case TableStatement.Update s -> mutations.update(s, context);
            case TableStatement.Merge s -> mutations.merge(s, context);
            case TableStatement.AlterTable s -> alterations.alter(s, context);
            case TableStatement.OptimizeTable s -> maintenance.optimize(s, context);
            case TableStatement.AnalyzeTable s -> maintenance.analyze(s, context);
            case TableStatement.CopyIntoLocation s -> unloading.unload(s, context);
        };
    }
}

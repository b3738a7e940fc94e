package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one query reads, with the rights and in the session of its statement. */
final class SuppliedQuery implements QuerySupply, AutoCloseable {
    private final ComposedQuery query;
    private final StatementContext context;
    private final StagedFileSet files;
    private final WholeFiles whole;
    private final TableFiles tables;
    private final List<String> warnings = new ArrayList<>();

    SuppliedQuery(ComposedQuery query, StatementContext context, StagedFileSet files, WholeFiles whole, TableFiles tables) {
        this.query = query;
        this.context = context;
        this.files = files;
        this.whole = whole;
        this.tables = tables;
    }

    @Override
    public RowCursor rows(String table, List<Integer> columns) {
        StatementResult.Rows given = Objects.requireNonNull(query.relations().get(table), table).source().rows(columns);
        warnings.addAll(given.warnings());
        return new Counted(given.cursor(), context.progress());
    }

    @Override
    public SuppliedFiles files(String table, Optional<ParquetNeeds> needs) {
        boolean planned = query.task().isOnlyExplained();
        FileFunction function = query.task().functions().get(table);
        return switch (Objects.requireNonNull(query.sources().get(table), table)) {
            case FileSource.Location(StagedFiles location) ->
                SuppliedFiles.all(
                        function == null
                                ? files.fetch(location, needs, planned, context)
                                : files.fetch(function, location, needs, context));
            case FileSource.Chosen(List<Selected> chosen) ->
                SuppliedFiles.all(
                        function == null
                                ? files.fetchChosen(chosen, needs, planned, context)
                                : files.fetchChosen(function, chosen, needs, context));
            case FileSource.OfTable(Table of, Optional<List<TableFile>> chosen, boolean _) -> {
                TableFiles.Readable read = tables.readable(of, chosen, needs, context);
                yield new SuppliedFiles(
                        files.fetchChosen(read.files(), tables.parts(of, needs), planned, context), read.ruledOut(), read.by());
            }
        };
    }

    @Override
    public void scanned(long rows, long ofRows) {
        context.progress().scanned(rows, ofRows);
    }

    @Override
    public Iterator<byte[]> contents(List<NamedFile> named) {
        return whole.contents(named, context);
    }

    /** Tells how many rows it has given, some at a time. */
    private static final class Counted implements RowCursor {
        private static final int ROWS = 1000;

        private final RowCursor rows;
        private final ScanProgress progress;
        private int given;

        private Counted(RowCursor rows, ScanProgress progress) {
            this.rows = rows;
            this.progress = progress;
        }

        @Override
        public @Nullable Row next() {
            Row row = rows.next();
            if (row != null) {
                given++;
            }
            if (row == null || given == ROWS) {
                tell();
            }
            return row;
        }

        private void tell() {
            progress.supplied(given);
            given = 0;
        }

        @Override
        public void close() {
            tell();
            rows.close();
        }
    }

    /** What the relations had to say; all of it once the query is open. */
    List<String> warnings() {
        return warnings;
    }

    /** @throws dev.stagedoor.errors.StagedoorException when a file was written to while it was read */
    void requireUnchanged() {
        files.requireUnchanged();
    }

    /** Lets go of the files. */
    @Override
    public void close() {
        whole.close();
        files.close();
    }
}

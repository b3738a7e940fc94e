package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.StagedFile;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What one query reads, with the rights and in the session of its statement. */
final class SuppliedQuery implements QuerySupply, AutoCloseable {
    private final ComposedQuery query;
    private final StatementContext context;
    private final StagedFileSet files;
    private final List<String> warnings = new ArrayList<>();

    SuppliedQuery(ComposedQuery query, StatementContext context, StagedFileSet files) {
        this.query = query;
        this.context = context;
        this.files = files;
    }

    @Override
    public RowCursor rows(String table, List<Integer> columns) {
        StatementResult.Rows given = Objects.requireNonNull(query.relations().get(table), table).source().rows(columns);
        warnings.addAll(given.warnings());
        return given.cursor();
    }

    @Override
    public List<StagedFile> files(String table) {
        StagedFiles location = Objects.requireNonNull(query.locations().get(table), table);
        FileFunction function = query.task().functions().get(table);
        return function == null ? files.fetch(location, context) : files.fetch(function, location, context);
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
        files.close();
    }
}

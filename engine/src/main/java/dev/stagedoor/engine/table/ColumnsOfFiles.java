package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.CopyOptions.ColumnMatch;
import dev.stagedoor.sql.CopyOptions.SchemaEvolution;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.CreateTable;
import dev.stagedoor.table.NewColumn;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which columns of a table the files of a COPY give. Where the statement says how columns are found, or that a table gets those that it has
 * not, the files are asked what they have, and those that have the same are loaded together.
 */
final class ColumnsOfFiles {
    private final Warehouse warehouse;
    private final QueryEngine queries;
    private final CopyIntoTable statement;
    private final FileFormat format;
    private final StatementContext context;

    ColumnsOfFiles(
            Warehouse warehouse, QueryEngine queries, CopyIntoTable statement, FileFormat format, StatementContext context) {
        this.warehouse = warehouse;
        this.queries = queries;
        this.statement = statement;
        this.format = format;
        this.context = context;
    }

    /**
     * What is loaded.
     *
     * @param table with the columns that are added
     * @param added columns that the table gets in the commit of the rows
     */
    record Plan(Table table, List<NewColumn> added, List<Part> parts) {}

    /** Files that are loaded by one query. */
    record Part(CopySource source, List<Selected> files) {}

    /**
     * Looks at files.
     *
     * @throws StagedoorException 1002 when their format has no names of columns that could be added; 1006 when a column is not found
     */
    Plan plan(Table table, List<Selected> files) {
        Optional<SchemaEvolution> evolution = statement.options().schemaEvolution();
        boolean parquet = format.type() == FileFormatType.PARQUET;
        Optional<ColumnMatch> match = statement.options().columnMatch()
                .filter(each -> parquet && each != ColumnMatch.CASE_INSENSITIVE);
        boolean selected = !(statement.source() instanceof CopyIntoTable.Files);
        if (selected || (evolution.isEmpty() && match.isEmpty())) {
            return new Plan(table, List.of(), List.of(new Part(source(table, TableRows.places(table, statement.columns())), files)));
        }
        List<NewColumn> added = evolution.isPresent() ? added(table, files, evolution.get()) : List.of();
        Table evolved = added.isEmpty() ? table : warehouse.evolved(table, added);
        List<Integer> places = new ArrayList<>(TableRows.places(evolved, statement.columns()));
        if (!parquet) {
            return new Plan(evolved, added, List.of(new Part(source(evolved, places), files)));
        }
        Map<List<String>, List<Selected>> byColumns = new LinkedHashMap<>();
        for (Selected file : files) {
            List<String> names = inferred(List.of(file), OptionalLong.empty(), OptionalLong.empty()).stream().map(NewColumn::name).toList();
            byColumns.computeIfAbsent(names, _ -> new ArrayList<>()).add(file);
        }
        List<Part> parts = new ArrayList<>();
        byColumns.forEach((names, alike) -> parts.add(new Part(part(evolved, places, names, alike, match), alike)));
        return new Plan(evolved, added, parts);
    }

    private CopySource source(Table table, List<Integer> places) {
        return new CopySource(statement, table, places, format, List.of(), List.of(), false);
    }

    /** @param names of the columns of the files, in their order */
    private CopySource part(
            Table table, List<Integer> places, List<String> names, List<Selected> files, Optional<ColumnMatch> match) {
        if (match.isPresent() && match.get() == ColumnMatch.POSITION) {
            if (names.size() != places.size()) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "file '" + ShownText.of(files.getFirst().name()) + "' has " + names.size() + " columns, and " + places.size()
                                + " are loaded by position");
            }
            return new CopySource(statement, table, places, format, List.of(), names, false);
        }
        List<Integer> given = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int place : places) {
            String column = table.columns().get(place).field().name();
            Optional<String> name = names.stream()
                    .filter(each -> match.isPresent() ? each.equals(column) : each.equalsIgnoreCase(column))
                    .findFirst();
            if (name.isPresent()) {
                given.add(place);
                found.add(name.get());
            } else if (statement.options().schemaEvolution().isEmpty()) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "file '" + ShownText.of(files.getFirst().name()) + "' has no column '" + ShownText.of(column) + "'");
            }
        }
        if (given.isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "file '" + ShownText.of(files.getFirst().name()) + "' has none of the columns of the table");
        }
        return new CopySource(statement, table, given, format, List.of(), found, false);
    }

    /** The columns that the files have and the table has not. A list of columns in the statement says that no other is loaded. */
    private List<NewColumn> added(Table table, List<Selected> files, SchemaEvolution evolution) {
        if (format.type() != FileFormatType.PARQUET && format.type() != FileFormatType.NDJSON) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "SCHEMA_EVOLUTION adds columns from files of PARQUET and NDJSON, not from " + format.type());
        }
        if (!statement.columns().isEmpty()) {
            return List.of();
        }
        long most = Math.min(evolution.sampleFiles().orElse(Long.MAX_VALUE), FileFunction.MAX_INFERRED_FILES);
        return inferred(files, OptionalLong.of(most), evolution.sampleRecordsPerFile()).stream()
                .filter(column -> table.columns().stream().noneMatch(each -> each.field().name().equalsIgnoreCase(column.name())))
                .toList();
    }

    /** As {@code infer_schema} tells them. */
    private List<NewColumn> inferred(List<Selected> files, OptionalLong maxFiles, OptionalLong maxRecords) {
        StagedFiles location = new StagedFiles(statement.source().location(), List.of(), Optional.empty(), Optional.empty());
        List<QueryPart> query = List.of(
                new QueryPart.Text("SELECT column_name, type FROM "), new QueryPart.InferSchema(location, maxRecords, maxFiles));
        List<NewColumn> columns = new ArrayList<>();
        try (RowCursor rows =
                queries.query(new LoadQuery(query, Map.of(location, new ChosenFiles(files, format))), context).cursor()) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                columns.add(column(String.valueOf(row.text(0)), String.valueOf(row.text(1))));
            }
        }
        return columns;
    }

    /** With a type as CREATE TABLE has it. */
    private static NewColumn column(String name, String type) {
        var create = (CreateTable) StatementParser.parse("CREATE TABLE t (c " + type + ")");
        var columns = (CreateTable.Columns) create.content();
        NewColumn read = TableDefinitions.column(columns.columns().getFirst());
        return NewColumn.of(name, read.type(), true);
    }
}

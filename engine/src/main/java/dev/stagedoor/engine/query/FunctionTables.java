package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.duckdb.QueryRules;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.StatementParser;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code system.functions} and {@code system.table_functions}: the functions that a query may call. */
public final class FunctionTables {
    private static final List<Column> FUNCTIONS = List.of(
            Column.string("name"),
            Column.of("is_aggregate", Scalar.BOOLEAN),
            Column.string("description"),
            Column.string("syntax"),
            Column.string("example"));

    private static final List<Column> TABLE_FUNCTIONS = List.of(Column.string("name"));

    private final Supplier<Collection<EngineFunction>> engineFunctions;

    /** @param engineFunctions those of the query engine; asked each time the rows are */
    public FunctionTables(Supplier<Collection<EngineFunction>> engineFunctions) {
        this.engineFunctions = engineFunctions;
    }

    public Collection<SystemRelation> relations() {
        return List.of(
                SystemRelation.table("functions", FUNCTIONS, _ -> RowCursor.of(functions())),
                SystemRelation.table("table_functions", TABLE_FUNCTIONS, _ -> RowCursor.of(tableFunctions())));
    }

    private List<Row> functions() {
        TreeMap<String, EngineFunction> byName = new TreeMap<>();
        engineFunctions.get().forEach(function -> byName.put(function.name(), function));
        StatementParser.sessionFunctions().forEach(name -> byName.put(name, new EngineFunction(name, false, "")));
        return byName.values().stream()
                .map(function -> Row.of(function.name(), function.aggregate(), function.description(), "", ""))
                .toList();
    }

    private static List<Row> tableFunctions() {
        return Stream.concat(Stream.of("infer_schema", "inspect_parquet", "list_stage"), QueryRules.tableFunctions().stream())
                .sorted()
                .map(name -> Row.of(name))
                .toList();
    }
}

package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.duckdb.SmallestUnsigned;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.QueryPart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code SELECT 1}, {@code SELECT version(), database()}: what drivers ask to see whether the server is there. Answered without the query
 * engine, which then need not be loaded; and since every item is known, with types that are not nullable.
 */
final class ConstantSelect {
    private ConstantSelect() {}

    /** @return empty when the query is anything more than such a list */
    static Optional<StatementResult> answer(List<QueryPart> parts, Relations relations, StatementContext context) {
        List<Column> schema = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        String before = "";
        for (QueryPart part : parts) {
            if (part instanceof QueryPart.Text(String text)) {
                before += text;
                continue;
            }
            boolean follows = schema.isEmpty() ? before.strip().equalsIgnoreCase("SELECT") : before.strip().equals(",");
            if (!follows) {
                return Optional.empty();
            }
            before = "";
            switch (part) {
                case QueryPart.SessionFunction(String name) -> {
                    schema.add(Column.string(name + "()"));
                    row.add(relations.sessionValue(name, context));
                }
                case QueryPart.SelectedInteger integer when !integer.aliased() -> {
                    DataType type = SmallestUnsigned.of(integer.value());
                    schema.add(Column.of(integer.value().toString(), type));
                    row.add(type instanceof Scalar ? integer.value().longValue() : new BigDecimal(integer.value()));
                }
                case QueryPart.Text _,
                        QueryPart.ListStage _,
                        QueryPart.AccountFunction _,
                        QueryPart.SystemTable _,
                        QueryPart.RegexpOperator _,
                        QueryPart.StagedFiles _,
                        QueryPart.InferSchema _,
                        QueryPart.InspectParquet _,
                        QueryPart.FileColumn _,
                        QueryPart.TableQualifier _,
                        QueryPart.TableRef _,
                        QueryPart.DefaultValue _,
                        QueryPart.SelectedInteger _ -> {
                    return Optional.empty();
                }
            }
        }
        if (schema.isEmpty() || !before.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new StatementResult.Rows(schema, RowCursor.of(Row.of(row.toArray())), List.of()));
    }
}

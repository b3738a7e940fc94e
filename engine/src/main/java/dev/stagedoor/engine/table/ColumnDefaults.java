package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.table.TableColumn;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a column has where a row names no value for it: kept as the text of an expression, which is read again each time. */
final class ColumnDefaults {
    private static final String SELECT = "SELECT ";

    private ColumnDefaults() {}

    /**
     * The text of an expression.
     *
     * @throws StagedoorException 1002 when it reads anything
     */
    static String text(List<QueryPart> expression) {
        return expression.stream()
                .map(part -> switch (part) {
                    case QueryPart.Text(String text) -> text;
                    case QueryPart.SessionFunction(String name) -> name + "()";
                    case QueryPart.SelectedInteger(var value, boolean _) -> value.toString();
                    default ->
                        throw new StagedoorException(
                                ErrorCode.UNIMPLEMENTED, "the DEFAULT of a column is a value or a call, and reads no table or file");
                })
                .collect(Collectors.joining())
                .strip();
    }

    /** NULL for a column without one. */
    static List<QueryPart> parts(TableColumn column) {
        return parts(column.defaultSql().orElse("NULL"));
    }

    /** @param text of an expression */
    static List<QueryPart> parts(String text) {
        // As the item of a select list that is not its last, a whole number would be given another type.
        return StatementParser.parse(SELECT + "(" + text + "\n)") instanceof Statement.Query query
                ? withoutSelect(query.parts())
                : List.of(new QueryPart.Text("NULL"));
    }

    private static List<QueryPart> withoutSelect(List<QueryPart> parts) {
        QueryPart.Text first = (QueryPart.Text) parts.getFirst();
        List<QueryPart> rest = parts.subList(1, parts.size());
        return Stream.concat(
                        Stream.of(new QueryPart.Text(first.sql().substring(SELECT.length()))), rest.stream())
                .toList();
    }
}

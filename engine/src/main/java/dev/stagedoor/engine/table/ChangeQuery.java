package dev.stagedoor.engine.table;

import dev.stagedoor.sql.QueryPart;
import java.util.ArrayList;
import java.util.List;

/** A query of the server's own in the making, with parts of a user's statement in it. */
final class ChangeQuery {
    private final List<QueryPart> parts = new ArrayList<>();

    ChangeQuery sql(String text) {
        parts.add(new QueryPart.Text(text));
        return this;
    }

    ChangeQuery part(QueryPart part) {
        parts.add(part);
        return this;
    }

    ChangeQuery all(List<QueryPart> others) {
        parts.addAll(others);
        return this;
    }

    /** An expression of the user's, in parentheses; it may end in a comment. */
    ChangeQuery expression(List<QueryPart> expression) {
        return sql("(").all(expression).sql("\n)");
    }

    /** A condition of the user's; without one, what always holds. */
    ChangeQuery condition(List<QueryPart> condition) {
        return condition.isEmpty() ? sql("TRUE") : expression(condition);
    }

    List<QueryPart> done() {
        return List.copyOf(parts);
    }
}

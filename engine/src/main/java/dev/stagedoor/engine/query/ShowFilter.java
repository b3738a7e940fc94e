package dev.stagedoor.engine.query;

import com.google.re2j.Pattern;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.sql.Statement.Filter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The LIKE, WHERE and LIMIT of SHOW statements. */
public final class ShowFilter {
    private final QueryEngine queries;

    public ShowFilter(QueryEngine queries) {
        this.queries = queries;
    }

    /** What is left of rows whose first column is the name that LIKE looks at. */
    public StatementResult.Rows apply(Optional<Filter> filter, OptionalLong limit, Relation relation, StatementContext context) {
        return apply(filter, limit, relation, 0, context);
    }

    /**
     * What is left of rows.
     *
     * @param relation what the rows are
     * @param named the column that LIKE looks at
     */
    public StatementResult.Rows apply(
            Optional<Filter> filter, OptionalLong limit, Relation relation, int named, StatementContext context) {
        StatementResult.Rows kept = filter.isEmpty() ? all(relation, context) : switch (filter.get()) {
            case Filter.Like(String pattern) -> like(all(relation, context), named, pattern);
            case Filter.Where(var condition) -> queries.filter(relation, condition, context);
        };
        return limit.isEmpty() ? kept : limited(kept, limit.getAsLong());
    }

    private static StatementResult.Rows all(Relation relation, StatementContext context) {
        SessionSettings.zone(context.session()); // a session whose zone is none is refused, whatever it asks to see
        return relation.all();
    }

    private static StatementResult.Rows like(StatementResult.Rows rows, int named, String like) {
        Pattern pattern = likePattern(like.toLowerCase(Locale.ROOT));
        return new StatementResult.Rows(
                rows.schema(), rows.cursor().filter(row -> isLike(row.text(named), pattern)), rows.warnings());
    }

    private static boolean isLike(@Nullable String name, Pattern pattern) {
        return name != null && pattern.matches(name.toLowerCase(Locale.ROOT));
    }

    /** SQL's LIKE as a regular expression: {@code %} any text, {@code _} any character, a backslash takes the next one literally. */
    static Pattern likePattern(String like) {
        StringBuilder regex = new StringBuilder();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                literal.append(like.charAt(++i));
            } else if (c == '%' || c == '_') {
                regex.append(Pattern.quote(literal.toString())).append(c == '%' ? ".*" : ".");
                literal.setLength(0);
            } else {
                literal.append(c);
            }
        }
        return Pattern.compile(regex.append(Pattern.quote(literal.toString())).toString(), Pattern.DOTALL);
    }

    private static StatementResult.Rows limited(StatementResult.Rows rows, long limit) {
        return new StatementResult.Rows(rows.schema(), rows.cursor().limit(limit), rows.warnings());
    }
}

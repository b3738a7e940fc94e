package dev.stagedoor.sql;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A piece of read-only SQL: either text that goes to the query engine as it is, or one of the things only Stagedoor knows. The pieces in
 * order make up the whole statement.
 */
public sealed interface QueryPart {
    /** Passed on as written, white space and comments included. */
    record Text(String sql) implements QueryPart {}

    /** {@code list_stage(location => '@s/p' [, pattern => '…'])} in a FROM clause. */
    record ListStage(StagePath location, Optional<String> pattern) implements QueryPart {}

    /**
     * {@code show_roles()} or {@code show_grants('role', 'r')} in a FROM clause.
     *
     * @param function in lower case
     */
    record AccountFunction(String function, List<String> arguments) implements QueryPart {
        public AccountFunction {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code system.stages} and other tables of the databases {@code system} and {@code information_schema}; both names in lower case. */
    record SystemTable(String database, String name) implements QueryPart {}

    /**
     * A call without arguments that depends on the session: {@code version()}, {@code current_user()}, {@code database()} …; lower case.
     */
    record SessionFunction(String name) implements QueryPart {}

    /** The operator REGEXP, or RLIKE, between a text and a regular expression; NOT stands in the text before it. */
    record RegexpOperator() implements QueryPart {}

    /**
     * An item of the outermost select list that is a bare integer: Databend gives it the smallest unsigned type.
     *
     * @param aliased whether an alias follows; otherwise the column is named as the literal
     */
    record SelectedInteger(BigInteger value, boolean aliased) implements QueryPart {}
}

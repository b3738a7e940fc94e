package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * One query as values: its text, with the name of a table in the place of each thing only the server knows. Whoever runs it asks a
 * {@link QuerySupply} for what is behind the names.
 *
 * @param explain how to run it: empty, or the {@code EXPLAIN [ANALYZE]} that stood before it, with a space behind it
 * @param sql the query itself, at most {@link #MAX_CHARS} characters
 * @param relations the columns of each relation that it reads, by the name of its table
 * @param streamed those of them that are read as their rows come, not copied first
 * @param sessionTables those that the query may name alone, by that name; which it reads shows when it is parsed
 * @param session the session functions it calls, with their values
 * @param staged files of stages that it reads, by the name of their view
 * @param functions over files of stages, by the name of their table
 * @param tables that it may read, by their name; which it reads shows when it is parsed
 * @param output where its rows go; empty: they are its result
 * @param zone the session's
 */
public record QueryTask(
        String explain,
        String sql,
        SequencedMap<String, List<Column>> relations,
        Set<String> streamed,
        SequencedMap<String, List<Column>> sessionTables,
        SequencedMap<String, String> session,
        SequencedMap<String, StagedSource> staged,
        SequencedMap<String, FileFunction> functions,
        SequencedMap<String, TableSource> tables,
        Optional<QueryOutput> output,
        ZoneId zone) {
    /** Longest text of a query, in characters; bounds how deep DuckDB's parser recurses. */
    public static final int MAX_CHARS = 64 * 1024;

    public QueryTask {
        relations = kept(relations);
        streamed = Set.copyOf(streamed);
        sessionTables = kept(sessionTables);
        session = kept(session);
        staged = kept(staged);
        functions = kept(functions);
        tables = kept(tables);
    }

    /** Without tables, and with its rows as the result. */
    public QueryTask(
            String explain,
            String sql,
            SequencedMap<String, List<Column>> relations,
            Set<String> streamed,
            SequencedMap<String, List<Column>> sessionTables,
            SequencedMap<String, String> session,
            SequencedMap<String, StagedSource> staged,
            SequencedMap<String, FileFunction> functions,
            ZoneId zone) {
        this(explain, sql, relations, streamed, sessionTables, session, staged, functions, new LinkedHashMap<>(), Optional.empty(), zone);
    }

    private static <V> SequencedMap<String, V> kept(SequencedMap<String, V> map) {
        return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
    }

    /** The names of the temporary tables and views it may read. */
    Set<String> readable() {
        Set<String> names = new HashSet<>(relations.keySet());
        names.addAll(staged.keySet());
        names.addAll(functions.keySet());
        return names;
    }

    /** The names of those tables and relations that are made only if the query turns out to read them. */
    Set<String> lookedUp() {
        Set<String> names = new HashSet<>(sessionTables.keySet());
        names.addAll(tables.keySet());
        return names;
    }

    /** Whether its plan is asked for and it does not run. */
    public boolean isOnlyExplained() {
        return isExplain() && !explain.toUpperCase(Locale.ROOT).contains("ANALYZE");
    }

    boolean isExplain() {
        return !explain.isEmpty();
    }
}

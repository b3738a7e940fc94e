package dev.stagedoor.query.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/**
 * Counts the rows that a query writes by the files they come from, while it writes them: a function of the database lets each row pass and
 * counts it by a hash of the name of its file.
 */
final class RowCounts {
    private static final String FUNCTION = "stagedoor_count";

    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /** Before the database is locked. */
    void register(DuckDBConnection connection) throws SQLException {
        try (var function = DuckDBFunctions.scalarFunction()) {
            function.withName(FUNCTION).withParameters(String.class, Long.class).withReturnType(Boolean.class)
                    .withVectorizedFunction(this::apply).register(connection);
        }
    }

    /** A condition that holds of every row and counts it. @param counter its name @param file the column with the name of a row's file */
    static String condition(String counter, String file) {
        return FUNCTION + "(" + SqlText.literal(counter) + ", " + hash(file) + ")";
    }

    /** DuckDB's own, without the sign that Java would read of it. */
    private static String hash(String text) {
        return "CAST(hash(" + text + ") >> 1 AS BIGINT)";
    }

    /**
     * Makes a counter.
     *
     * @param files an expression for the list of the names that there are, each once
     * @return to be closed when the query has ended
     */
    Counter add(String name, String files, DuckDBConnection connection) throws SQLException {
        Counter counter = new Counter(name, hashes(files, connection));
        counters.put(name, counter);
        return counter;
    }

    private static Map<Long, String> hashes(String files, DuckDBConnection connection) throws SQLException {
        Map<Long, String> hashes = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT f, " + hash("f") + " FROM (SELECT unnest(" + files + ") AS f)")) {
            while (rows.next()) {
                if (hashes.put(rows.getLong(2), rows.getString(1)) != null) {
                    throw new IllegalStateException("two names of files have one hash");
                }
            }
        }
        return hashes;
    }

    /** The rows of one query. */
    final class Counter implements AutoCloseable {
        private final String name;
        private final Map<Long, String> files;
        private final Map<Long, LongAdder> rows = new ConcurrentHashMap<>();

        private Counter(String name, Map<Long, String> files) {
            this.name = name;
            this.files = files;
        }

        /** By the name of the file, for those that have any. */
        Map<String, Long> counts() {
            Map<String, Long> counts = new LinkedHashMap<>();
            rows.forEach((hash, count) -> counts.put(files.get(hash), count.sum()));
            return counts;
        }

        private void count(long file, long more) {
            rows.computeIfAbsent(file, _ -> new LongAdder()).add(more);
        }

        @Override
        public void close() {
            counters.remove(name);
        }
    }

    /** The rows of a chunk are mostly of one file. */
    private void apply(DuckDBDataChunkReader chunk, DuckDBWritableVector into) {
        long size = chunk.rowCount();
        if (size == 0) {
            return;
        }
        Counter counter = counters.get(chunk.vector(0).getString(0));
        if (counter == null) {
            throw new IllegalStateException("no query counts its rows under this name");
        }
        DuckDBReadableVector files = chunk.vector(1);
        long file = files.getLong(0);
        long run = 0;
        for (long row = 0; row < size; row++) {
            long next = files.getLong(row);
            if (next != file) {
                counter.count(file, run);
                file = next;
                run = 0;
            }
            run++;
            into.setBoolean(row, true);
        }
        counter.count(file, run);
    }
}

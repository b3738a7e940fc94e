package dev.stagedoor.query.duckdb;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * {@code read_file}: files as values of a query, through two functions of the database whose first argument tells which query calls them.
 * They give base64, because a function in Java cannot give a BLOB (duckdb_jdbc 2.0.0.1).
 */
final class FileReads {
    /** What {@link DatabendCalls} makes of {@code read_file}: a macro of the connection, over one argument or two. */
    static final String MACRO = "stagedoor_read";

    private static final String OF_LOCATION = "stagedoor_read_location";
    private static final String OF_STAGE = "stagedoor_read_path";

    private final Map<String, Reader> readers = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    /** Before the database is locked. */
    void register(DuckDBConnection connection) throws SQLException {
        try (var function = DuckDBFunctions.scalarFunction()) {
            function.withName(OF_LOCATION).withParameters(String.class, String.class).withReturnType(String.class)
                    .withVectorizedFunction(this::apply).register(connection);
        }
        try (var function = DuckDBFunctions.scalarFunction()) {
            function.withName(OF_STAGE).withParameters(String.class, String.class, String.class).withReturnType(String.class)
                    .withVectorizedFunction(this::apply).register(connection);
        }
    }

    /** Whether a query, as DuckDB is to run it, may call the function. */
    static boolean isCalled(String sql) {
        return sql.contains(MACRO + "(");
    }

    /** @return to be closed when the query has ended */
    Reader add(QuerySupply supply) {
        Reader reader = new Reader(Long.toString(number.incrementAndGet()), supply);
        readers.put(reader.id, reader);
        return reader;
    }

    /** What one query reads. */
    final class Reader implements AutoCloseable {
        private final String id;
        private final QuerySupply supply;
        private volatile @Nullable RuntimeException failure;

        private Reader(String id, QuerySupply supply) {
            this.id = id;
            this.supply = supply;
        }

        /** What makes {@link #MACRO} of a connection. */
        String createMacro() {
            String id = SqlText.literal(this.id);
            return "CREATE TEMP MACRO " + MACRO + "(location) AS from_base64(" + OF_LOCATION + "(" + id + ", location)), (stage, path) AS"
                    + " from_base64(" + OF_STAGE + "(" + id + ", stage, path))";
        }

        /** Fails with what kept a file from being read, which DuckDB tells as a text among others. */
        void requireSound() {
            RuntimeException known = failure;
            if (known != null) {
                throw known;
            }
        }

        /** Each file is read once for the rows of a batch, and only one is held at a time. */
        private synchronized void read(SequencedMap<NamedFile, List<Long>> rows, DuckDBWritableVector into) {
            Iterator<byte[]> contents = supply.contents(List.copyOf(rows.keySet()));
            for (List<Long> each : rows.values()) {
                String text = new String(Base64.getEncoder().encode(contents.next()), StandardCharsets.ISO_8859_1);
                each.forEach(row -> into.setString(row, text));
            }
        }

        @Override
        public void close() {
            readers.remove(id);
        }
    }

    private void apply(DuckDBDataChunkReader chunk, DuckDBWritableVector into) {
        if (chunk.rowCount() == 0) {
            return;
        }
        Reader reader = readers.get(chunk.vector(0).getString(0));
        if (reader == null) {
            throw new IllegalStateException("no query reads files under this number");
        }
        try {
            SequencedMap<NamedFile, List<Long>> rows = new LinkedHashMap<>();
            for (long row = 0; row < chunk.rowCount(); row++) {
                NamedFile file = file(chunk, row);
                if (file == null) {
                    into.setNull(row);
                } else {
                    rows.computeIfAbsent(file, _ -> new ArrayList<>()).add(row);
                }
            }
            if (!rows.isEmpty()) {
                reader.read(rows, into);
            }
        } catch (RuntimeException e) {
            reader.failure = e;
            throw e;
        }
    }

    private static @Nullable NamedFile file(DuckDBDataChunkReader chunk, long row) {
        DuckDBReadableVector first = chunk.vector(1);
        if (first.isNull(row)) {
            return null;
        }
        if (chunk.columnCount() == 2) {
            return new NamedFile(Optional.empty(), first.getString(row));
        }
        DuckDBReadableVector path = chunk.vector(2);
        return path.isNull(row) ? null : new NamedFile(Optional.of(first.getString(row)), path.getString(row));
    }
}

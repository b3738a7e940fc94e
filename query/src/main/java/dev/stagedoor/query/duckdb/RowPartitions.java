package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.FileLayout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the partitions of a table that the rows of a query go to, while it writes them: a function of the database gives each row the
 * number of its partition. So the names of directories do not depend on values, and a query with too many partitions ends at once.
 */
final class RowPartitions {
    /** The number of transforms follows. */
    private static final String FUNCTION = "stagedoor_partition_";

    /** What stands before a value; without it there is none. */
    private static final String SOME = "v";

    private static final String NONE = "n";

    private final Map<String, Numbering> numberings = new ConcurrentHashMap<>();

    /** Before the database is locked. */
    void register(DuckDBConnection connection) throws SQLException {
        for (int parts = 1; parts <= FileLayout.MAX_PARTS; parts++) {
            try (var function = DuckDBFunctions.scalarFunction()) {
                Class<?>[] parameters = Collections.nCopies(parts + 1, String.class).toArray(Class<?>[]::new);
                function.withName(FUNCTION + parts).withParameters(parameters).withReturnType(Integer.class)
                        .withVectorizedFunction(this::apply).register(connection);
            }
        }
    }

    /** An expression for the number. @param numbering its name @param texts of the columns, as {@link PartitionTransform} takes them */
    static String number(String numbering, List<String> texts) {
        StringBuilder call = new StringBuilder(FUNCTION).append(texts.size()).append('(').append(SqlText.literal(numbering));
        texts.forEach(text -> call.append(", coalesce('" + SOME + "' || ").append(text).append(", '" + NONE + "')"));
        return call.append(')').toString();
    }

    /** @return to be closed when the query has ended */
    Numbering add(String name, List<PartitionTransform> transforms) {
        Numbering numbering = new Numbering(name, transforms);
        numberings.put(name, numbering);
        return numbering;
    }

    /** The partitions of one query. */
    final class Numbering implements AutoCloseable {
        private final String name;
        private final List<PartitionTransform> transforms;
        private final Map<List<String>, Integer> numbers = new ConcurrentHashMap<>();
        private final List<List<String>> partitions = new ArrayList<>();
        private volatile @Nullable StagedoorException failure;

        private Numbering(String name, List<PartitionTransform> transforms) {
            this.name = name;
            this.transforms = transforms;
        }

        /** The value of each transform, behind a {@code v}; {@code n} for NULL. */
        synchronized List<String> partition(int number) {
            return partitions.get(number);
        }

        /** Fails with what ended the query, which DuckDB tells as a text among others. */
        void requireSound() {
            StagedoorException known = failure;
            if (known != null) {
                throw known;
            }
        }

        private int number(List<String> values) {
            List<String> partition = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                partition.add(value.startsWith(SOME) ? SOME + transforms.get(i).apply(value.substring(1)) : value);
            }
            Integer known = numbers.get(partition);
            return known == null ? add(partition) : known;
        }

        private synchronized int add(List<String> partition) {
            Integer known = numbers.get(partition);
            if (known != null) {
                return known;
            }
            if (partitions.size() == FileLayout.MAX_PARTITIONS) {
                failure = new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "the rows go to more than " + FileLayout.MAX_PARTITIONS + " partitions of the table, which one statement may write:"
                                + " write fewer of them at a time, or part the table more coarsely");
                throw failure;
            }
            int number = partitions.size();
            partitions.add(List.copyOf(partition));
            numbers.put(partitions.getLast(), number);
            return number;
        }

        @Override
        public void close() {
            numberings.remove(name);
        }
    }

    /** Rows that follow each other often have the same values. */
    private void apply(DuckDBDataChunkReader chunk, DuckDBWritableVector into) {
        long size = chunk.rowCount();
        if (size == 0) {
            return;
        }
        Numbering numbering = numberings.get(chunk.vector(0).getString(0));
        if (numbering == null) {
            throw new IllegalStateException("no query numbers its partitions under this name");
        }
        int parts = numbering.transforms.size();
        List<DuckDBReadableVector> columns = new ArrayList<>(parts);
        for (int part = 1; part <= parts; part++) {
            columns.add(chunk.vector(part));
        }
        List<String> last = List.of();
        int number = 0;
        for (long row = 0; row < size; row++) {
            List<String> values = new ArrayList<>(parts);
            for (DuckDBReadableVector column : columns) {
                values.add(column.getString(row));
            }
            if (!values.equals(last)) {
                number = numbering.number(values);
                last = values;
            }
            into.setInt(row, number);
        }
    }
}

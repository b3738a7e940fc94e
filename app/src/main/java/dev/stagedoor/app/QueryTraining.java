package dev.stagedoor.app;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does what a worker for queries does when it starts, in this JVM, so that it is recorded which classes that needs. */
public final class QueryTraining {
    private static final String QUERY =
            "SELECT upper(s), count(*), sum(i) FROM (SELECT i, i::VARCHAR AS s FROM range(10) t(i)) GROUP BY ALL";

    private QueryTraining() {}

    /** @param directory of which the query may read files, and reads none */
    public static void run(Path directory) {
        var task = new QueryTask(
                "",
                QUERY,
                new LinkedHashMap<>(),
                Set.of(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                ZoneId.of("UTC"));
        try (var workers = Workers.inThisProcess(new DatabaseOptions(64L << 20, 1, directory, 1L << 30));
                var query = workers.start(task, new NothingSupplied(), "root")) {
            query.open();
            while (!query.fetch().isEmpty()) {
                // On to the next.
            }
        }
    }

    private static final class NothingSupplied implements QuerySupply {
        @Override
        public RowCursor rows(String table, List<Integer> columns) {
            return RowCursor.of(List.of());
        }

        @Override
        public SuppliedFiles files(String table, Optional<ParquetNeeds> needs) {
            return SuppliedFiles.all(List.of());
        }

        @Override
        public void scanned(long rows, long ofRows) {}

        @Override
        public Iterator<byte[]> contents(List<NamedFile> files) {
            return Collections.emptyIterator();
        }
    }
}

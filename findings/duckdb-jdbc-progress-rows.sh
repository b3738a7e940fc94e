#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): the rows that QueryProgress tells are no rows.
#
# DuckDBPreparedStatement.getQueryProgress() has getRowsProcessed() and getTotalRowsToProcess(). Both are computed from the planner's
# estimates: the total is the sum of what is estimated for every pipeline of the query, and the rows are the percentage of that.
# For a CSV file that is read with auto_detect=false the planner estimates some dozens of rows, however long the file is.
# Only the quotient of the two tells something, and it need not come near 1 before the query ends.
#
# Seen:
#   rows in the file: 4000000
#   total told: less than 1000
#   rows told at most: less than 1000
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Ask.java <<'JAVA'
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;

public class Ask {
    static String bounded(long rows) {
        return rows < 1000 ? "less than 1000" : Long.toString(rows);
    }

    public static void main(String[] arguments) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("COPY (SELECT range AS i, 'text ' || range AS t FROM range(4000000)) TO 'file.csv'"
                    + " (FORMAT csv, HEADER false)");
            statement.execute("SET threads = 1");
            statement.execute("SET enable_progress_bar = true");
            statement.execute("SET enable_progress_bar_print = false");
            var query = (DuckDBPreparedStatement) connection.prepareStatement(
                    "SELECT count(DISTINCT t), count(*) FROM read_csv('file.csv', auto_detect = false, header = false, delim = ',',"
                            + " columns = {'i': 'BIGINT', 't': 'VARCHAR'})");
            var rows = CompletableFuture.supplyAsync(() -> {
                try (var result = query.executeQuery()) {
                    result.next();
                    return result.getLong(2);
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            long total = 0;
            long processed = 0;
            while (!rows.isDone()) {
                QueryProgress progress = query.getQueryProgress();
                total = Math.max(total, progress.getTotalRowsToProcess());
                processed = Math.max(processed, progress.getRowsProcessed());
                Thread.onSpinWait();
            }
            System.out.println("rows in the file: " + rows.get());
            System.out.println("total told: " + (total == 0 ? "none" : bounded(total)));
            System.out.println("rows told at most: " + bounded(processed));
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
rows in the file: 4000000
total told: less than 1000
rows told at most: less than 1000
EXPECTED

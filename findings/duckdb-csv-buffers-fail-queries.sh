#!/usr/bin/env bash
# duckdb_jdbc 2.0.0.1: scans of a large CSV file that run beside each other fail for want of memory, one alone does not.
#
# read_csv takes a buffer of 32 MB for each thread of each query. The buffers count against memory_limit, cannot go to disk, and a scan that
# finds no room for its next one does not wait for another to end: the query fails with an Out of Memory Error.
# With 256 MiB and two threads, one query of a file of 160 MB runs and some of eight fail. With buffer_size = 8000000 all eight run;
# it must not be less than max_line_size, 2 MB.
#
# Seen:
#   1 query, buffers of 32 MB: 1 answered
#   8 queries, buffers of 32 MB: some failed, Out of Memory Error
#   8 queries, buffers of 8 MB: 8 answered
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Scan.java <<'JAVA'
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBConnection;

public class Scan {
    static String scan(DuckDBConnection database, String option) throws Exception {
        String sql = "select sum(n::bigint) from read_csv('large.csv', auto_detect = false, header = false, delim = ',',"
                + " columns = {'n': 'VARCHAR', 't': 'VARCHAR'}" + option + ")";
        try (Connection connection = database.duplicate();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return "answered";
        } catch (SQLException e) {
            return e.getMessage().replaceAll("(?s): .*", "");
        }
    }

    static void run(DuckDBConnection database, int queries, String buffers, String option) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(queries)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < queries; i++) {
                answers.add(threads.submit(() -> scan(database, option)));
            }
            int answered = 0;
            var failures = new TreeSet<String>();
            for (Future<String> answer : answers) {
                if (answer.get().equals("answered")) {
                    answered++;
                } else {
                    failures.add(answer.get());
                }
            }
            String told = failures.isEmpty() ? answered + " answered" : "some failed, " + String.join(", ", failures);
            System.out.println(queries + (queries == 1 ? " query" : " queries") + ", buffers of " + buffers + ": " + told);
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (BufferedWriter out = Files.newBufferedWriter(Path.of("large.csv"))) {
            for (int i = 0; i < 2_000_000; i++) {
                out.write(i + ",a text that makes the file large: 0123456789 0123456789 0123456789\n");
            }
        }
        try (var database = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("set threads = 2");
            statement.execute("set memory_limit = '256MiB'");
            run(database, 1, "32 MB", "");
            run(database, 8, "32 MB", "");
            run(database, 8, "8 MB", ", buffer_size = 8000000");
        }
    }
}
JAVA

java --enable-native-access=ALL-UNNAMED -cp 'lib/*' Scan.java > seen.txt
cat > expected.txt <<'TEXT'
1 query, buffers of 32 MB: 1 answered
8 queries, buffers of 32 MB: some failed, Out of Memory Error
8 queries, buffers of 8 MB: 8 answered
TEXT
diff expected.txt seen.txt
echo "as described"

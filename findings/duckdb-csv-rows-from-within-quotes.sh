#!/usr/bin/env bash
# DuckDB 2.0.0: a query with LIMIT gives lines of a quoted field as records of a CSV file, when several threads read it.
#
# Each thread but the first begins in the middle of the file and guesses whether it is within quotes. A field of many lines that look like
# records makes the guess wrong. A query that reads the whole file finds that the parts do not meet; one that stops early does not look.
# delim, quote, escape and columns are given, so nothing is sniffed. With parallel = false the same queries are right.
# Who has quotes in large files has to say parallel = false.
#
# Seen, for a file without any record whose second column is z:
#   parallel: 3 rows with z
#   one thread: 0 rows with z
#   one thread, all: 28302 rows
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Ask.java <<'JAVA'
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

public class Ask {
    static int rows(Statement statement, String what, boolean parallel) throws Exception {
        String sql = "SELECT a, b, c FROM read_csv('quoted.csv', auto_detect = false, header = false, delim = ',', quote = '\"',"
                + " escape = '\"', columns = {'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR'}, parallel = " + parallel + ") " + what;
        int rows = 0;
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows++;
            }
        }
        return rows;
    }

    public static void main(String[] arguments) throws Exception {
        String field = ",b,b\n" + "9,z,z\n".repeat(200) + "\"\"";
        try (Writer out = Files.newBufferedWriter(Path.of("quoted.csv"))) {
            int records = 34_500_000 / (field.length() + 12);
            for (int i = 0; i < records; i++) {
                out.write(i + ",\"" + field + "\",b\n");
            }
            out.write(records + ",\",b\",q\n");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            System.out.println("parallel: " + rows(statement, "WHERE b = 'z' LIMIT 3", true) + " rows with z");
            System.out.println("one thread: " + rows(statement, "WHERE b = 'z' LIMIT 3", false) + " rows with z");
            System.out.println("one thread, all: " + rows(statement, "", false) + " rows");
        }
    }
}
JAVA

java -cp "lib/*" Ask.java | tee seen.txt
diff seen.txt - <<'SEEN'
parallel: 3 rows with z
one thread: 0 rows with z
one thread, all: 28302 rows
SEEN

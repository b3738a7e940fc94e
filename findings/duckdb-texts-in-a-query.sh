#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): a text that stands in a query takes some 8 KB of memory while the query is read.
#
# read_csv(['a.csv', 'b.csv', …]) with 100,000 paths of 25 bytes takes some 800 MiB before the first file is opened. The limit on memory
# (memory_limit) does not count it. A variable of the connection with the same list takes some 10 MiB.
#
# Seen:
#   list in the query: more than 300 MiB
#   list in a variable: less than 100 MiB
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Ask.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

public class Ask {
    /** Most memory that this process has had, in MiB. */
    static long most() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .sum();
    }

    public static void main(String[] arguments) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET memory_limit = '64MiB'");
            statement.execute("SELECT len(['a'])");
            String list = "getvariable('paths')";
            if (arguments[0].equals("query")) {
                list = IntStream.range(0, 100_000)
                        .mapToObj("'/some/directory/%09d'"::formatted)
                        .collect(Collectors.joining(", ", "[", "]"));
            }
            long before = most();
            if (arguments[0].equals("variable")) {
                statement.execute("SET VARIABLE paths = (SELECT list(format('/some/directory/{:09d}', range)) FROM range(100000))");
            }
            try (var result = statement.executeQuery("SELECT len(" + list + ")")) {
                result.next();
                long taken = most() - before;
                System.out.println("list in " + (arguments[0].equals("query") ? "the query" : "a variable") + ": "
                        + (taken > 300 ? "more than 300 MiB" : taken < 100 ? "less than 100 MiB" : taken + " MiB"));
            }
        }
    }
}
JAVA

for where in query variable; do
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -XX:+UseSerialGC -cp "lib/*" Ask.java "$where" 2> errors || { cat errors >&2; exit 1; }
done | tee seen

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
list in the query: more than 300 MiB
list in a variable: less than 100 MiB
EXPECTED

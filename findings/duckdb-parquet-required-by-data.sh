#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): whether a column of a Parquet file is REQUIRED or OPTIONAL depends on the rows that COPY happens to
# write.
#
# A column that may be NULL, without a constraint, is written as REQUIRED when none of the rows has a NULL in it, and as OPTIONAL when one
# has. So two files of one table, written one after the other, have different schemas.
# Whoever takes the first file's schema for that of all, or registers the files under a schema where the column is optional, meets both.
#
# Seen:
#   after a row with 1, a: REQUIRED
#   after a row with 1, b: REQUIRED
#   after a row with null, a: OPTIONAL
#   after a row with null, b: REQUIRED
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Ask.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("create table t (a integer, b integer not null)");
            for (String a : new String[] {"1", "null"}) {
                statement.execute("insert into t values (" + a + ", 2)");
                statement.execute("copy t to 't.parquet' (format parquet)");
                ResultSet columns = statement.executeQuery(
                        "select name, repetition_type from parquet_schema('t.parquet') where name in ('a', 'b')");
                while (columns.next()) {
                    System.out.println("after a row with " + a + ", " + columns.getString(1) + ": " + columns.getString(2));
                }
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
after a row with 1, a: REQUIRED
after a row with 1, b: REQUIRED
after a row with null, a: OPTIONAL
after a row with null, b: REQUIRED
EXPECTED

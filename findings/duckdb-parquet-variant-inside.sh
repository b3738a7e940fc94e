#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): COPY writes a column of the type VARIANT to Parquet, and none with a VARIANT inside of another type.
#
# A table with a column VARIANT[], a STRUCT or a MAP with a VARIANT can be made and filled, and casts to those types work. COPY of it
# fails, with the option SHREDDING or without.
#
# Seen:
#   VARIANT: written
#   VARIANT[]: Not implemented Error: ColumnWriter of type 'VARIANT' requires a transform, but is not a root column, this isn't supported currently
#   STRUCT(v VARIANT) and MAP(VARCHAR, VARIANT): the same error
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
import java.sql.SQLException;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            String[][] columns = {
                {"VARIANT", "1"}, {"VARIANT[]", "[1]"}, {"STRUCT(v VARIANT)", "{'v': 1}"}, {"MAP(VARCHAR, VARIANT)", "MAP {'k': 1}"}
            };
            for (String[] column : columns) {
                String written = "written";
                try (var statement = connection.createStatement()) {
                    statement.execute("create or replace table t as select (" + column[1] + ")::" + column[0] + " as c");
                    statement.execute("copy t to 't.parquet' (format parquet)");
                } catch (SQLException e) {
                    written = e.getMessage();
                }
                System.out.println(column[0] + ": " + written);
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
VARIANT: written
VARIANT[]: Not implemented Error: ColumnWriter of type 'VARIANT' requires a transform, but is not a root column, this isn't supported currently
STRUCT(v VARIANT): Not implemented Error: ColumnWriter of type 'VARIANT' requires a transform, but is not a root column, this isn't supported currently
MAP(VARCHAR, VARIANT): Not implemented Error: ColumnWriter of type 'VARIANT' requires a transform, but is not a root column, this isn't supported currently
EXPECTED

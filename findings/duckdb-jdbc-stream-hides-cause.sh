#!/usr/bin/env bash
# duckdb_jdbc 2.0.0.1: with jdbc_stream_results=true a query that fails at its first rows does not say why.
#
# The driver throws "Invalid Input Error: Invalid result set", whatever went wrong: a text that is no number, a record of CSV that is too
# short. Without the setting the same query names the value, or the file and the line.
# A query that fails far from its first rows (here after 15 million) throws the true error while the rows are read.
# Who streams has to ask a failed query again without streaming to learn the reason. Statement's setting cannot be changed afterwards,
# but DuckDBPreparedStatement.query() reads its result whole whatever the setting is, and says it.
#
# Seen:
#   streamed, number: Invalid Input Error: Invalid result set
#   streamed, file: Invalid Input Error: Invalid result set
#   whole, number: Conversion Error: Could not convert string 'x' to INT32
#   whole, file: Invalid Input Error: CSV Error on Line: 2
#   streamed, later: Conversion Error: Could not convert string 'x' to INT32
#   query(), number: Conversion Error: Could not convert string 'x' to INT32
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

printf 'a,b\nc\n' > short.csv

cat > Ask.java <<'JAVA'
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

public class Ask {
    static final String NUMBER = "select cast(t as int) from (values ('1'), ('x')) v(t)";
    static final String LATER = "select cast(case when i = 15000000 then 'x' else '1' end as int) from range(20000000) r(i)";
    static final String FILE = "select * from read_csv('short.csv', auto_detect = false, header = false, delim = ',',"
            + " columns = {'a': 'VARCHAR', 'b': 'VARCHAR'})";

    interface Call {
        ResultSet on(DuckDBConnection connection) throws SQLException;
    }

    static void ask(String what, boolean streamed, Call call) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("jdbc_stream_results", Boolean.toString(streamed));
        try (DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings)) {
            try (ResultSet rows = call.on(connection)) {
                while (rows.next()) {}
                System.out.println(what + ": no error");
            } catch (SQLException e) {
                System.out.println(what + ": " + e.getMessage().lines().findFirst().orElse("").replaceAll(" when casting.*", ""));
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        ask("streamed, number", true, connection -> connection.createStatement().executeQuery(NUMBER));
        ask("streamed, file", true, connection -> connection.createStatement().executeQuery(FILE));
        ask("whole, number", false, connection -> connection.createStatement().executeQuery(NUMBER));
        ask("whole, file", false, connection -> connection.createStatement().executeQuery(FILE));
        ask("streamed, later", true, connection -> connection.createStatement().executeQuery(LATER));
        try (DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.prepare(NUMBER)) {
            try (var rows = statement.query()) {
                System.out.println("query(), number: no error");
            } catch (SQLException e) {
                System.out.println("query(), number: " + e.getMessage().lines().findFirst().orElse("").replaceAll(" when casting.*", ""));
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
streamed, number: Invalid Input Error: Invalid result set
streamed, file: Invalid Input Error: Invalid result set
whole, number: Conversion Error: Could not convert string 'x' to INT32
whole, file: Invalid Input Error: CSV Error on Line: 2
streamed, later: Conversion Error: Could not convert string 'x' to INT32
query(), number: Conversion Error: Could not convert string 'x' to INT32
EXPECTED

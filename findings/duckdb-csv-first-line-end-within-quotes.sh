#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): read_csv takes the first line end of a file for that of its records, even within quotes.
#
# Spreadsheets end records with CR LF and write LF for a line within a cell. Where the first record has such a cell, DuckDB holds LF for the
# end of records, and fails at the first CR LF: "the CSV Parser state machine reached an invalid state". It names neither file nor line.
# The same cell in a later record is read. With new_line it is read everywhere, but then all files of a call must end alike.
#
# Seen:
#   first record: error
#   second record: 2 rows
#   first record, new_line: 2 rows
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

printf '"a\nb",1\r\nc,2\r\n' > first.csv
printf 'c,2\r\n"a\nb",1\r\n' > second.csv

cat > Ask.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            ask(connection, "first record", "'first.csv'");
            ask(connection, "second record", "'second.csv'");
            ask(connection, "first record, new_line", "'first.csv', new_line = '\\r\\n'");
        }
    }

    private static void ask(Connection connection, String what, String file) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from read_csv(" + file + ", auto_detect = false, header = false,"
                + " delim = ',', quote = '\"', escape = '\"', columns = {'a': 'VARCHAR', 'b': 'VARCHAR'})")) {
            rows.next();
            System.out.println(what + ": " + rows.getLong(1) + " rows");
        } catch (SQLException e) {
            System.out.println(what + ": error");
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
first record: error
second record: 2 rows
first record, new_line: 2 rows
EXPECTED

#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): read_csv makes one field of two quoted ones that a blank is between.
#
# A quoted field that is followed by anything but a delimiter or the end of the record is an error in strict mode, which is on by default:
# `"a"b` is one. `"a" "b,c"` is none: DuckDB takes it for one field, without the quotes, and the delimiter within the second pair of quotes
# for text. RFC 4180 knows no such field, and there is no warning. A delimiter that was left out is not noticed.
#
# Seen:
#   "a" "b,c": [a b,c]
#   "a"b: error
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
import java.sql.ResultSet;
import java.sql.SQLException;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:"); var statement = connection.createStatement()) {
            for (String field : new String[] {"\"a\" \"b,c\"", "\"a\"b"}) {
                Files.writeString(Path.of("quotes.csv"), field + ",x\n");
                try (ResultSet rows = statement.executeQuery("select a from read_csv('quotes.csv', auto_detect = false, header = false,"
                        + " delim = ',', quote = '\"', escape = '\"', columns = {'a': 'VARCHAR', 'b': 'VARCHAR'})")) {
                    rows.next();
                    System.out.println(field + ": [" + rows.getString(1) + "]");
                } catch (SQLException e) {
                    System.out.println(field + ": error");
                }
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
"a" "b,c": [a b,c]
"a"b: error
EXPECTED

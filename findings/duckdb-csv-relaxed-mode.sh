#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): read_csv with strict_mode=false drops fields and swallows lines without a word.
#
# With strict_mode=true, the default, a record with too many fields is an error, and so is a quoted field without an end.
# With strict_mode=false the fields beyond the last column are dropped, and a quote without an end takes the rest of the file into one
# field. There is no error and no warning.
# Empty fields beyond the last column are dropped in both modes.
# A record with too few fields stays an error in both modes.
# strict_mode=false is what DuckDB's own error proposes first, for a file whose lines end in LF and CRLF by turns among other things.
# Of a record with too many fields the error does not say how many it has: "Found" is always one more than "Expected".
#
# Seen:
#   strict, five fields for two columns: Expected Number of Columns: 2 Found: 3
#   strict, open quote: error
#   strict, five fields for two columns, the last three empty: 1 2
#   relaxed, five fields for two columns: 1 2
#   relaxed, open quote: 1 row, the last field has 3 lines
#   relaxed, one field for two columns: Expected Number of Columns: 2 Found: 1
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

printf '1,2,3,4,5\n' > five.csv
printf '1,"2\n3,4\n5,6\n' > quote.csv
printf '1\n' > one.csv
printf '1,2,,,\n' > empty.csv

cat > Ask.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Ask {
    static final Pattern COLUMNS = Pattern.compile("Expected Number of Columns: \\d+ Found: \\d+");

    static List<String[]> rows(Connection connection, String file, boolean strict) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select * from read_csv('" + file + "', auto_detect = false, header = false,"
                        + " delim = ',', quote = '\"', escape = '\"', columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}, strict_mode = " + strict
                        + ")")) {
            while (result.next()) {
                rows.add(new String[] {result.getString(1), result.getString(2)});
            }
        }
        return rows;
    }

    static String error(Connection connection, String file, boolean strict) {
        try {
            return rows(connection, file, strict).size() + " rows";
        } catch (SQLException e) {
            Matcher columns = COLUMNS.matcher(e.getMessage());
            return columns.find() && !file.equals("quote.csv") ? columns.group() : "error";
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            System.out.println("strict, five fields for two columns: " + error(connection, "five.csv", true));
            System.out.println("strict, open quote: " + error(connection, "quote.csv", true));
            System.out.println("strict, five fields for two columns, the last three empty: "
                    + String.join(" ", rows(connection, "empty.csv", true).get(0)));
            System.out.println("relaxed, five fields for two columns: " + String.join(" ", rows(connection, "five.csv", false).get(0)));
            var quoted = rows(connection, "quote.csv", false);
            System.out.println("relaxed, open quote: " + quoted.size() + " row, the last field has " + quoted.get(0)[1].lines().count()
                    + " lines");
            System.out.println("relaxed, one field for two columns: " + error(connection, "one.csv", false));
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
strict, five fields for two columns: Expected Number of Columns: 2 Found: 3
strict, open quote: error
strict, five fields for two columns, the last three empty: 1 2
relaxed, five fields for two columns: 1 2
relaxed, open quote: 1 row, the last field has 3 lines
relaxed, one field for two columns: Expected Number of Columns: 2 Found: 1
EXPECTED

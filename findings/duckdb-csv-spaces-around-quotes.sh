#!/usr/bin/env bash
# DuckDB 2.0.0 (duckdb_jdbc 2.0.0.1): read_csv drops the blanks around a quoted field together with the quotes.
#
# RFC 4180 says that spaces are part of a field, and knows a quoted field only as one that begins with the quote.
# DuckDB takes a field that begins with blanks and a quote for a quoted one: the blanks before and behind the quotes are gone, and a
# delimiter within the quotes is none. Blanks around a field without quotes stay.
# strict_mode, which is on by default, makes no difference. There is no error, no warning, and no option that keeps them.
#
# Seen:
#   strict_mode true, line 1: [b]
#   strict_mode true, line 2: [ b ]
#   strict_mode true, line 3: [b,c]
#   strict_mode false, line 1: [b]
#   strict_mode false, line 2: [ b ]
#   strict_mode false, line 3: [b,c]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

printf '1, "b" ,x\n2, b ,x\n3, "b,c" ,x\n' > spaces.csv

cat > Ask.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            for (boolean strict : new boolean[] {true, false}) {
                ResultSet rows = statement.executeQuery("select a, b from read_csv('spaces.csv', auto_detect = false, header = false,"
                        + " delim = ',', quote = '\"', escape = '\"', columns = {'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR'},"
                        + " strict_mode = " + strict + ")");
                while (rows.next()) {
                    System.out.println("strict_mode " + strict + ", line " + rows.getString(1) + ": [" + rows.getString(2) + "]");
                }
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Ask.java 2> errors | tee seen || { cat errors >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
strict_mode true, line 1: [b]
strict_mode true, line 2: [ b ]
strict_mode true, line 3: [b,c]
strict_mode false, line 1: [b]
strict_mode false, line 2: [ b ]
strict_mode false, line 3: [b,c]
EXPECTED

#!/usr/bin/env bash
# sqlite-jdbc 3.54.1.0 asks for the last row id after every single INSERT, whether anybody wants it or not.
#
# The driver runs "SELECT last_insert_rowid();" as a statement of its own after each executeUpdate or execute of an INSERT.
# It prepares that text anew each time.
# A statement made with Statement.NO_GENERATED_KEYS gets it too.
# executeBatch does not do it, and neither does an UPDATE.
# The connection setting jdbc.get_generated_keys=false turns it off.
# It matters where many small rows are written one by one: each INSERT is two statements.
#
# How it is counted: SQLite lets a program replace a built-in function. Here last_insert_rowid is replaced by one that counts its calls.
#
# Seen, for 100 rows each:
#   executeUpdate: 100
#   execute: 100
#   executeUpdate, NO_GENERATED_KEYS: 100
#   Statement.executeUpdate(text): 100
#   UPDATE: 0
#   executeBatch: 0
#   executeUpdate, jdbc.get_generated_keys=false: 0
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.xerial:sqlite-jdbc:3.54.1.0 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Count.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.Function;

public class Count {
    static final int ROWS = 100;
    static final String INSERT = "insert into word values (?)";
    static int calls;

    interface Work {
        void on(Connection connection) throws SQLException;
    }

    interface Step {
        void on(PreparedStatement statement) throws SQLException;
    }

    static void each(PreparedStatement statement, Step step) throws SQLException {
        for (int row = 0; row < ROWS; row++) {
            statement.setString(1, "word " + row);
            step.on(statement);
        }
    }

    static void count(String what, String settings, Work work) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:" + settings)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table word (text text)");
            }
            Function.create(connection, "last_insert_rowid", new Function() {
                @Override
                protected void xFunc() throws SQLException {
                    calls++;
                    result(1L);
                }
            });
            calls = 0;
            work.on(connection);
            System.out.println(what + ": " + calls);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Work updates = connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                each(insert, PreparedStatement::executeUpdate);
            }
        };
        count("executeUpdate", "", updates);
        count("execute", "", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                each(insert, PreparedStatement::execute);
            }
        });
        count("executeUpdate, NO_GENERATED_KEYS", "", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT, Statement.NO_GENERATED_KEYS)) {
                each(insert, PreparedStatement::executeUpdate);
            }
        });
        count("Statement.executeUpdate(text)", "", connection -> {
            try (Statement insert = connection.createStatement()) {
                for (int row = 0; row < ROWS; row++) {
                    insert.executeUpdate("insert into word values ('a word')");
                }
            }
        });
        count("UPDATE", "", connection -> {
            try (PreparedStatement update = connection.prepareStatement("update word set text = ?")) {
                each(update, PreparedStatement::executeUpdate);
            }
        });
        count("executeBatch", "", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                each(insert, PreparedStatement::addBatch);
                insert.executeBatch();
            }
        });
        count("executeUpdate, jdbc.get_generated_keys=false", "?jdbc.get_generated_keys=false", updates);
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Count.java | tee seen

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
executeUpdate: 100
execute: 100
executeUpdate, NO_GENERATED_KEYS: 100
Statement.executeUpdate(text): 100
UPDATE: 0
executeBatch: 0
executeUpdate, jdbc.get_generated_keys=false: 0
EXPECTED

#!/usr/bin/env bash
# duckdb_jdbc 2.0.0.1: max_temp_directory_size given as a property of the connection is shown, and not kept to.
#
# A query that outgrows memory_limit writes to temp_directory. Set by SET, the limit ends it with "failed to offload data block".
# Given with the connection's properties, beside temp_directory, current_setting() shows the same limit, and the query writes many times
# as much. The property memory_limit is kept to.
# Who bounds the disk has to SET the limit after the database is open (and may lock the configuration after that).
#
# Seen:
#   property: limit 19.0 MiB, 3000000 rows, more than 100 MB on disk
#   statement: limit 19.0 MiB, refused: failed to offload data block
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=org.duckdb:duckdb_jdbc:2.0.0.1 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Spill.java <<'JAVA'
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

public class Spill {
    static final String DISTINCT = "SELECT count(*) FROM (SELECT DISTINCT repeat(md5(range::varchar), 4) FROM range(3000000))";

    static void run(String what, boolean asProperty) throws Exception {
        Path directory = Path.of("spill-" + what).toAbsolutePath();
        Properties settings = new Properties();
        settings.setProperty("memory_limit", "100MB");
        settings.setProperty("threads", "2");
        if (asProperty) {
            settings.setProperty("temp_directory", directory.toString());
            settings.setProperty("max_temp_directory_size", "20MB");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            if (!asProperty) {
                statement.execute("SET temp_directory = '" + directory + "'");
                statement.execute("SET max_temp_directory_size = '20MB'");
            }
            String limit;
            try (ResultSet shown = statement.executeQuery("SELECT current_setting('max_temp_directory_size')")) {
                shown.next();
                limit = shown.getString(1);
            }
            AtomicLong most = new AtomicLong();
            AtomicBoolean over = new AtomicBoolean();
            Thread watch = new Thread(() -> {
                while (!over.get()) {
                    most.accumulateAndGet(bytes(directory), Math::max);
                    Thread.onSpinWait();
                }
            });
            watch.start();
            String outcome;
            try (ResultSet rows = statement.executeQuery(DISTINCT)) {
                rows.next();
                outcome = rows.getLong(1) + " rows";
            } catch (java.sql.SQLException e) {
                outcome = "refused: " + e.getMessage().replaceAll("(?s).*(failed to offload data block).*", "$1");
            }
            over.set(true);
            watch.join();
            System.out.println(what + ": limit " + limit + ", " + outcome + (most.get() > 100_000_000 ? ", more than 100 MB on disk" : ""));
        }
    }

    static long bytes(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    public static void main(String[] arguments) throws Exception {
        run("property", true);
        run("statement", false);
    }
}
JAVA

java -cp "lib/*" Spill.java | tee seen.txt
diff seen.txt - <<'SEEN'
property: limit 19.0 MiB, 3000000 rows, more than 100 MB on disk
statement: limit 19.0 MiB, refused: failed to offload data block
SEEN

package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The versions of the schema. Each is a file {@code V<version>__<description>.sql} in {@link #LOCATION}; a released one never changes. */
final class SqliteSchema {
    static final String LOCATION = "dev/stagedoor/catalog/migration/sqlite";

    /** The number of the last file in {@link #LOCATION}. */
    static final int NEWEST_VERSION = 6;

    private static final int EMPTY = 0;

    private SqliteSchema() {}

    /**
     * Applies the migrations that the file lacks. Flyway is asked only when there are any: merely finding that there are none takes it
     * 0.6 s of a cold start (two cores, JDK 25), one query 2 ms.
     *
     * @throws StagedoorException {@code INVALID_CONFIG} when the file is newer than this version, or is not a catalog
     */
    static void bringUpToDate(Path file, Connection connection, DataSource source) throws SQLException {
        int version = version(file, connection);
        if (version > NEWEST_VERSION) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "The catalog " + file + " was written by a newer version of Stagedoor (schema version " + version
                            + "; this one knows up to " + NEWEST_VERSION + "). Start that version, or use another data directory.");
        }
        if (version < NEWEST_VERSION) {
            migrate(source);
        }
    }

    private static int version(Path file, Connection connection) throws SQLException {
        if (count(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'") == 0) {
            if (count(connection, "SELECT count(*) FROM sqlite_schema") > 0) {
                throw new StagedoorException(
                        ErrorCode.INVALID_CONFIG,
                        "The file " + file + " is a database, but not a Stagedoor catalog. Use another data directory.");
            }
            return EMPTY;
        }
        if (count(connection, "SELECT count(*) FROM flyway_schema_history WHERE NOT success") > 0) {
            return EMPTY;
        }
        return count(connection, "SELECT coalesce(max(CAST(version AS INTEGER)), 0) FROM flyway_schema_history");
    }

    private static int count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void migrate(DataSource source) {
        Flyway.configure(SqliteSchema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + LOCATION)
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .skipDefaultCallbacks(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }
}

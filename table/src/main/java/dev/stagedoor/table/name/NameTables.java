package dev.stagedoor.table.name;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.SchemaVersions;
import java.util.List;

/**
 * The tables of the database. The first two are those of Iceberg's JDBC catalog in its schema V1, letter by letter, because other engines
 * open them; {@code JdbcUtil} of iceberg-core has their text. The others are ours: that catalog forgets a table that is dropped, and does
 * not count its changes.
 */
final class NameTables {
    private static final List<String> FIRST = List.of(
            """
            CREATE TABLE IF NOT EXISTS iceberg_tables (
              catalog_name VARCHAR(255) NOT NULL,
              table_namespace VARCHAR(255) NOT NULL,
              table_name VARCHAR(255) NOT NULL,
              metadata_location VARCHAR(1000),
              previous_metadata_location VARCHAR(1000),
              iceberg_type VARCHAR(5),
              PRIMARY KEY (catalog_name, table_namespace, table_name))""",
            """
            CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
              catalog_name VARCHAR(255) NOT NULL,
              namespace VARCHAR(255) NOT NULL,
              property_key VARCHAR(255),
              property_value VARCHAR(1000),
              PRIMARY KEY (catalog_name, namespace, property_key))""",
            """
            CREATE TABLE IF NOT EXISTS stagedoor_dropped_tables (
              id INTEGER PRIMARY KEY,
              table_namespace VARCHAR(255) NOT NULL,
              table_name VARCHAR(255) NOT NULL,
              metadata_location VARCHAR(1000) NOT NULL,
              dropped_at_millis INTEGER NOT NULL)""",
            "CREATE INDEX IF NOT EXISTS stagedoor_dropped_by_name ON stagedoor_dropped_tables (table_namespace, table_name)",
            "CREATE TABLE IF NOT EXISTS stagedoor_change_count (commits INTEGER NOT NULL)",
            "INSERT INTO stagedoor_change_count SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM stagedoor_change_count)");

    private static final List<String> LEFTOVERS_ADDED = List.of(
            """
            CREATE TABLE IF NOT EXISTS stagedoor_leftovers (
              directory VARCHAR(1000) PRIMARY KEY,
              noted_at_millis INTEGER NOT NULL)""");

    static final SchemaVersions VERSIONS = new SchemaVersions(
            FIRST,
            List.of(LEFTOVERS_ADDED),
            version -> new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "it was written by a newer version of Stagedoor (schema " + version + "): use that version"));

    /** What is a table, and no view of another engine. */
    private static final String IS_TABLE = " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";

    private static final String THIS_TABLE = " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?";

    /** The table that counts changes, for a {@link dev.stagedoor.storage.disk.CommitCounter}. */
    static final String CHANGE_COUNT = "stagedoor_change_count";

    static final String COUNT_CHANGE = "UPDATE stagedoor_change_count SET commits = commits + 1 RETURNING commits";
    static final String CHANGES = "SELECT commits FROM stagedoor_change_count";
    static final String FIND = "SELECT metadata_location FROM iceberg_tables" + THIS_TABLE + IS_TABLE;
    static final String IS_TAKEN = "SELECT 1 FROM iceberg_tables" + THIS_TABLE;
    static final String LIST =
            "SELECT table_name FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ?" + IS_TABLE + " ORDER BY table_name";
    static final String DATABASES = "SELECT namespace FROM iceberg_namespace_properties WHERE catalog_name = ?1"
            + " UNION SELECT table_namespace FROM iceberg_tables WHERE catalog_name = ?1";
    static final String HAS_DATABASE = "SELECT 1 WHERE EXISTS"
            + " (SELECT 1 FROM iceberg_namespace_properties WHERE catalog_name = ?1 AND namespace = ?2)"
            + " OR EXISTS (SELECT 1 FROM iceberg_tables WHERE catalog_name = ?1 AND table_namespace = ?2)";

    /** As the JDBC catalog notes a database without properties. */
    static final String ADD_DATABASE = "INSERT INTO iceberg_namespace_properties VALUES (?, ?, 'exists', 'true')";

    static final String REMOVE_DATABASE = "DELETE FROM iceberg_namespace_properties WHERE catalog_name = ? AND namespace = ?";
    static final String ADD = "INSERT INTO iceberg_tables VALUES (?, ?, ?, ?, NULL, 'TABLE')";
    static final String MOVE = "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?" + THIS_TABLE
            + " AND metadata_location = ?" + IS_TABLE;
    static final String RENAME = "UPDATE iceberg_tables SET table_namespace = ?, table_name = ?" + THIS_TABLE + IS_TABLE;
    static final String NOTE_DROPPED = "INSERT INTO stagedoor_dropped_tables"
            + " (table_namespace, table_name, metadata_location, dropped_at_millis)"
            + " SELECT table_namespace, table_name, metadata_location, ? FROM iceberg_tables" + THIS_TABLE + IS_TABLE;
    static final String REMOVE = "DELETE FROM iceberg_tables" + THIS_TABLE + IS_TABLE;
    static final String NOTE_ALL_DROPPED = "INSERT INTO stagedoor_dropped_tables"
            + " (table_namespace, table_name, metadata_location, dropped_at_millis)"
            + " SELECT table_namespace, table_name, metadata_location, ? FROM iceberg_tables"
            + " WHERE catalog_name = ? AND table_namespace = ?" + IS_TABLE;
    static final String REMOVE_ALL = "DELETE FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ?";

    static final String DROPPED_LAST = "SELECT id, table_namespace, table_name, metadata_location, dropped_at_millis"
            + " FROM stagedoor_dropped_tables WHERE table_namespace = ? AND table_name = ? ORDER BY id DESC LIMIT 1";
    static final String DROPPED = "SELECT id, table_namespace, table_name, metadata_location, dropped_at_millis"
            + " FROM stagedoor_dropped_tables ORDER BY id";
    static final String FORGET_DROPPED = "DELETE FROM stagedoor_dropped_tables WHERE id = ?";

    /** Of all that has a name, under which other catalogs may have it too, or can have one again. */
    static final String KEPT =
            "SELECT metadata_location FROM iceberg_tables UNION ALL SELECT metadata_location FROM stagedoor_dropped_tables";

    /** Whose metadata can be read: a view's is another. */
    static final String KEPT_TABLES = "SELECT metadata_location FROM iceberg_tables WHERE iceberg_type = 'TABLE' OR iceberg_type IS NULL"
            + " UNION ALL SELECT metadata_location FROM stagedoor_dropped_tables";

    static final String LEFTOVERS = "SELECT directory, noted_at_millis FROM stagedoor_leftovers ORDER BY directory";
    static final String NOTE_LEFTOVER = "INSERT OR IGNORE INTO stagedoor_leftovers VALUES (?, ?)";
    static final String FORGET_LEFTOVER = "DELETE FROM stagedoor_leftovers WHERE directory = ?";

    private NameTables() {}
}

package dev.stagedoor.table;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.table.type.IcebergTypes;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;

/** What a table notes of itself beside what Iceberg has a place for. Other engines keep the properties that they do not know. */
final class TableNotes {
    /** Where the list of load manifests lies. */
    static final String LOADS = "stagedoor.loads";

    /** Of a snapshot: the number of the schema its files were written for. */
    static final String WRITTEN_SCHEMA = "stagedoor.schema-id";

    private static final String CREATED_ON = "stagedoor.created-on";
    private static final String TYPE_OF = "stagedoor.type.";
    private static final String DEFAULT_OF = "stagedoor.default.";

    /** Iceberg's own convention. */
    private static final String COMMENT = "comment";

    /** Of another engine's commits, which try again by themselves, four times unless told otherwise. */
    private static final String RETRIES = "20";

    private TableNotes() {}

    /** Those that a new table has before its fields have numbers. */
    static Map<String, String> first(NewTable table, Clock clock) {
        Map<String, String> properties = new LinkedHashMap<>();
        boolean version3 = table.columns().stream().anyMatch(column -> IcebergTypes.needsVersion3(column.type()));
        // Version 2 is what most readers know.
        properties.put(TableProperties.FORMAT_VERSION, version3 ? "3" : "2");
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
        properties.put(TableProperties.COMMIT_NUM_RETRIES, RETRIES);
        properties.put(CREATED_ON, Instant.ofEpochMilli(clock.millis()).toString());
        table.comment().ifPresent(comment -> properties.put(COMMENT, comment));
        return properties;
    }

    /** Those of the columns. */
    static Map<String, String> ofColumns(List<NewColumn> columns, Schema schema) {
        Map<String, String> properties = new HashMap<>();
        Map<Integer, String> notes = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            var field = schema.columns().get(i);
            DataType type = columns.get(i).type();
            IcebergTypes.declared(field, type, notes);
            columns.get(i).defaultSql().ifPresent(sql -> properties.put(DEFAULT_OF + field.fieldId(), sql));
        }
        notes.forEach((id, type) -> properties.put(TYPE_OF + id, type));
        return properties;
    }

    static Optional<String> comment(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(COMMENT));
    }

    static Optional<String> defaultOf(int fieldId, Map<String, String> properties) {
        return Optional.ofNullable(properties.get(DEFAULT_OF + fieldId));
    }

    /** The declared types by field id. */
    static Map<Integer, String> declaredTypes(Map<String, String> properties) {
        Map<Integer, String> types = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(TYPE_OF)) {
                try {
                    types.put(Integer.valueOf(name.substring(TYPE_OF.length())), value);
                } catch (NumberFormatException _) {
                    // Somebody else's.
                }
            }
        });
        return types;
    }

    /** Empty for a table that another engine has made. */
    static Optional<Instant> createdOn(Map<String, String> properties) {
        try {
            return Optional.ofNullable(properties.get(CREATED_ON)).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}

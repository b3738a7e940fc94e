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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.types.Types.NestedField;

/** What a table notes of itself beside what Iceberg has a place for. Other engines keep the properties that they do not know. */
final class TableNotes {
    /** Where the list of load manifests lies. */
    static final String LOADS = "stagedoor.loads";

    /** Of a snapshot: the number of the schema its files were written for. */
    static final String WRITTEN_SCHEMA = "stagedoor.schema-id";

    /**
     * Which snapshot had files of one schema alone, and of which: {@code snapshot=schema}. Those before it, whose notes told so, may be
     * gone.
     */
    private static final String SAME_SCHEMA = "stagedoor.same-schema";

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
        for (int i = 0; i < columns.size(); i++) {
            NewColumn column = columns.get(i);
            properties.putAll(ofColumn(schema.columns().get(i), column.type(), column.defaultSql()));
        }
        return properties;
    }

    /** Notes for the commits to come that all files have the columns of now, if that is known: the snapshots that tell so may go. */
    static void sameSchemaUntilNow(TableMetadata metadata, UpdateProperties update) {
        Snapshot snapshot = metadata.currentSnapshot();
        if (snapshot != null && TableReader.sameSchemaEverywhere(metadata, snapshot, metadata.currentSchemaId())) {
            setSameSchema(snapshot.snapshotId(), metadata.currentSchemaId(), update);
        }
    }

    /** Notes that a snapshot has files of this schema alone. */
    static void setSameSchema(long snapshotId, int schemaId, UpdateProperties update) {
        update.set(SAME_SCHEMA, snapshotId + "=" + schemaId).commit();
    }

    /** Whether it is noted that a snapshot has files of this schema alone. */
    static boolean hasSameSchema(Snapshot snapshot, int schemaId, TableMetadata metadata) {
        return (snapshot.snapshotId() + "=" + schemaId).equals(metadata.properties().get(SAME_SCHEMA));
    }

    /** Those of one column, which has its numbers. */
    static Map<String, String> ofColumn(NestedField field, DataType type, Optional<String> defaultSql) {
        Map<String, String> properties = new HashMap<>();
        Map<Integer, String> types = new HashMap<>();
        IcebergTypes.declared(field, type, types);
        types.forEach((id, declared) -> properties.put(TYPE_OF + id, declared));
        defaultSql.ifPresent(sql -> properties.put(DEFAULT_OF + field.fieldId(), sql));
        return properties;
    }

    /** Under which anything may be noted of these fields. */
    static Set<String> namesOf(Set<Integer> fieldIds) {
        return fieldIds.stream().flatMap(id -> Stream.of(TYPE_OF + id, DEFAULT_OF + id)).collect(Collectors.toSet());
    }

    static void setComment(String comment, UpdateProperties update) {
        (comment.isEmpty() ? update.remove(COMMENT) : update.set(COMMENT, comment)).commit();
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

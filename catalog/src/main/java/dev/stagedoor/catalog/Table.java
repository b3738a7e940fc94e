package dev.stagedoor.catalog;

import dev.stagedoor.catalog.encryption.ParameterCipher;
import dev.stagedoor.catalog.encryption.ParameterCipher.Row;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How definitions of one kind are kept in a table whose key is {@code name}: the way to and from a row, and the statements, in SQL that
 * SQLite and PostgreSQL share. Whoever calls owns the transaction.
 */
public final class Table<T> {
    private static final String STAGE = "stage";
    private static final String CONNECTION = "connection";

    /** The table {@code file_format}. */
    public static final Table<FileFormatDefinition> FILE_FORMATS = new Table<>(
            "file_format",
            "file formats",
            FileFormatDefinition::name,
            List.of("name", "file_format", "creator", "created_on_micros"),
            format -> Map.of(
                    "name", format.name(),
                    "file_format", format.format().toJson(),
                    "creator", format.creator(),
                    "created_on_micros", micros(format.createdOn())),
            row -> new FileFormatDefinition(
                    row.getString("name"),
                    FileFormat.fromJson(row.getString("file_format")),
                    row.getString("creator"),
                    instant(row.getLong("created_on_micros"))));

    private final String table;
    private final String plural;
    private final Function<T, String> nameOf;
    private final List<String> columns;
    private final Function<T, Map<String, Object>> toRow;
    private final RowReader<T> fromRow;

    private Table(
            String table,
            String plural,
            Function<T, String> nameOf,
            List<String> columns,
            Function<T, Map<String, Object>> toRow,
            RowReader<T> fromRow) {
        this.table = table;
        this.plural = plural;
        this.nameOf = nameOf;
        this.columns = columns;
        this.toRow = toRow;
        this.fromRow = fromRow;
    }

    /**
     * The table {@code stage}.
     *
     * @param cipher of their locations
     */
    public static Table<StageDefinition> stages(ParameterCipher cipher) {
        return new Table<>(
                STAGE,
                "stages",
                StageDefinition::name,
                List.of("name", "kind", "location", "file_format", "comment", "creator", "created_on_micros", "owner"),
                stage -> stageRow(stage, cipher),
                row -> stage(row, cipher));
    }

    private static Map<String, Object> stageRow(StageDefinition stage, ParameterCipher cipher) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", stage.name());
        row.put("kind", stage.kind().name());
        row.put("location", stage.location().map(uri -> cipher.encrypt(new Row(STAGE, stage.name()), LocationJson.write(uri))).orElse(null));
        row.put("file_format", stage.fileFormat().toJson());
        row.put("comment", stage.comment());
        row.put("creator", stage.creator());
        row.put("created_on_micros", micros(stage.createdOn()));
        row.put("owner", stage.owner());
        return row;
    }

    private static StageDefinition stage(ResultSet row, ParameterCipher cipher) throws SQLException {
        String name = row.getString("name");
        StageDefinition.Kind kind = StageDefinition.Kind.valueOf(row.getString("kind"));
        byte[] location = row.getBytes("location");
        // A location that got lost must not turn a stage over the user's bucket into one over the server's storage.
        if ((location != null) != (kind == StageDefinition.Kind.EXTERNAL)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "The stage '" + name + "' is " + kind + ", but has " + (location == null ? "no" : "a") + " location.");
        }
        return new StageDefinition(
                name,
                Optional.ofNullable(location).map(bytes -> LocationJson.readLocation(cipher.decrypt(new Row(STAGE, name), bytes))),
                FileFormat.fromJson(row.getString("file_format")),
                row.getString("comment"),
                row.getString("creator"),
                instant(row.getLong("created_on_micros")),
                row.getString("owner"));
    }

    /**
     * The table {@code connection}.
     *
     * @param cipher of their parameters
     */
    public static Table<ConnectionDefinition> connections(ParameterCipher cipher) {
        return new Table<>(
                CONNECTION,
                "connections",
                ConnectionDefinition::name,
                List.of("name", "storage_type", "parameters", "creator", "created_on_micros"),
                connection -> Map.of(
                        "name", connection.name(),
                        "storage_type", connection.storageType(),
                        "parameters", cipher.encrypt(new Row(CONNECTION, connection.name()), LocationJson.write(connection.parameters())),
                        "creator", connection.creator(),
                        "created_on_micros", micros(connection.createdOn())),
                row -> new ConnectionDefinition(
                        row.getString("name"),
                        row.getString("storage_type"),
                        LocationJson.readParameters(cipher.decrypt(new Row(CONNECTION, row.getString("name")), row.getBytes("parameters"))),
                        row.getString("creator"),
                        instant(row.getLong("created_on_micros"))));
    }

    /** Makes a definition of the row a result set stands on. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What the definitions are called in a sentence to the user. */
    public String plural() {
        return plural;
    }

    /** The definition's name, which is its key. */
    public String nameOf(T definition) {
        return nameOf.apply(definition);
    }

    /** For whoever runs {@link #selectAll} on a JDBC connection. */
    public RowReader<T> rowReader() {
        return fromRow;
    }

    /** The query for every definition, in no order. */
    public String selectAll() {
        return "SELECT " + String.join(", ", columns) + " FROM " + table;
    }

    /** The definition as the transaction sees it. */
    public Optional<T> select(Handle handle, String name) {
        return handle.createQuery(selectAll() + " WHERE name = :name")
                .bind("name", name)
                .map((row, _) -> fromRow.read(row))
                .findOne();
    }

    /** @return false when the name is taken */
    public boolean insert(Handle handle, T definition) {
        return handle.createUpdate(insertion() + " ON CONFLICT (name) DO NOTHING")
                        .bindMap(toRow.apply(definition))
                        .execute()
                == 1;
    }

    /** Inserts the definition, or puts it in the place of the one with its name. */
    public void upsert(Handle handle, T definition) {
        String assignments = columns.stream()
                .filter(column -> !column.equals("name"))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        handle.createUpdate(insertion() + " ON CONFLICT (name) DO UPDATE SET " + assignments)
                .bindMap(toRow.apply(definition))
                .execute();
    }

    /** @return false when there was none */
    public boolean delete(Handle handle, String name) {
        return handle.createUpdate("DELETE FROM " + table + " WHERE name = :name").bind("name", name).execute() == 1;
    }

    private String insertion() {
        String values = columns.stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + values + ")";
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

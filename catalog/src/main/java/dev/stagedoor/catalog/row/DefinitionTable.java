package dev.stagedoor.catalog.row;

import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.FileFormatDefinition;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.encryption.ParameterCipher;
import dev.stagedoor.catalog.encryption.ParameterCipher.Row;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
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
public final class DefinitionTable<T> {
    private static final String STAGE = "stage";
    private static final String CONNECTION = "connection";

    /** The column whose change ends what was granted on the row, by a trigger. */
    private static final String REPLACEMENTS = "replacements";

    /** The table {@code file_format}. */
    public static final DefinitionTable<FileFormatDefinition> FILE_FORMATS = new DefinitionTable<>(
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
                    instant(row.getLong("created_on_micros"))),
            false);

    /** The table {@code role}. */
    public static final DefinitionTable<RoleDefinition> ROLES = new DefinitionTable<>(
            "role",
            "roles",
            RoleDefinition::name,
            List.of("name", "comment", "creator", "created_on_micros", "updated_on_micros"),
            role -> Map.of(
                    "name", role.name(),
                    "comment", role.comment(),
                    "creator", role.creator(),
                    "created_on_micros", micros(role.createdOn()),
                    "updated_on_micros", micros(role.updatedOn())),
            DefinitionTable::role,
            false);

    /** The table {@code user_account}. */
    public static final DefinitionTable<UserDefinition> USERS = new DefinitionTable<>(
            "user_account",
            "users",
            UserDefinition::name,
            List.of(
                    "name", "login", "credential", "default_role", "default_warehouse", "disabled", "creator", "created_on_micros",
                    "updated_on_micros", "incarnation"),
            UserRows::toRow,
            UserRows::read,
            true,
            UserDefinition::incarnation);

    private final String table;
    private final String plural;
    private final Function<T, String> nameOf;
    private final List<String> columns;
    private final Function<T, Map<String, Object>> toRow;
    private final RowReader<T> fromRow;
    private final boolean replacingEndsGrants;
    private final Function<T, Incarnation> incarnationOf;

    private DefinitionTable(
            String table,
            String plural,
            Function<T, String> nameOf,
            List<String> columns,
            Function<T, Map<String, Object>> toRow,
            RowReader<T> fromRow,
            boolean replacingEndsGrants) {
        this(table, plural, nameOf, columns, toRow, fromRow, replacingEndsGrants, _ -> Incarnation.NONE);
    }

    private DefinitionTable(
            String table,
            String plural,
            Function<T, String> nameOf,
            List<String> columns,
            Function<T, Map<String, Object>> toRow,
            RowReader<T> fromRow,
            boolean replacingEndsGrants,
            Function<T, Incarnation> incarnationOf) {
        this.table = table;
        this.plural = plural;
        this.nameOf = nameOf;
        this.columns = columns;
        this.toRow = toRow;
        this.fromRow = fromRow;
        this.replacingEndsGrants = replacingEndsGrants;
        this.incarnationOf = incarnationOf;
    }

    /**
     * The table {@code stage}.
     *
     * @param cipher of their locations
     */
    public static DefinitionTable<StageDefinition> stages(ParameterCipher cipher) {
        return new DefinitionTable<>(
                STAGE,
                "stages",
                StageDefinition::name,
                List.of("name", "kind", "location", "file_format", "comment", "creator", "created_on_micros", "owner", "presign",
                        "incarnation"),
                stage -> stageRow(stage, cipher),
                row -> stage(row, cipher),
                true,
                StageDefinition::incarnation);
    }

    private static Map<String, Object> stageRow(StageDefinition stage, ParameterCipher cipher) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", stage.name());
        row.put("kind", stage.kind().name());
        row.put("location", stage.location().map(uri -> cipher.encrypt(new Row(STAGE, stage.name()), LocationJson.write(uri)))
                .orElse(null));
        row.put("file_format", stage.fileFormat().toJson());
        row.put("comment", stage.comment());
        row.put("creator", stage.creator());
        row.put("created_on_micros", micros(stage.createdOn()));
        row.put("owner", stage.owner());
        row.put("presign", stage.presign().equals(PresignRules.UNBOUND) ? null : PresignRulesJson.write(stage.presign()));
        row.put("incarnation", stage.incarnation().value());
        return row;
    }

    private static StageDefinition stage(ResultSet row, ParameterCipher cipher) throws SQLException {
        String name = row.getString("name");
        StageDefinition.Kind kind = StageDefinition.Kind.valueOf(row.getString("kind"));
        byte[] location = row.getBytes("location");
        // A location that got lost must not turn a stage over the user's bucket into one over the server's storage.
        if ((location != null) != (kind == StageDefinition.Kind.EXTERNAL)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "The stage '" + name + "' is " + kind + ", but has " + (location == null ? "no" : "a")
                            + " location.");
        }
        return new StageDefinition(
                name,
                Optional.ofNullable(location).map(bytes -> LocationJson.readLocation(cipher.decrypt(new Row(STAGE, name), bytes))),
                FileFormat.fromJson(row.getString("file_format")),
                row.getString("comment"),
                row.getString("creator"),
                instant(row.getLong("created_on_micros")),
                row.getString("owner"),
                Optional.ofNullable(row.getString("presign")).map(PresignRulesJson::read).orElse(PresignRules.UNBOUND),
                new Incarnation(row.getLong("incarnation")));
    }

    /**
     * The table {@code connection}.
     *
     * @param cipher of their parameters
     */
    public static DefinitionTable<ConnectionDefinition> connections(ParameterCipher cipher) {
        return new DefinitionTable<>(
                CONNECTION,
                "connections",
                ConnectionDefinition::name,
                List.of("name", "storage_type", "parameters", "creator", "created_on_micros", "owner"),
                connection -> Map.of(
                        "name", connection.name(),
                        "storage_type", connection.storageType(),
                        "parameters", cipher.encrypt(new Row(CONNECTION, connection.name()), LocationJson.write(connection.parameters())),
                        "creator", connection.creator(),
                        "created_on_micros", micros(connection.createdOn()),
                        "owner", connection.owner()),
                row -> new ConnectionDefinition(
                        row.getString("name"),
                        row.getString("storage_type"),
                        LocationJson.readParameters(cipher.decrypt(new Row(CONNECTION, row.getString("name")), row.getBytes("parameters"))),
                        row.getString("creator"),
                        instant(row.getLong("created_on_micros")),
                        row.getString("owner")),
                true);
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

    /** What tells the definition from others of its name; {@link Incarnation#NONE} where that is not kept. */
    public Incarnation incarnationOf(T definition) {
        return incarnationOf.apply(definition);
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

    /** Whether {@link #replace} ends what was granted on the one before. */
    public boolean replacingEndsGrants() {
        return replacingEndsGrants;
    }

    /** Inserts the definition, or puts another in the place of the one with its name. */
    public void replace(Handle handle, T definition) {
        upsert(handle, definition, replacingEndsGrants ? ", " + REPLACEMENTS + " = " + table + "." + REPLACEMENTS + " + 1" : "");
    }

    /** Inserts the definition, or changes the one with its name. */
    public void update(Handle handle, T definition) {
        upsert(handle, definition, "");
    }

    private void upsert(Handle handle, T definition, String besides) {
        String assignments = columns.stream()
                .filter(column -> !column.equals("name"))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", ", "", besides));
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

    private static RoleDefinition role(ResultSet row) throws SQLException {
        Instant createdOn = instant(row.getLong("created_on_micros"));
        return new RoleDefinition(
                row.getString("name"), row.getString("comment"), row.getString("creator"), createdOn, updatedOn(row, createdOn));
    }

    /** Rows of earlier versions do not say when they changed. */
    static Instant updatedOn(ResultSet row, Instant createdOn) throws SQLException {
        long micros = row.getLong("updated_on_micros");
        return row.wasNull() ? createdOn : instant(micros);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

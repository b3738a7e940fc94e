package dev.stagedoor.engine.account;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.ObjectKey;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Users as rows: {@code system.users}, of which SHOW USERS shows some columns. No secret of any user.
 */
public final class UserTable {
    static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.string("hostname"),
            Column.string("auth_type"),
            Column.string("default_role"),
            Column.string("default_warehouse"),
            Column.string("is_configured"),
            Column.of("disabled", Scalar.BOOLEAN),
            Column.string("roles"),
            Column.nullableString("network_policy"),
            Column.nullableString("password_policy"),
            Column.nullable("must_change_password", Scalar.BOOLEAN),
            Column.nullable("created_on", Scalar.TIMESTAMP),
            Column.nullable("update_on", Scalar.TIMESTAMP),
            Column.nullableString("workload_groups"));

    private static final int NAME = 0;

    /** The columns of SHOW USERS. */
    private static final List<String> SHOWN = List.of(
            "name", "hostname", "auth_type", "is_configured", "default_role", "default_warehouse", "roles", "disabled", "network_policy",
            "password_policy", "must_change_password");

    /** The columns of DESC USER. */
    private static final List<String> DESCRIBED = List.of(
            "name", "hostname", "auth_type", "default_role", "default_warehouse", "roles", "disabled", "network_policy", "password_policy",
            "must_change_password", "workload_group", "public_keys");

    /** What DESC USER chooses its columns from. */
    private static final List<Column> DESCRIBABLE = Stream.concat(
                    SCHEMA.stream()
                            .map(column -> column.name().equals("workload_groups") ? Column.nullableString("workload_group") : column),
                    Stream.of(Column.nullable("public_keys", Scalar.UINT64)))
            .toList();

    /** As Databend's SHOW PUBLIC KEYS. */
    private static final List<Column> KEYS =
            List.of(Column.string("fingerprint"), Column.string("label"), Column.string("created_at"));

    /** As Databend writes the age of a key: {@code 2026-08-22T15:23:57+00:00}. */
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

    private final Catalog catalog;
    private final Grantees grantees;

    public UserTable(Catalog catalog, Grantees grantees) {
        this.catalog = catalog;
        this.grantees = grantees;
    }

    /** By name: with SUPER every user, else the caller alone. */
    RowCursor rows(StatementContext context, Access access) {
        String caller = context.principal().user();
        return RowCursor.of(all().filter(row -> access.isSuper() || caller.equals(row.text(NAME))).iterator());
    }

    /** What SHOW USERS shows. */
    public Relation shown(StatementContext context, Access access) {
        return new Relation(
                "users",
                SHOWN.stream().map(UserTable::index).map(SCHEMA::get).toList(),
                () -> projected(rows(context, access), SCHEMA, SHOWN));
    }

    /**
     * DESC USER.
     *
     * @throws StagedoorException 2201 when there is no such user
     */
    public StatementResult.Rows describe(String name) {
        grantees.requireExisting(new Grantee.User(name));
        RowCursor one = RowCursor.of(all().filter(row -> name.equals(row.text(NAME))).map(row -> withKeys(row, name)).iterator());
        return projected(one, DESCRIBABLE, DESCRIBED);
    }

    private Row withKeys(Row row, String name) {
        int keys = keysOf(name).size();
        return row.and(keys == 0 ? null : (long) keys);
    }

    private List<UserKey> keysOf(String name) {
        return catalog.user(name)
                .map(UserDefinition::login)
                .map(login -> login instanceof UserDefinition.Login.KeyPair(var keys) ? keys : List.<UserKey>of())
                .orElse(List.of());
    }

    /**
     * SHOW PUBLIC KEYS.
     *
     * @throws StagedoorException 2201 when there is no such user
     */
    public StatementResult.Rows keys(String user) {
        grantees.requireExisting(new Grantee.User(user));
        List<Row> rows = keysOf(user).stream()
                .map(key -> Row.of(key.fingerprint(), key.label(), RFC_3339.format(key.createdOn().atOffset(ZoneOffset.UTC))))
                .toList();
        return new StatementResult.Rows(KEYS, RowCursor.of(rows), List.of());
    }

    /** Some columns of rows, in another order. */
    private static StatementResult.Rows projected(RowCursor rows, List<Column> schema, List<String> columns) {
        List<String> names = schema.stream().map(Column::name).toList();
        List<Integer> indexes = columns.stream().map(names::indexOf).toList();
        return new StatementResult.Rows(
                indexes.stream().map(schema::get).toList(),
                rows.map(row -> row.select(indexes)),
                List.of());
    }

    private static int index(String column) {
        return SCHEMA.stream().map(Column::name).toList().indexOf(column);
    }

    private Stream<Row> all() {
        Grants grants = catalog.grants();
        Stream<Row> configured = grantees.configured().stream().map(name -> configured(name, grants));
        Stream<Row> defined = catalog.users().stream()
                .filter(user -> !grantees.isConfigured(user.name()))
                .map(user -> defined(user, grants));
        return Stream.concat(configured, defined).sorted(Comparator.comparing(row -> row.text(NAME), ObjectKey.ORDER));
    }

    private Row configured(String name, Grants grants) {
        Set<String> roles = new TreeSet<>(grants.rolesOf(new Grantee.User(name)));
        roles.add(RoleDefinition.ACCOUNT_ADMIN);
        return Row.of(
                name, "%", grantees.login(name), RoleDefinition.ACCOUNT_ADMIN, "", "YES", false, String.join(", ", roles), null, null,
                null, null, null, null);
    }

    private static Row defined(UserDefinition user, Grants grants) {
        return Row.of(
                user.name(),
                "%",
                user.login().word(),
                user.defaultRole().orElse(""),
                user.defaultWarehouse().orElse(""),
                "NO",
                user.disabled(),
                String.join(", ", new TreeSet<>(grants.rolesOf(new Grantee.User(user.name())))),
                null,
                null,
                null,
                user.createdOn(),
                user.updatedOn(),
                null);
    }
}

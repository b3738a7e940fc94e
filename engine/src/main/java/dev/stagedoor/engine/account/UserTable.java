package dev.stagedoor.engine.account;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.CellText;
import dev.stagedoor.engine.statement.Column;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Grantee;
import dev.stagedoor.storage.ObjectKey;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            new Column("disabled", "Boolean"),
            Column.string("roles"),
            Column.nullableString("network_policy"),
            Column.nullableString("password_policy"),
            new Column("must_change_password", "Nullable(Boolean)"),
            new Column("created_on", "Nullable(Timestamp)"),
            new Column("update_on", "Nullable(Timestamp)"),
            Column.nullableString("workload_groups"));

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
                    Stream.of(new Column("public_keys", "Nullable(UInt64)")))
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
    RowCursor rows(StatementContext context, Access access, ZoneId zone) {
        String caller = context.principal().user();
        return RowCursor.of(all(zone).filter(row -> access.isSuper() || caller.equals(row[0])).iterator());
    }

    /** What SHOW USERS shows. */
    public Relation shown(StatementContext context, Access access) {
        return new Relation(
                "users",
                SHOWN.stream().map(UserTable::index).map(SCHEMA::get).toList(),
                zone -> projected(rows(context, access, zone), SCHEMA, SHOWN));
    }

    /**
     * DESC USER.
     *
     * @throws StagedoorException 2201 when there is no such user
     */
    public StatementResult.Rows describe(String name) {
        grantees.requireExisting(new Grantee.User(name));
        RowCursor one = RowCursor.of(all(ZoneOffset.UTC).filter(row -> name.equals(row[0])).map(row -> withKeys(row, name)).iterator());
        return projected(one, DESCRIBABLE, DESCRIBED);
    }

    private @Nullable String[] withKeys(@Nullable String[] row, String name) {
        int keys = keysOf(name).size();
        @Nullable String[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = keys == 0 ? null : Integer.toString(keys);
        return longer;
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
        List<@Nullable String[]> rows = keysOf(user).stream()
                .map(key -> new @Nullable String[] {
                    key.fingerprint(), key.label(), RFC_3339.format(key.createdOn().atOffset(ZoneOffset.UTC))
                })
                .toList();
        return new StatementResult.Rows(KEYS, RowCursor.of(rows), List.of());
    }

    /** Some columns of rows, in another order. */
    private static StatementResult.Rows projected(RowCursor rows, List<Column> schema, List<String> columns) {
        List<String> names = schema.stream().map(Column::name).toList();
        List<Integer> indexes = columns.stream().map(names::indexOf).toList();
        return new StatementResult.Rows(
                indexes.stream().map(schema::get).toList(),
                new RowCursor() {
                    @Override
                    public @Nullable String @Nullable [] next() {
                        @Nullable String[] row = rows.next();
                        return row == null ? null : indexes.stream().map(index -> row[index]).toArray(String[]::new);
                    }

                    @Override
                    public void close() {
                        rows.close();
                    }
                },
                List.of());
    }

    private static int index(String column) {
        return SCHEMA.stream().map(Column::name).toList().indexOf(column);
    }

    private Stream<@Nullable String[]> all(ZoneId zone) {
        Grants grants = catalog.grants();
        Stream<@Nullable String[]> configured = grantees.configured().stream().map(name -> configured(name, grants));
        Stream<@Nullable String[]> defined = catalog.users().stream()
                .filter(user -> !grantees.isConfigured(user.name()))
                .map(user -> defined(user, grants, zone));
        return Stream.concat(configured, defined).sorted(Comparator.comparing(row -> row[0], ObjectKey.ORDER));
    }

    private @Nullable String[] configured(String name, Grants grants) {
        Set<String> roles = new TreeSet<>(grants.rolesOf(new Grantee.User(name)));
        roles.add(RoleDefinition.ACCOUNT_ADMIN);
        return new @Nullable String[] {
            name, "%", grantees.login(name), RoleDefinition.ACCOUNT_ADMIN, "", "YES", CellText.FALSE, String.join(", ", roles), null,
            null, null, null, null, null
        };
    }

    private static @Nullable String[] defined(UserDefinition user, Grants grants, ZoneId zone) {
        return new @Nullable String[] {
            user.name(),
            "%",
            user.login().word(),
            user.defaultRole().orElse(""),
            user.defaultWarehouse().orElse(""),
            "NO",
            CellText.of(user.disabled()),
            String.join(", ", new TreeSet<>(grants.rolesOf(new Grantee.User(user.name())))),
            null,
            null,
            null,
            CellText.timestamp(user.createdOn(), zone),
            CellText.timestamp(user.updatedOn(), zone),
            null
        };
    }
}

package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.sql.Grantee;
import dev.stagedoor.storage.ObjectKey;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Users as rows: {@code system.users}, of which SHOW USERS shows some columns. No secret of any user.
 */
final class UserTable {
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
            "name", "hostname", "auth_type", "is_configured", "default_role", "default_warehouse", "roles", "disabled", "network_policy", "password_policy",
            "must_change_password");

    private final Catalog catalog;
    private final Grantees grantees;

    UserTable(Catalog catalog, Grantees grantees) {
        this.catalog = catalog;
        this.grantees = grantees;
    }

    /** By name: with SUPER every user, else the caller alone. */
    RowCursor rows(StatementContext context, Access access, ZoneId zone) {
        String caller = context.principal().user();
        return RowCursor.of(all(zone).filter(row -> access.isSuper() || caller.equals(row[0])).iterator());
    }

    /** SHOW USERS. */
    StatementResult.Rows show(StatementContext context, Access access) {
        List<Integer> shown = SHOWN.stream().map(UserTable::index).toList();
        return new StatementResult.Rows(
                shown.stream().map(SCHEMA::get).toList(),
                new RowCursor() {
                    private final RowCursor rows = rows(context, access, Settings.zone(context.session()));

                    @Override
                    public @Nullable String @Nullable [] next() {
                        @Nullable String[] row = rows.next();
                        return row == null ? null : shown.stream().map(index -> row[index]).toArray(String[]::new);
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
            name, "%", grantees.login(name), RoleDefinition.ACCOUNT_ADMIN, "", "YES", CellText.FALSE, String.join(", ", roles), null, null, null, null, null, null
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

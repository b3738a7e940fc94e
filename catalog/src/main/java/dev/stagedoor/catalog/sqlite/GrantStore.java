package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * The grants and memberships: two tables, and the snapshot in memory that answers every read, replaced as {@link DefinitionStore} replaces
 * its definitions. A change is one statement, so that it happens whole or not at all even when the disk is full.
 */
final class GrantStore {
    private static final String SELECT_GRANTS = "SELECT " + String.join(", ", GrantRows.GRANT_COLUMNS) + " FROM privilege_grant";
    private static final String SELECT_MEMBERSHIPS = "SELECT " + String.join(", ", GrantRows.MEMBERSHIP_COLUMNS) + " FROM role_grant";

    private static final String ROWS =
            "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(:rows)";

    // Without WHERE, SQLite would take the ON of the conflict for that of a join.
    private static final String INSERT_GRANTS = "INSERT INTO privilege_grant (" + String.join(", ", GrantRows.GRANT_COLUMNS) + ") " + ROWS
            + " WHERE true ON CONFLICT DO NOTHING";
    private static final String DELETE_GRANTS =
            "DELETE FROM privilege_grant WHERE (" + String.join(", ", GrantRows.GRANT_COLUMNS) + ") IN (" + ROWS + ")";
    private static final String INSERT_MEMBERSHIP = "INSERT INTO role_grant (" + String.join(", ", GrantRows.MEMBERSHIP_COLUMNS)
            + ") VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String DELETE_MEMBERSHIP =
            "DELETE FROM role_grant WHERE (" + String.join(", ", GrantRows.MEMBERSHIP_COLUMNS) + ") = (?, ?, ?)";

    private final SqliteDatabase database;
    private final int max;
    private volatile GrantSnapshot snapshot;

    private GrantStore(SqliteDatabase database, int max, GrantSnapshot snapshot) {
        this.database = database;
        this.max = max;
        this.snapshot = snapshot;
    }

    /** @param max how many grants and memberships there may be together; a file that already has more is opened, but takes no new ones */
    static GrantStore load(SqliteDatabase database, int max) throws SQLException {
        return new GrantStore(database, max, read(database));
    }

    GrantSnapshot current() {
        return snapshot;
    }

    /** @return false when all were granted already */
    boolean grant(Collection<Grant> grants) {
        return change(before -> before.with(grants), handle -> handle.createUpdate(INSERT_GRANTS).bind("rows", GrantRows.json(grants))
                .execute());
    }

    /** Ends some and makes others, all or none. @return false when that changes nothing */
    boolean replace(Collection<Grant> ended, Collection<Grant> made) {
        return change(before -> before.without(ended).with(made), handle -> {
            int deleted = handle.createUpdate(DELETE_GRANTS).bind("rows", GrantRows.json(ended)).execute();
            return deleted + handle.createUpdate(INSERT_GRANTS).bind("rows", GrantRows.json(made)).execute();
        });
    }

    void revoke(Collection<Grant> grants) {
        change(before -> before.without(grants), handle -> handle.createUpdate(DELETE_GRANTS).bind("rows", GrantRows.json(grants))
                .execute());
    }

    /** @return false when it was granted already */
    boolean grantRole(Membership membership) {
        return change(before -> before.withRoles(List.of(membership)), handle -> execute(handle, INSERT_MEMBERSHIP, membership));
    }

    /** @return false when it was not granted */
    boolean revokeRole(Membership membership) {
        return change(before -> before.withoutRoles(List.of(membership)), handle -> execute(handle, DELETE_MEMBERSHIP, membership));
    }

    private static int execute(Handle handle, String statement, Membership membership) {
        List<String> cells = GrantRows.cells(membership);
        return handle.execute(statement, cells.toArray());
    }

    /** For the definitions of what privileges are granted on. */
    DefinitionStore.Dependents on(Function<String, GrantObject> named) {
        return new Ending(name -> snapshot.withoutObject(named.apply(name)));
    }

    /** For the definitions of those to whom privileges and roles are granted. */
    DefinitionStore.Dependents to(Function<String, Grantee> named) {
        return new Ending(name -> snapshot.withoutGrantee(named.apply(name)));
    }

    private final class Ending implements DefinitionStore.Dependents {
        private final Function<String, GrantSnapshot> without;

        Ending(Function<String, GrantSnapshot> without) {
            this.without = without;
        }

        @Override
        public void end(String name) {
            snapshot = without.apply(name);
        }

        @Override
        public void reload() throws SQLException {
            snapshot = read(database);
        }
    }

    /** @return false, and nothing was written, when it would change nothing */
    private boolean change(UnaryOperator<GrantSnapshot> apply, Function<Handle, Integer> statement) {
        return database.exclusively(() -> {
            GrantSnapshot before = snapshot;
            GrantSnapshot after = apply.apply(before);
            if (after == before) {
                return false;
            }
            if (after.size() > before.size() && after.size() > max) {
                throw new StagedoorException(ErrorCode.TENANT_QUOTA_EXCEEDED, "Max grants quota exceeded " + max);
            }
            try {
                database.transact(handle -> statement.apply(handle) > 0);
            } catch (RuntimeException failure) {
                reload(failure);
                throw failure;
            }
            snapshot = after;
            return true;
        });
    }

    /** A commit that failed may still have happened: what the file holds decides. */
    private void reload(RuntimeException failure) {
        try {
            snapshot = read(database);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static GrantSnapshot read(SqliteDatabase database) throws SQLException {
        var grants = new ArrayList<Grant>();
        var memberships = new ArrayList<Membership>();
        try (Statement statement = database.connection().createStatement()) {
            try (ResultSet rows = statement.executeQuery(SELECT_GRANTS)) {
                while (rows.next()) {
                    grants.add(GrantRows.grant(rows));
                }
            }
            try (ResultSet rows = statement.executeQuery(SELECT_MEMBERSHIPS)) {
                while (rows.next()) {
                    memberships.add(GrantRows.membership(rows));
                }
            }
        }
        return GrantSnapshot.of(grants, memberships);
    }
}

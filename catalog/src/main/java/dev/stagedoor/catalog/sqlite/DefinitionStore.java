package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.catalog.row.DefinitionTable;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * The definitions of one kind: a table in the database, and the copy in memory that answers every read. The copy is replaced after a change
 * is durable and before the change is answered, so a reader may be told of a change only when a crash cannot undo it.
 */
final class DefinitionStore<T> {
    private final SqliteDatabase database;
    private final DefinitionTable<T> table;
    private final int max;
    private final Dependents dependents;
    private final Map<Incarnation, String> names = new ConcurrentHashMap<>();
    private volatile Definitions<T> definitions;

    /**
     * What is kept in other tables by the names of definitions of one kind. Triggers change the file, in the statement that changes the
     * definition; the copy in memory is told here. What begins anew begins without dependents, even if some were left over.
     */
    interface Dependents {
        Dependents NONE = new Dependents() {
            @Override
            public void end(String name) {}

            @Override
            public void reload() {}
        };

        /** The definition of that name was created, dropped or replaced. Called before a reader may see that. */
        void end(String name);

        /** The file decides: what happened is not known. */
        void reload() throws SQLException;
    }

    private DefinitionStore(SqliteDatabase database, DefinitionTable<T> table, int max, Dependents dependents, Definitions<T> definitions) {
        this.database = database;
        this.table = table;
        this.max = max;
        this.dependents = dependents;
        this.definitions = definitions;
        definitions.all().forEach(this::name);
    }

    /** @param max how many definitions there may be; a file that already has more is opened, but takes no new ones */
    static <T> DefinitionStore<T> load(SqliteDatabase database, DefinitionTable<T> table, int max) throws SQLException {
        return load(database, table, max, Dependents.NONE);
    }

    static <T> DefinitionStore<T> load(SqliteDatabase database, DefinitionTable<T> table, int max, Dependents dependents)
            throws SQLException {
        return new DefinitionStore<>(database, table, max, dependents, read(database, table));
    }

    Optional<T> find(String name) {
        return definitions.find(name);
    }

    /** The definition that has this incarnation; empty once it was dropped or replaced. */
    Optional<T> find(Incarnation incarnation) {
        String name = names.get(incarnation);
        return name == null ? Optional.empty() : find(name).filter(found -> table.incarnationOf(found).equals(incarnation));
    }

    /** Before a reader may see the definition. */
    private void name(T definition) {
        Incarnation incarnation = table.incarnationOf(definition);
        if (!incarnation.equals(Incarnation.NONE)) {
            names.put(incarnation, table.nameOf(definition));
        }
    }

    List<T> all() {
        return definitions.all();
    }

    boolean create(T definition) {
        String name = table.nameOf(definition);
        return database.exclusively(() -> {
            requireRoom(name);
            return change(handle -> table.insert(handle, definition), after -> {
                dependents.end(name);
                name(definition);
                return after.with(name, definition);
            });
        });
    }

    void replace(T definition) {
        String name = table.nameOf(definition);
        database.exclusively(() -> {
            requireRoom(name);
            return change(
                    handle -> {
                        table.replace(handle, definition);
                        return true;
                    },
                    after -> {
                        if (table.replacingEndsGrants() || after.find(name).isEmpty()) {
                            dependents.end(name);
                        }
                        after.find(name).map(table::incarnationOf).ifPresent(names::remove);
                        name(definition);
                        return after.with(name, definition);
                    });
        });
    }

    /** Compares what the row means, not its text: an older version may have written the same definition in other words. */
    boolean update(T current, T changed) {
        String name = table.nameOf(current);
        if (!name.equals(table.nameOf(changed))) {
            throw new IllegalArgumentException("an update cannot rename");
        }
        return change(
                handle -> {
                    if (!table.select(handle, name).equals(Optional.of(current))) {
                        return false;
                    }
                    table.update(handle, changed);
                    return true;
                },
                after -> after.with(name, changed));
    }

    boolean drop(String name) {
        return change(handle -> table.delete(handle, name), after -> {
            dependents.end(name);
            after.find(name).map(table::incarnationOf).ifPresent(names::remove);
            return after.without(name);
        });
    }

    private void requireRoom(String name) {
        if (definitions.find(name).isEmpty() && definitions.size() >= max) {
            throw new StagedoorException(
                    ErrorCode.TENANT_QUOTA_EXCEEDED, "Max " + table.plural() + " quota exceeded " + max);
        }
    }

    private boolean change(Predicate<Handle> work, UnaryOperator<Definitions<T>> apply) {
        return database.exclusively(() -> {
            boolean changed;
            try {
                changed = database.transact(work);
            } catch (RuntimeException failure) {
                reload(failure);
                throw failure;
            }
            if (changed) {
                definitions = apply.apply(definitions);
            }
            return changed;
        });
    }

    /** A commit that failed may still have happened: what the file holds decides. */
    private void reload(RuntimeException failure) {
        try {
            dependents.reload();
            Definitions<T> reread = read(database, table);
            reread.all().forEach(this::name);
            definitions = reread;
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static <T> Definitions<T> read(SqliteDatabase database, DefinitionTable<T> table) throws SQLException {
        Map<String, T> byName = new HashMap<>();
        try (Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery(table.selectAll())) {
            while (rows.next()) {
                T definition = table.rowReader().read(rows);
                byName.put(table.nameOf(definition), definition);
            }
        }
        return Definitions.of(byName);
    }
}

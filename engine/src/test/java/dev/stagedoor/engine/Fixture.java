package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.TypedCells;
import dev.stagedoor.query.row.CellText;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.testsupport.TurnableClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine over a real catalog and a store in memory, at a moment that stands still. */
public final class Fixture implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
    public static final Principal ROOT = new Principal("root", RoleDefinition.ACCOUNT_ADMIN);
    /** Of all files that queries read at the same time. */
    public static final long MAX_MIRROR_BYTES = 8 << 20;

    /** Of all queries together. */
    private static final long QUERY_MEMORY_BYTES = 256L << 20;

    public static final URI ORIGIN = URI.create("http://127.0.0.1:8000");

    public final MemoryObjectStore store = new MemoryObjectStore();
    public final MemoryObjectStores stores = new MemoryObjectStores();
    public final Catalog catalog;
    public final PresignLedger ledger;
    public final Mirror mirror;
    public final Warehouse warehouse;
    public final Engine engine;
    public final TurnableClock clock = new TurnableClock(NOW);

    public Fixture(Path directory) {
        this(directory, EngineOptions.DEFAULT);
    }

    public Fixture(Path directory, EngineOptions options) {
        this(directory, options, System::nanoTime);
    }

    public Fixture(Path directory, EngineOptions options, LongSupplier nanoTime) {
        this(directory, "", options, nanoTime);
    }

    /** @param internalRoot below which the internal storage's keys lie */
    public Fixture(Path directory, String internalRoot, EngineOptions options, LongSupplier nanoTime) {
        this(directory, Optional.empty(), internalRoot, options, QUERY_MEMORY_BYTES, nanoTime, UnaryOperator.identity());
    }

    /** With so much memory for queries. */
    public Fixture(Path directory, long queryMemoryBytes) {
        this(
                directory, Optional.empty(), "", EngineOptions.DEFAULT, queryMemoryBytes, System::nanoTime, UnaryOperator.identity());
    }

    /** With a store that keeps bytes as its internal storage; the caller closes it. */
    public Fixture(Path directory, ObjectStore objects) {
        this(
                directory,
                Optional.of(objects),
                "",
                EngineOptions.DEFAULT,
                QUERY_MEMORY_BYTES,
                System::nanoTime,
                UnaryOperator.identity());
    }

    /** The same; keys of the internal storage lie below this root. */
    public Fixture(Path directory, ObjectStore objects, String internalRoot) {
        this(
                directory,
                Optional.of(objects),
                internalRoot,
                EngineOptions.DEFAULT,
                QUERY_MEMORY_BYTES,
                System::nanoTime,
                UnaryOperator.identity());
    }

    /** @param inFront gives what the engine sees in the catalog's place */
    public Fixture(Path directory, UnaryOperator<Catalog> inFront) {
        this(directory, Optional.empty(), "", EngineOptions.DEFAULT, QUERY_MEMORY_BYTES, System::nanoTime, inFront);
    }

    private Fixture(
            Path directory,
            Optional<ObjectStore> internalStore,
            String internalRoot,
            EngineOptions options,
            long queryMemoryBytes,
            LongSupplier nanoTime,
            UnaryOperator<Catalog> inFront) {
        ObjectStore objects = internalStore.orElse(store);
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), CatalogKey.openOrCreate(directory.resolve("catalog.key")));
        ledger = SqlitePresignLedger.open(directory.resolve("ledger"), LedgerOptions.DEFAULT, clock);
        mirror = Mirror.open(directory.resolve("mirror"), MAX_MIRROR_BYTES);
        StoreRoot internal = new StoreRoot(objects, internalRoot);
        Workers workers = TestWorkers.over(mirror, queryMemoryBytes);
        warehouse = TestWarehouses.open(directory, internal, clock);
        engine = new Engine(inFront.apply(catalog), ledger, internal, stores, warehouse, mirror, workers, clock, nanoTime, options);
    }

    public static StatementContext context() {
        return context(SessionState.DEFAULT);
    }

    public static StatementContext context(SessionState session) {
        return new StatementContext(ROOT, session, ORIGIN, new Cancellation());
    }

    public static SessionState session(String name, String value) {
        return new SessionState("default", new TreeMap<>(Map.of(name, value)));
    }

    public static StagePath at(String stage, String path) {
        return new StagePath(stage, path);
    }

    public StatementResult run(Statement statement) {
        return engine.run(statement, context());
    }

    public void createStage(String name) {
        run(new Statement.CreateStage(name, false, false, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    public List<List<@Nullable String>> list(String stage, String path) {
        return rows(run(new Statement.ListFiles(at(stage, path), Optional.empty())));
    }

    public List<List<@Nullable String>> list(String stage, String path, String pattern) {
        return rows(run(new Statement.ListFiles(at(stage, path), Optional.of(pattern))));
    }

    public List<List<@Nullable String>> showStages() {
        return rows(run(new Statement.ShowStages(Optional.empty(), OptionalLong.empty())));
    }

    public StatementResult.Rows query(String sql) {
        return query(sql, context());
    }

    public StatementResult.Rows query(String sql, StatementContext context) {
        return (StatementResult.Rows) engine.run(new Statement.Query(List.of(new QueryPart.Text(sql))), context);
    }

    /** As clients read them whose session has no zone of its own; each cell is held against its column's type. */
    public static List<List<@Nullable String>> rows(StatementResult result) {
        return rows(result, SessionState.DEFAULT);
    }

    /** As clients of the session read them. */
    public static List<List<@Nullable String>> rows(StatementResult result, SessionState session) {
        StatementResult.Rows given = (StatementResult.Rows) result;
        CellText text = new CellText(SessionSettings.zone(session));
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (RowCursor cursor = given.cursor()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                TypedCells.check(given.schema(), row);
                List<@Nullable String> cells = new ArrayList<>();
                for (int i = 0; i < row.size(); i++) {
                    cells.add(text.of(given.schema().get(i).type(), row.cell(i)));
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    /** The types of its columns, as clients know them. */
    public static List<String> types(StatementResult result) {
        return ((StatementResult.Rows) result).schema().stream().map(Column::typeName).toList();
    }

    /** Reads to the end what a statement gave, if anything. */
    public static void drain(StatementResult result) {
        if (result instanceof StatementResult.Rows) {
            rows(result);
        }
    }

    public static List<@Nullable String> firstColumn(List<List<@Nullable String>> rows) {
        List<@Nullable String> cells = new ArrayList<>();
        rows.forEach(row -> cells.add(row.getFirst()));
        return cells;
    }

    @Override
    public void close() {
        engine.close();
        warehouse.close();
        ledger.close();
        catalog.close();
    }
}

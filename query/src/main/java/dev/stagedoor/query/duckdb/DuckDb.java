package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An in-memory DuckDB, loaded when the first query needs it (its library takes most of a second and 70 MB). It is locked before anyone's
 * SQL reaches it: no files but those of one directory, what it writes into another and what it spills itself, no network, no extensions,
 * and no setting can be changed again but the connection's time zone and whether it tells how far it has come.
 */
public final class DuckDb implements AutoCloseable {
    /** The time zone of a connection that sets none. */
    static final String ZONE = "UTC";

    /** In this order; the lock last. */
    private static final List<String> LOCK = List.of(
            "SET GLOBAL enable_external_access = false",
            "SET GLOBAL TimeZone = '" + ZONE + "'",
            "SET GLOBAL secret_directory = ''",
            "SET GLOBAL allowed_configs = ['TimeZone', 'enable_progress_bar', 'enable_progress_bar_print']",
            "SET GLOBAL lock_configuration = true");

    /** By name; operators and what the engine keeps to itself left out. */
    private static final String FUNCTIONS =
            """
            SELECT function_name, bool_or(function_type = 'aggregate'), coalesce(any_value(description), '')
            FROM duckdb_functions()
            WHERE function_type IN ('scalar', 'aggregate', 'macro') AND schema_name = 'main'
                AND regexp_full_match(function_name, '[a-z][a-z0-9_]*') AND NOT starts_with(function_name, 'stagedoor_')
            GROUP BY function_name""";

    private static final Logger LOG = LoggerFactory.getLogger(DuckDb.class);

    private final DatabaseOptions options;
    private final ReentrantLock parsing = new ReentrantLock();
    private final RelationScans scans = new RelationScans();
    private final FileReads reads = new FileReads();
    private final RowCounts counts = new RowCounts();
    private final RowPartitions partitions = new RowPartitions();
    private final CsvScans csvScans = new CsvScans();
    private final ReadBuffers buffers;
    private @Nullable Database database;
    private boolean closed;

    public DuckDb(DatabaseOptions options) {
        this.options = options;
        this.buffers = new ReadBuffers(options);
    }

    /** Opens it now, not with the first query. */
    public void load() throws SQLException {
        connect().close();
    }

    /** The connection that keeps the database, and its parser. */
    private record Database(DuckDBConnection root, TreeCodec trees) {}

    /** A connection of its own: temporary tables, macros and the time zone are its alone. */
    public DuckDBConnection connect() throws SQLException {
        return database().root.duplicate();
    }

    private synchronized Database database() throws SQLException {
        if (closed) {
            throw Cancellation.aborted();
        }
        Database opened = database;
        if (opened == null) {
            DuckDBConnection root = open();
            opened = new Database(root, new TreeCodec(root.duplicate()));
            database = opened;
        }
        return opened;
    }

    /**
     * Checks a query on the tree DuckDB's parser makes of it, and says it as DuckDB is to run it. One at a time, as {@link TreeCodec} says.
     *
     * @throws dev.stagedoor.errors.StagedoorException as {@link QueryTree#parse}, {@link QueryRules#check} and {@link FunctionGuards#guard}
     */
    PreparedQuery prepare(QueryTask query) throws SQLException {
        TreeCodec trees = database().trees;
        parsing.lock();
        try {
            QueryTree tree = QueryTree.parse(query.sql(), trees.serialize(query.sql()));
            RegexpMark.restore(tree);
            Set<String> found =
                    QueryRules.check(tree, query.readable(), query.lookedUp(), query.session().keySet());
            StagedColumns.settle(tree, query.staged());
            ColumnNames.give(tree, query.sql());
            Optional<List<Boolean>> nullable = Nullability.of(tree, query);
            QueryRewrite.rewrite(tree);
            String sql = trees.deserialize(tree.root().toString());
            return new PreparedQuery(sql, nullable, found, NeededColumns.of(tree, query, found));
        } finally {
            parsing.unlock();
        }
    }

    /** What one compressed text file may expand to. */
    long maxExpandedBytes() {
        return options.maxExpandedBytes();
    }

    /** The relations that its queries read as they come. */
    RelationScans scans() {
        return scans;
    }

    /** The files that its queries read as values. */
    FileReads reads() {
        return reads;
    }

    /** The rows that its queries write, by file. */
    RowCounts counts() {
        return counts;
    }

    /** What its queries have found in files of CSV. */
    CsvScans csvScans() {
        return csvScans;
    }

    /** How much of a text file its queries read at once. */
    ReadBuffers buffers() {
        return buffers;
    }

    /** The partitions of tables that its queries write to. */
    RowPartitions partitions() {
        return partitions;
    }

    /** The scalar and aggregate functions a query may call, each once. */
    public List<EngineFunction> functions() throws SQLException {
        List<EngineFunction> functions = new ArrayList<>();
        try (DuckDBConnection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FUNCTIONS)) {
            while (rows.next()) {
                if (QueryRules.allows(rows.getString(1))) {
                    functions.add(new EngineFunction(rows.getString(1), rows.getBoolean(2), rows.getString(3)));
                }
            }
        }
        return functions;
    }

    /** Leaves a database that is broken to the queries still on it; the next query opens another. */
    public synchronized void discard() {
        Database broken = database;
        database = null;
        if (broken != null) {
            try {
                close(broken);
            } catch (SQLException e) {
                LOG.warn("a broken query database could not be closed", e);
            }
        }
    }

    public synchronized boolean isLoaded() {
        return database != null;
    }

    private DuckDBConnection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("allow_community_extensions", "false");
        properties.setProperty("temp_directory", "");
        properties.setProperty("ieee_floating_point_ops", "false");
        properties.setProperty("memory_limit", (options.memoryBytes() >> 10) + "KiB");
        properties.setProperty("threads", Integer.toString(options.threads()));
        properties.setProperty("jdbc_stream_results", "true");
        DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            for (String macro : DatabendFunctions.createStatements()) {
                statement.execute(macro);
            }
            scans.register(connection);
            reads.register(connection);
            counts.register(connection);
            partitions.register(connection);
            if (options.spill().isPresent()) {
                spill(options.spill().get(), statement);
            }
            List<String> directories =
                    Stream.concat(Stream.of(options.readable()), options.writable().stream()).map(Path::toString).toList();
            statement.execute("SET GLOBAL allowed_directories = " + SqlText.list(directories));
            for (String lock : LOCK) {
                statement.execute(lock);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /**
     * The limit is set by a statement: duckdb_jdbc 2.0.0.1 takes the property of that name and does not keep to it. DuckDB allows itself to
     * read and write this directory by any statement, so what a query may call is all that keeps a user from it.
     */
    private static void spill(DatabaseOptions.Spill spill, Statement statement) throws SQLException {
        statement.execute("SET GLOBAL temp_directory = " + SqlText.literal(spill.directory().toString()));
        statement.execute("SET GLOBAL max_temp_directory_size = '" + (spill.maxBytes() >> 10) + "KiB'");
    }

    /** Waits for the parser, which nobody can use after its connection. */
    private void close(Database old) throws SQLException {
        parsing.lock();
        try {
            old.trees.close();
        } finally {
            parsing.unlock();
        }
        old.root.close();
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        if (database != null) {
            close(database);
        }
    }
}

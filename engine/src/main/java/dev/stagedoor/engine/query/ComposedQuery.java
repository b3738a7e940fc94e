package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.query.LoadQuery.ChosenTable;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.RegexpMark;
import dev.stagedoor.query.duckdb.SmallestUnsigned;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.duckdb.StagedSource;
import dev.stagedoor.query.duckdb.TableSource;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A query as the query engine gets it, and what stands behind the names in it.
 *
 * @param task its text, with a temporary table in the place of each thing only Stagedoor knows
 * @param relations what the tables hold, by their names in the task
 * @param sources where the files lie, by the names of their views and tables
 */
record ComposedQuery(QueryTask task, Map<String, Relation> relations, Map<String, FileSource> sources) {
    private static final Pattern EXPLAIN = Pattern.compile("\\s*(EXPLAIN(?:\\s+ANALYZE)?)\\s", Pattern.CASE_INSENSITIVE);

    /** {@code system.numbers}: computed as far as the query reads, and no further. */
    private static final String NUMBERS = "numbers(" + Long.MAX_VALUE + ")";

    /** How many locations of staged files a query may read. */
    static final int MAX_LOCATIONS = 100;

    /** Where temporary tables live in DuckDB; also keeps a CTE of the same name from hiding them. */
    private static final String TEMPORARY = "temp.main.";

    /**
     * Composes a query.
     *
     * @param query in which the tables are chosen that are asked for as they were
     * @param output where its rows go; empty: they are its result
     */
    static ComposedQuery of(LoadQuery query, Optional<QueryOutput> output, Relations relations, StatementContext context) {
        Composer composer = new Composer(relations, query, output, context);
        composer.addAll(query.parts());
        return composer.done();
    }

    /** {@code SELECT *} from one relation where a condition holds. */
    static ComposedQuery where(Relation relation, LoadQuery condition, Relations relations, StatementContext context) {
        Composer composer = new Composer(relations, condition, Optional.empty(), context);
        composer.sql.append("SELECT * FROM ");
        composer.table(relation);
        composer.sql.append(" WHERE (");
        composer.addAll(condition.parts());
        composer.sql.append("\n)");
        return composer.done();
    }

    private static FileSource.OfTable whole(Table table) {
        return new FileSource.OfTable(table, Optional.empty(), false);
    }

    private record QualifiedName(String database, String name) {}

    private static final class Composer {
        private final Relations relations;
        private final StatementContext context;
        private final StringBuilder sql = new StringBuilder();
        private final SequencedMap<String, Relation> tables = new LinkedHashMap<>();
        private final Map<QueryPart.ListStage, Relation> listings = new LinkedHashMap<>();
        private final Map<QueryPart.AccountFunction, Relation> accounts = new LinkedHashMap<>();
        private final Map<QueryPart.SystemTable, Relation> systemTables = new LinkedHashMap<>();
        private final SortedMap<String, Relation> sessionTables;
        private final SequencedMap<String, String> session = new LinkedHashMap<>();
        private final SequencedMap<QueryPart.StagedFiles, String> locations = new LinkedHashMap<>();
        private final Set<QueryPart.FileColumn> asked = new LinkedHashSet<>();
        /** Relations that the query names more than once: what it joins with itself is of one moment. */
        private final Set<String> repeated = new HashSet<>();

        private final SequencedMap<QueryPart, FileFunction> functions = new LinkedHashMap<>();
        private final Map<String, StagedFiles> ofFunctions = new HashMap<>();
        private final Map<StagedFiles, ChosenFiles> chosen;
        private final Optional<QueryOutput> output;
        private final Map<QueryPart.TableRef, ChosenTable> chosenTables;
        private final SequencedMap<String, FileSource.OfTable> ofWarehouse = new LinkedHashMap<>();
        /** The names of tables that are asked for as they were at some moment. */
        private final Map<QueryPart.TableRef, String> moments = new HashMap<>();
        /** Where in the text the names before a column stand that may be those of a database and a table. */
        private final SequencedMap<Integer, QueryPart.TableQualifier> qualifiers = new LinkedHashMap<>();
        /** What tables are called in the text, by their databases and names. */
        private final Map<QualifiedName, String> shownAs = new HashMap<>();
        /** Names that stand alone, in lower case: tables of the session's database, or the query's own. */
        private final Set<String> alone = new HashSet<>();

        Composer(Relations relations, LoadQuery query, Optional<QueryOutput> output, StatementContext context) {
            this.relations = relations;
            this.chosen = query.files();
            this.chosenTables = query.tables();
            this.output = output;
            this.context = context;
            this.sessionTables = relations.ofSession(context);
        }

        void addAll(List<QueryPart> parts) {
            for (QueryPart part : parts) {
                if (part instanceof QueryPart.TableRef ref && ref.database().isEmpty() && ref.at().isEmpty()) {
                    alone.add(ref.name().toLowerCase(Locale.ROOT));
                }
            }
            parts.forEach(this::add);
        }

        private void add(QueryPart part) {
            switch (part) {
                case QueryPart.Text(String text) -> sql.append(text);
                case QueryPart.ListStage listing -> table(listings.computeIfAbsent(listing, this::listing));
                case QueryPart.AccountFunction function -> table(accounts.computeIfAbsent(function, this::account));
                case QueryPart.SystemTable(String database, String name) when database.equals("system") && name.equals("numbers") ->
                    sql.append(NUMBERS);
                case QueryPart.SystemTable system -> table(systemTables.computeIfAbsent(system, this::systemTable));
                case QueryPart.SessionFunction(String name) -> {
                    session.put(name, relations.sessionValue(name, context));
                    sql.append('"').append(name).append("\"()");
                }
                case QueryPart.RegexpOperator _ -> sql.append(RegexpMark.SQL);
                case QueryPart.StagedFiles files -> {
                    String table = locations.computeIfAbsent(files, _ -> "stage_files_" + (locations.size() + 1));
                    sql.append(TEMPORARY).append('"').append(table).append('"');
                }
                case QueryPart.InferSchema inferred ->
                    function(
                            inferred,
                            "infer_schema",
                            inferred.files(),
                            new FileFunction.InferSchema(inferred.maxRecordsPerFile(), inferred.maxFileCount()));
                case QueryPart.InspectParquet(FileLocation location) ->
                    function(
                            part,
                            "inspect_parquet",
                            new StagedFiles(location, List.of(), Optional.empty(), Optional.of("parquet")),
                            new FileFunction.InspectParquet());
                case QueryPart.FileColumn column -> {
                    asked.add(column);
                    sql.append(SqlText.name(column.label()));
                }
                case QueryPart.SelectedInteger(BigInteger value, boolean aliased) -> integer(value, aliased);
                case QueryPart.TableRef table -> warehouse(table);
                case QueryPart.TableQualifier qualifier -> qualifiers.put(sql.length(), qualifier);
                case QueryPart.DefaultValue _ -> throw new IllegalStateException("only INSERT knows defaults");
            }
        }

        /**
         * A name alone may be that of a common table expression, so what it means is seen when the query is parsed. Of another database's
         * table the name stands alone too, unless that means something else: its columns can be called by it.
         */
        private void warehouse(QueryPart.TableRef ref) {
            Optional<FileSource.OfTable> fixed = Optional.ofNullable(chosenTables.get(ref))
                    .map(table -> new FileSource.OfTable(table.table(), Optional.of(table.files()), table.located()));
            if (ref.at().isEmpty() && ref.database().isEmpty()) {
                fixed.or(() -> relations.table(ref, context).map(ComposedQuery::whole))
                        .ifPresent(source -> {
                            ofWarehouse.put(source.table().id().name(), source);
                            show(source.table().id(), source.table().id().name());
                        });
                sql.append(ref.sql());
                return;
            }
            FileSource.OfTable source = fixed.orElseGet(() -> whole(relations.requireTable(ref, context)));
            String shown = shown(ref, source.table().id());
            ofWarehouse.put(shown, source);
            show(source.table().id(), shown);
            sql.append(TEMPORARY).append(SqlText.name(shown));
        }

        private void show(TableId id, String shown) {
            shownAs.putIfAbsent(new QualifiedName(id.database(), id.name()), shown);
        }

        /** What is of another moment is another table than the one of the same name. */
        private String shown(QueryPart.TableRef ref, TableId id) {
            String known = moments.get(ref);
            if (known != null) {
                return known;
            }
            boolean moment = ref.at().isPresent();
            FileSource.OfTable other = ofWarehouse.get(id.name());
            boolean taken = (other != null && (moment || moments.containsValue(id.name()) || !other.table().id().equals(id)))
                    || alone.contains(id.name())
                    || tables.containsKey(id.name())
                    || sessionTables.containsKey(id.name());
            String shown = !taken ? id.name() : moment ? id + "@" + (moments.size() + 1) : id.toString();
            if (moment) {
                moments.put(ref, shown);
            }
            return shown;
        }

        /** The first is called as in the statement, so that its columns can be too: {@code list_stage.name}. */
        private Relation listing(QueryPart.ListStage part) {
            String table = listings.isEmpty() ? "list_stage" : "list_stage_" + (listings.size() + 1);
            return relations.listStage(part, table, context);
        }

        /** The first of each name is called as in the statement. */
        private Relation account(QueryPart.AccountFunction part) {
            Relation relation = relations.accounts(part, context);
            return tables.containsKey(relation.table()) ? relation.as(relation.table() + "_" + (accounts.size() + 1)) : relation;
        }

        /**
         * Called as in the statement, so that its columns can be too. A table of another database with the same name, which is in the
         * session's database or was named before, keeps the name.
         */
        private Relation systemTable(QueryPart.SystemTable part) {
            Relation relation = relations.systemTable(part.database(), part.name(), context);
            boolean taken = tables.containsKey(part.name())
                    || (sessionTables.containsKey(part.name()) && !part.database().equalsIgnoreCase(context.session().database()));
            Relation shown = taken ? relation.as(part.database() + "." + part.name()) : relation;
            shownAs.putIfAbsent(new QualifiedName(part.database(), part.name()), shown.table());
            return shown;
        }

        /** The first of each name is called as in the statement. */
        private void function(QueryPart part, String name, StagedFiles files, FileFunction.Kind kind) {
            FileFunction function = functions.computeIfAbsent(part, _ -> {
                boolean first = functions.values().stream().noneMatch(other -> other.table().equals(name));
                String table = first ? name : name + "_" + (functions.size() + 1);
                ofFunctions.put(table, files);
                return new FileFunction(
                        table, kind, chosen.containsKey(files) ? chosen.get(files).format() : relations.format(files, context));
            });
            sql.append(TEMPORARY).append(SqlText.name(function.table()));
        }

        private void table(Relation relation) {
            if (tables.putIfAbsent(relation.table(), relation) != null) {
                repeated.add(relation.table());
            }
            sql.append(TEMPORARY).append('"').append(relation.table()).append('"');
        }

        private void integer(BigInteger value, boolean aliased) {
            String type = DuckDbTypes.name(SmallestUnsigned.of(value));
            sql.append("CAST(").append(value).append(" AS ").append(type).append(')');
            if (!aliased) {
                sql.append(" AS \"").append(value).append('"');
            }
        }

        private SequencedMap<String, StagedSource> staged() {
            if (locations.size() + functions.size() > MAX_LOCATIONS) {
                throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a query reads at most " + MAX_LOCATIONS + " locations of files");
            }
            SequencedMap<String, StagedSource> staged = new LinkedHashMap<>();
            locations.forEach((part, table) -> {
                String root = relations.shownRoot(part.location());
                ChosenFiles known = chosen.get(part);
                FileFormat format = known == null ? relations.format(part, context) : known.format();
                OptionalInt fields = known == null ? OptionalInt.empty() : known.fields();
                staged.put(table, new StagedSource(table, root, format, asked, fields));
            });
            return staged;
        }

        private SequencedMap<String, FileFunction> functions() {
            SequencedMap<String, FileFunction> byTable = new LinkedHashMap<>();
            functions.values().forEach(function -> byTable.put(function.table(), function));
            return byTable;
        }

        /** The text, in which the database and the table before a column are what the table is called in it. */
        private String text() {
            StringBuilder text = new StringBuilder();
            int copied = 0;
            for (var each : qualifiers.entrySet()) {
                QueryPart.TableQualifier written = each.getValue();
                String shown = shownAs.get(new QualifiedName(written.database(), written.table()));
                text.append(sql, copied, each.getKey()).append(shown == null ? written.sql() : SqlText.name(shown));
                copied = each.getKey();
            }
            return text.append(sql, copied, sql.length()).toString();
        }

        ComposedQuery done() {
            String text = text();
            Matcher explain = EXPLAIN.matcher(text);
            boolean explained = explain.lookingAt();
            QueryTask task = new QueryTask(
                    explained ? explain.group(1) + " " : "",
                    explained ? text.substring(explain.end()) : text,
                    schemas(tables),
                    streamed(),
                    schemas(sessionTables),
                    session,
                    staged(),
                    functions(),
                    tables(),
                    output,
                    SessionSettings.zone(context.session()));
            Map<String, Relation> behind = new HashMap<>(sessionTables);
            behind.putAll(tables);
            return new ComposedQuery(task, behind, sources());
        }

        private SequencedMap<String, TableSource> tables() {
            SequencedMap<String, TableSource> byName = new LinkedHashMap<>();
            ofWarehouse.forEach((name, source) -> byName.put(name, new TableSource(name, source.table().fields(), source.located())));
            return byName;
        }

        private Map<String, FileSource> sources() {
            Map<String, FileSource> sources = new HashMap<>();
            ofFunctions.forEach((table, files) -> sources.put(table, source(files)));
            sources.putAll(ofWarehouse);
            locations.forEach((part, table) -> sources.put(table, source(part)));
            return sources;
        }

        private FileSource source(StagedFiles files) {
            return chosen.containsKey(files)
                    ? new FileSource.Chosen(chosen.get(files).selected())
                    : new FileSource.Location(files);
        }

        private Set<String> streamed() {
            return tables.values().stream()
                    .filter(Relation::streamed)
                    .map(Relation::table)
                    .filter(table -> !repeated.contains(table))
                    .collect(Collectors.toSet());
        }

        private static SequencedMap<String, List<Column>> schemas(SequencedMap<String, Relation> relations) {
            SequencedMap<String, List<Column>> schemas = new LinkedHashMap<>();
            relations.forEach((table, relation) -> schemas.put(table, relation.schema()));
            return schemas;
        }
    }
}

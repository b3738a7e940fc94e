package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.CopyOptions.OnError;
import dev.stagedoor.sql.CopyOptions;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.ExplainCopy;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.table.AlreadyLoadedException;
import dev.stagedoor.table.LoadRule;
import dev.stagedoor.table.LoadSource;
import dev.stagedoor.table.LoadStanding;
import dev.stagedoor.table.LoadedFile;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * COPY INTO table, and EXPLAIN of it. A file is loaded once: what was loaded is committed together with its rows, and a COPY that finds
 * that another was faster begins anew without those files.
 */
final class TableLoading {
    /** How often a COPY begins anew when others have loaded some of its files meanwhile. */
    static final int MAX_TRIES = 5;

    private static final List<Column> LOADED = List.of(
            Column.string("File"),
            Column.of("Rows_loaded", Scalar.INT32),
            Column.of("Errors_seen", Scalar.INT32),
            Column.nullableString("First_error"),
            Column.nullable("First_error_line", Scalar.INT32));

    private static final List<Column> PLANNED = List.of(
            Column.string("File"), Column.of("Size", Scalar.UINT64), Column.string("Action"), Column.string("Reason"));

    private static final Logger LOG = LoggerFactory.getLogger(TableLoading.class);

    private final Warehouse warehouse;
    private final TableNames names;
    private final FileSelection selection;
    private final QueryEngine queries;
    private final TableWriter writer;
    private final TableOwnership ownership;

    TableLoading(
            Warehouse warehouse,
            SystemDatabases databases,
            FileSelection selection,
            QueryEngine queries,
            TableWriter writer,
            TableOwnership ownership) {
        this.ownership = ownership;
        this.warehouse = warehouse;
        this.names = new TableNames(warehouse, databases);
        this.selection = selection;
        this.queries = queries;
        this.writer = writer;
    }

    /** A file, and what the table knows of it. */
    private record Candidate(Selected file, LoadSource source, LoadStanding standing) {}

    /**
     * What became of a file.
     *
     * @param skipped whether none of its rows are loaded
     */
    private record Outcome(long rows, long errors, Optional<String> firstError, OptionalLong firstErrorLine, boolean skipped) {
        static Outcome loaded(long rows) {
            return new Outcome(rows, 0, Optional.empty(), OptionalLong.empty(), false);
        }
    }

    StatementResult explain(ExplainCopy statement, StatementContext context) {
        CopyIntoTable copy = statement.copy();
        Table table = names.require(copy.table(), context.session());
        ownership.require(copy, context);
        List<Row> rows = new ArrayList<>();
        long left = copy.options().maxFiles() == 0 ? Long.MAX_VALUE : copy.options().maxFiles();
        for (Candidate candidate : candidates(copy, table, rule(context), context)) {
            boolean wanted = candidate.standing != LoadStanding.LOADED || copy.options().force();
            boolean load = wanted && left-- > 0;
            String action = load ? "load" : "skip";
            rows.add(Row.of(candidate.file.name(), candidate.file.object().size(), action, reason(candidate, wanted, load)));
        }
        return new StatementResult.Rows(PLANNED, RowCursor.of(rows), List.of());
    }

    private static String reason(Candidate candidate, boolean wanted, boolean load) {
        if (wanted && !load) {
            return "MAX_FILES is reached";
        }
        return switch (candidate.standing) {
            case NEW -> "not loaded yet";
            case CHANGED -> "loaded before with another content";
            case LOADED -> load ? "loaded before; FORCE loads it again" : "loaded before";
        };
    }

    StatementResult copy(CopyIntoTable statement, StatementContext context) {
        for (int tries = 1; ; tries++) {
            try {
                return load(statement, context);
            } catch (AlreadyLoadedException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
                LOG.debug("a COPY begins anew: others have loaded some of its files", e);
            } catch (StagedoorException e) {
                boolean changed = e.code() == ErrorCode.TABLE_VERSION_MISMATCHED && statement.options().schemaEvolution().isPresent();
                if (!changed || tries == MAX_TRIES) {
                    throw e;
                }
                LOG.debug("a COPY begins anew: others have changed the columns of its table", e);
            }
        }
    }

    private StatementResult load(CopyIntoTable statement, StatementContext context) {
        CopyOptions options = statement.options();
        Table table = names.require(statement.table(), context.session());
        ownership.require(statement, context);
        LoadRule rule = rule(context);
        List<Candidate> all = candidates(statement, table, rule, context);
        List<Selected> known = purgedThoughKnown(options, table, all, context);
        List<Candidate> wanted = all.stream()
                .filter(candidate -> options.force() || candidate.standing != LoadStanding.LOADED)
                .limit(options.maxFiles() == 0 ? Long.MAX_VALUE : options.maxFiles())
                .toList();
        if (wanted.isEmpty()) {
            purge(known);
            return new StatementResult.Rows(LOADED, RowCursor.of(List.<Row>of()), List.of());
        }
        ColumnsOfFiles.Plan plan = new ColumnsOfFiles(warehouse, queries, statement, format(statement, context), context)
                .plan(table, wanted.stream().map(Candidate::file).toList());
        Map<String, Outcome> outcomes = new HashMap<>();
        List<WrittenFile> written = write(plan.parts(), outcomes, context);
        List<Candidate> loaded = wanted.stream().filter(candidate -> !outcome(outcomes, candidate).skipped).toList();
        List<LoadedFile> told = loaded.stream().map(candidate -> told(candidate, outcome(outcomes, candidate))).toList();
        writer.commit(written, context, () -> {
            if (!told.isEmpty()) {
                warehouse.append(table, plan.added(), written, told, options.force(), rule);
            }
        });
        if (options.purge()) {
            purge(Stream.concat(known.stream(), loaded.stream().map(Candidate::file)).toList());
        }
        List<Row> rows = wanted.stream()
                .filter(candidate -> !options.returnFailedOnly() || outcome(outcomes, candidate).errors > 0)
                .map(candidate -> row(candidate, outcome(outcomes, candidate)))
                .toList();
        return new StatementResult.Rows(LOADED, RowCursor.of(rows), List.of());
    }

    /** Files whose very content was loaded before, where the session wants them removed as well. A path that was loaded is not enough. */
    private static List<Selected> purgedThoughKnown(
            CopyOptions options, Table table, List<Candidate> candidates, StatementContext context) {
        if (!options.purge() || options.force() || !SessionSettings.purgesKnownLoads(context.session())) {
            return List.of();
        }
        List<LoadStanding> standings = table.loads().standings(candidates.stream().map(Candidate::source).toList());
        return IntStream.range(0, candidates.size())
                .filter(i -> standings.get(i) == LoadStanding.LOADED && candidates.get(i).standing == LoadStanding.LOADED)
                .mapToObj(i -> candidates.get(i).file)
                .toList();
    }

    private static Outcome outcome(Map<String, Outcome> outcomes, Candidate candidate) {
        return outcomes.getOrDefault(candidate.file.name(), Outcome.loaded(0));
    }

    private static LoadedFile told(Candidate candidate, Outcome outcome) {
        return new LoadedFile(candidate.source, outcome.rows, outcome.errors, outcome.firstError, outcome.firstErrorLine);
    }

    private static Row row(Candidate candidate, Outcome outcome) {
        return Row.of(
                candidate.file.name(),
                outcome.rows,
                outcome.errors,
                outcome.firstError.orElse(null),
                outcome.firstErrorLine.isPresent() ? outcome.firstErrorLine.getAsLong() : null);
    }

    /** One that cannot be deleted stays. */
    static void purge(List<Selected> loaded) {
        Map<ObjectStore, List<String>> keys = new IdentityHashMap<>();
        loaded.forEach(file -> keys.computeIfAbsent(file.store(), _ -> new ArrayList<>()).add(file.object().key()));
        keys.forEach((store, each) -> {
            try {
                store.delete(each);
            } catch (StorageException e) {
                LOG.warn("files that were loaded could not be purged", e);
            }
        });
    }

    private FileFormat format(CopyIntoTable statement, StatementContext context) {
        return selection.format(statement.source().location(), statement.options().fileFormat(), context);
    }

    private LoadRule rule(StatementContext context) {
        return new LoadRule(
                SessionSettings.loadsKnownByPath(context.session()),
                SessionSettings.loadsKnownFor(context.session()).map(known -> warehouse.now().minus(known)));
    }

    /** In the order of their names, each once. */
    private List<Candidate> candidates(CopyIntoTable statement, Table table, LoadRule rule, StatementContext context) {
        CopyOptions options = statement.options();
        var location = statement.source().location();
        List<Selected> files = selection.select(
                new StagedFiles(location, options.files(), options.pattern(), Optional.empty()), context);
        String origin = selection.origin(location, context);
        OwnFiles.requireNone(table, origin, files);
        List<Selected> sorted = files.stream()
                .sorted(Comparator.comparing(Selected::name, ObjectKey.ORDER))
                .toList();
        List<LoadSource> sources = sorted.stream().map(file -> source(file, origin)).toList();
        List<LoadStanding> standings = table.loads().standings(sources, rule);
        List<Candidate> candidates = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            candidates.add(new Candidate(sorted.get(i), sources.get(i), standings.get(i)));
        }
        return candidates;
    }

    private static LoadSource source(Selected file, String origin) {
        var object = file.object();
        return new LoadSource(origin + file.name(), object.etag(), object.size(), object.lastModified());
    }

    /** When one fails, there are none. */
    private List<WrittenFile> write(List<ColumnsOfFiles.Part> parts, Map<String, Outcome> outcomes, StatementContext context) {
        List<WrittenFile> written = new ArrayList<>();
        boolean all = false;
        try {
            for (ColumnsOfFiles.Part part : parts) {
                written.addAll(write(part.source(), part.files(), outcomes, context));
            }
            all = true;
            return written;
        } finally {
            if (!all) {
                writer.discard(written);
            }
        }
    }

    private List<WrittenFile> write(CopySource source, List<Selected> files, Map<String, Outcome> outcomes, StatementContext context) {
        OnError onError = source.copy().options().onError();
        if (onError.equals(OnError.ABORT)) {
            return writeAll(source, files, outcomes, context);
        }
        check(source, files, outcomes, context);
        List<Selected> kept = new ArrayList<>();
        long errors = 0;
        for (Selected file : files) {
            Outcome outcome = outcomes.getOrDefault(file.name(), Outcome.loaded(0));
            errors += outcome.errors;
            if (onError.mode() == OnError.Mode.ABORT && errors >= onError.errors()) {
                throw misfit(file.name(), outcome);
            }
            if (onError.mode() == OnError.Mode.SKIP_FILE && outcome.errors >= onError.errors()) {
                outcome = new Outcome(0, outcome.errors, outcome.firstError, outcome.firstErrorLine, true);
                outcomes.put(file.name(), outcome);
            }
            if (!outcome.skipped) {
                kept.add(file);
            }
        }
        return kept.isEmpty() ? List.of() : writer.write(source.table(), source.fittingRows(kept), context);
    }

    private List<WrittenFile> writeAll(
            CopySource source, List<Selected> files, Map<String, Outcome> outcomes, StatementContext context) {
        Map<String, Long> rowsByFile = new HashMap<>();
        boolean one = files.size() == 1;
        try {
            List<WrittenFile> written = one
                    ? writer.write(source.table(), source.rows(files, false), context)
                    : writer.write(source.table(), source.rows(files, true), rowsByFile, context);
            if (one) {
                rowsByFile.put(files.getFirst().name(), written.stream().mapToLong(WrittenFile::rows).sum());
            }
            rowsByFile.forEach((name, rows) -> outcomes.put(name, Outcome.loaded(rows)));
            return written;
        } catch (StagedoorException e) {
            throw explained(TableRows.told(e), source, files, context);
        }
    }

    /** Writes the rows of files, each of which must fit. */
    List<WrittenFile> writeAll(CopySource source, List<Selected> files, StatementContext context) {
        try {
            return writer.write(source.table(), source.rows(files, false), context);
        } catch (StagedoorException e) {
            throw explained(e, source, files, context);
        }
    }

    /** The first row that does not fit, in place of what the query engine says of it; else the error as it is. */
    private StagedoorException explained(StagedoorException e, CopySource source, List<Selected> files, StatementContext context) {
        if (e.code() != ErrorCode.BAD_ARGUMENTS) {
            return e;
        }
        Map<String, Outcome> outcomes = new HashMap<>();
        try {
            forEach(source.misfits(files), context, row -> outcomes.put(row.text(0), outcome(row, source)));
        } catch (StagedoorException _) {
            return e;
        }
        return files.stream()
                .map(Selected::name)
                .filter(name -> outcomes.getOrDefault(name, Outcome.loaded(0)).errors > 0)
                .findFirst()
                .map(name -> misfit(name, outcomes.get(name)))
                .orElse(e);
    }

    private static StagedoorException misfit(String file, Outcome outcome) {
        String line = outcome.firstErrorLine.isPresent() ? ", line " + outcome.firstErrorLine.getAsLong() : "";
        return new StagedoorException(
                ErrorCode.BAD_BYTES, "file '" + ShownText.of(file) + "'" + line + ": " + outcome.firstError.orElse("it cannot be read"));
    }

    /** Looks at each row. A file that cannot be read to its end is skipped; which it is among many shows by halves. */
    private void check(CopySource source, List<Selected> files, Map<String, Outcome> outcomes, StatementContext context) {
        try {
            forEach(source.misfits(files), context, row -> outcomes.put(row.text(0), outcome(row, source)));
        } catch (StagedoorException e) {
            if (e.code() != ErrorCode.BAD_BYTES) {
                throw e;
            }
            if (files.size() == 1) {
                outcomes.put(
                        files.getFirst().name(),
                        new Outcome(0, 1, Optional.of(String.valueOf(e.getMessage())), OptionalLong.empty(), true));
                return;
            }
            int half = files.size() / 2;
            check(source, files.subList(0, half), outcomes, context);
            check(source, files.subList(half, files.size()), outcomes, context);
        }
    }

    private static Outcome outcome(Row row, CopySource source) {
        long errors = number(row, 2);
        return new Outcome(
                number(row, 1) - errors,
                errors,
                Optional.ofNullable(row.text(4)),
                errors == 0 ? OptionalLong.empty() : OptionalLong.of(source.line(number(row, 3))),
                false);
    }

    private static long number(Row row, int column) {
        return (Long) Objects.requireNonNull(row.cell(column));
    }

    private void forEach(LoadQuery query, StatementContext context, Consumer<Row> each) {
        try (RowCursor rows = queries.query(query, context).cursor()) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                each.accept(row);
            }
        }
    }
}

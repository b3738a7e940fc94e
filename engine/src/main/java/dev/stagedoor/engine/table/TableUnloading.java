package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.UnloadPlaces;
import dev.stagedoor.engine.presign.CommitBarrier;
import dev.stagedoor.engine.presign.UploadRules;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.presign.UrlStanding;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.UnloadedOutput;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.text.WrittenRecords;
import dev.stagedoor.query.text.WrittenText;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.sql.TableStatement.CopyIntoLocation;
import dev.stagedoor.sql.UnloadOptions;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * COPY INTO location. All files are written on this machine first. Then they are put into their store one after the other; when one cannot
 * be put, those before it are deleted again.
 */
final class TableUnloading {
    /** MAX_FILE_SIZE where a statement names none. */
    static final long DEFAULT_MAX_FILE_BYTES = 64L << 20;

    private static final Pattern ORDER = Pattern.compile("\\border\\s+by\\b", Pattern.CASE_INSENSITIVE);

    private static final List<Column> TOTAL = List.of(
            Column.of("rows_unloaded", Scalar.UINT64), Column.of("input_bytes", Scalar.UINT64), Column.of("output_bytes", Scalar.UINT64));

    private static final List<Column> DETAILED = List.of(
            Column.string("file_name"), Column.of("file_size", Scalar.UINT64), Column.of("row_count", Scalar.UINT64));

    private static final Logger LOG = LoggerFactory.getLogger(TableUnloading.class);

    private final FileSelection selection;
    private final UnloadPlaces places;
    private final UrlRights rights;
    private final QueryEngine queries;

    TableUnloading(FileSelection selection, UnloadPlaces places, UrlRights rights, QueryEngine queries) {
        this.selection = selection;
        this.places = places;
        this.rights = rights;
        this.queries = queries;
    }

    /**
     * A file that is to be put.
     *
     * @param name from the root of the stage
     * @param plainBytes its size before it was compressed
     * @param rows -1 where that was not asked for
     */
    private record Ready(Path content, String name, StageFile target, long bytes, long plainBytes, long rows) {}

    StatementResult unload(CopyIntoLocation statement, StatementContext context) {
        UnloadOptions options = statement.options();
        FileFormat format = format(statement, context);
        QueryOutput.Unload.requireWritable(format);
        Optional<WrittenText> text = format.type() == FileFormatType.PARQUET ? Optional.empty() : Optional.of(WrittenText.of(format));
        UnloadPlaces.Target target = places.target(statement.location(), context);
        UnloadNames names = new UnloadNames(target.path(), options, format, context.queryId(), context.number());
        requireFree(target.file(names.name(Optional.empty(), 0)), options);
        long maxFileBytes = options.maxFileSize() == 0 ? DEFAULT_MAX_FILE_BYTES : options.maxFileSize();
        boolean parted = isParted(statement, format);
        try (UnloadedOutput output = queries.unload(
                query(statement),
                format,
                options.single() || parted ? 0 : maxFileBytes,
                options.partitionBy().isPresent(),
                context)) {
            List<Ready> files = new ArrayList<>();
            // A name that the user has chosen stands for the rows, also when there are none.
            if (output.rows() > 0 || options.useRawPath()) {
                List<UnloadedOutput.WrittenFile> all = parted
                        ? parts(output.files(), format, maxFileBytes, context.cancellation())
                        : output.files();
                for (UnloadedOutput.WrittenFile written : all) {
                    files.add(ready(written, text, names, target, files.size(), format, context));
                }
            }
            putAll(files, target, options, context);
            return result(files, output.rows(), options.detailedOutput());
        }
    }

    private FileFormat format(CopyIntoLocation statement, StatementContext context) {
        try {
            return selection.format(statement.location(), statement.options().fileFormat(), context);
        } catch (StagedoorException e) {
            // LANCE, of which it says that a file of it can be written here.
            throw e.code() == ErrorCode.ILLEGAL_STAGE_FILE_FORMAT ? QueryOutput.Unload.notWritten("LANCE") : e;
        }
    }

    /**
     * Whether one file is written, and parted then: the query engine keeps the order of rows in one file only. It takes longer, so it is
     * done only where the query may have an order.
     */
    private static boolean isParted(CopyIntoLocation statement, FileFormat format) {
        return !statement.options().single()
                && statement.options().partitionBy().isEmpty()
                && WrittenRecords.canSplit(format.type())
                && statement.source() instanceof CopyIntoLocation.Query(List<QueryPart> query)
                && query.stream().anyMatch(part -> part instanceof QueryPart.Text(String text) && ORDER.matcher(text).find());
    }

    private static List<UnloadedOutput.WrittenFile> parts(
            List<UnloadedOutput.WrittenFile> files, FileFormat format, long maxFileBytes, Cancellation cancellation) {
        Path only = files.getFirst().path();
        try {
            return Files.size(only) <= maxFileBytes
                    ? files
                    : WrittenRecords.split(only, format, maxFileBytes, cancellation).stream()
                            .map(part -> new UnloadedOutput.WrittenFile(part, OptionalLong.empty(), Optional.empty()))
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that a query wrote cannot be parted", e);
        }
    }

    private static LoadQuery query(CopyIntoLocation statement) {
        List<QueryPart> rows = switch (statement.source()) {
            case CopyIntoLocation.Table(TableName table) -> all(table);
            case CopyIntoLocation.Query(List<QueryPart> query) -> query;
        };
        Optional<List<QueryPart>> partition = statement.options().partitionBy();
        return new LoadQuery(partition.isPresent() ? partitioned(rows, partition.get()) : rows, Map.of());
    }

    private static List<QueryPart> all(TableName table) {
        String name = Stream.of(table.catalog(), table.database(), Optional.of(table.name()))
                .flatMap(Optional::stream)
                .map(SqlText::name)
                .reduce((left, right) -> left + "." + right)
                .orElseThrow();
        return ((Statement.Query) StatementParser.parse("SELECT * FROM " + name)).parts();
    }

    private static List<QueryPart> partitioned(List<QueryPart> rows, List<QueryPart> partition) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("SELECT *, (")));
        parts.addAll(partition);
        parts.add(new QueryPart.Text("\n) FROM (\n"));
        parts.addAll(rows);
        parts.add(new QueryPart.Text("\n)"));
        return parts;
    }

    private Ready ready(
            UnloadedOutput.WrittenFile written,
            Optional<WrittenText> text,
            UnloadNames names,
            UnloadPlaces.Target target,
            int number,
            FileFormat format,
            StatementContext context) {
        String name = names.name(written.partition(), number);
        StageFile file = target.file(name);
        try {
            long plainBytes = Files.size(written.path());
            long rows = written.rows().isPresent() || !names.options().detailedOutput()
                    ? written.rows().orElse(-1)
                    : WrittenRecords.count(written.path(), format, context.cancellation());
            if (text.isEmpty() || text.get().isPlain()) {
                return new Ready(written.path(), name, file, plainBytes, plainBytes, rows);
            }
            Path packed = written.path().resolveSibling(written.path().getFileName() + ".packed");
            text.get().convert(written.path(), packed, "data" + names.plainExtension(), context.cancellation());
            Files.delete(written.path());
            return new Ready(packed, name, file, Files.size(packed), plainBytes, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("a file that a query wrote cannot be read, or not compressed", e);
        }
    }

    /** Before the query runs, so that none runs in vain; while files are put, their store is asked. */
    private static void requireFree(StageFile first, UnloadOptions options) {
        if (options.useRawPath() && !options.overwrite() && first.store().stat(first.key()).isPresent()) {
            throw exists();
        }
    }

    private static StagedoorException exists() {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, "file already exists");
    }

    private void putAll(List<Ready> files, UnloadPlaces.Target target, UnloadOptions options, StatementContext context) {
        List<Ready> put = new ArrayList<>();
        boolean all = false;
        try {
            for (Ready file : files) {
                context.cancellation().check();
                put(file, target, options.overwrite());
                put.add(file);
            }
            all = true;
        } finally {
            if (!all) {
                takeBack(put);
            }
        }
    }

    private void put(Ready file, UnloadPlaces.Target target, boolean overwrite) {
        StageFile to = file.target();
        boolean isHeldToIt = to.store().capabilities().contains(Capability.CONDITIONAL_PUT);
        if (!overwrite && !isHeldToIt && to.store().stat(to.key()).isPresent()) {
            throw exists();
        }
        PutConditions ofStage = to.conditions(Optional.empty());
        boolean onlyIfAbsent = ofStage.onlyIfAbsent() || !overwrite && isHeldToIt;
        PutConditions conditions = new PutConditions(onlyIfAbsent, ofStage.checksums(), ofStage.attributes());
        if (file.bytes() > to.maxBytes().orElse(Long.MAX_VALUE)) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "file '" + ShownText.of(file.name()) + "' has " + file.bytes() + " bytes, and stage '" + ShownText.of(to.stage())
                            + "' takes files of at most " + to.maxBytes().orElseThrow() + " bytes (MAX_SIZE): set MAX_FILE_SIZE lower");
        }
        GuardedFile.Guard guard = target.isStage() ? () -> commit(file, conditions) : () -> () -> {};
        try (GuardedFile content = new GuardedFile(file.content(), file.bytes(), guard)) {
            to.store().put(to.key(), new ObjectBody(content, OptionalLong.of(file.bytes())), conditions);
        } catch (StorageException e) {
            throw e.kind() == StorageException.Kind.PRECONDITION_FAILED ? exists() : e;
        } catch (IOException e) {
            throw new UncheckedIOException("a file that a query wrote cannot be read", e);
        }
    }

    /** Asks as for uploads: stage, user, right and rules may have changed while the query ran. */
    private GuardedFile.Commit commit(Ready file, PutConditions conditions) {
        UrlStanding.Stands before = require(file);
        CommitBarrier.Passage passage = rights.barrier().enter(before.stage(), before.user());
        boolean allowed = false;
        try {
            UploadRules.broken(require(file).rules(), conditions, file.bytes()).ifPresent(rule -> {
                throw new StagedoorException(
                        ErrorCode.PERMISSION_DENIED,
                        "the rules of the stage were changed while the query ran, and file '" + ShownText.of(file.name())
                                + "' does not keep to " + rule + ": nothing was unloaded");
            });
            allowed = true;
            return passage::close;
        } finally {
            if (!allowed) {
                passage.close();
            }
        }
    }

    private UrlStanding.Stands require(Ready file) {
        return switch (rights.ofUpload(file.target())) {
            case UrlStanding.Stands stands -> stands;
            case UrlStanding.Fallen(String sentence) ->
                throw new StagedoorException(ErrorCode.PERMISSION_DENIED, "Permission denied: nothing was unloaded. " + sentence);
        };
    }

    private static void takeBack(List<Ready> files) {
        if (files.isEmpty()) {
            return;
        }
        try {
            var report = files.getFirst().target().store().delete(files.stream().map(file -> file.target().key().value()).toList());
            if (!report.failures().isEmpty()) {
                LOG.warn("{} files of an unload that failed could not be deleted and stay", report.failures().size());
            }
        } catch (StagedoorException e) {
            LOG.warn("files of an unload that failed could not be deleted and stay", e);
        }
    }

    private static StatementResult result(List<Ready> files, long rows, boolean detailed) {
        if (detailed) {
            List<Row> each = files.stream().map(file -> Row.of(file.name(), file.bytes(), file.rows())).toList();
            return new StatementResult.Rows(DETAILED, RowCursor.of(each), List.of());
        }
        long plain = files.stream().mapToLong(Ready::plainBytes).sum();
        long bytes = files.stream().mapToLong(Ready::bytes).sum();
        return new StatementResult.Rows(TOTAL, RowCursor.of(List.of(Row.of(rows, plain, bytes))), List.of());
    }
}

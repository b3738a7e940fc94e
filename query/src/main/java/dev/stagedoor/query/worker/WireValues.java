package dev.stagedoor.query.worker;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.duckdb.FileFunction;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.duckdb.QuerySyntaxException;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.duckdb.StagedFile;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import dev.stagedoor.query.duckdb.StagedSource;
import dev.stagedoor.query.duckdb.SuppliedFiles;
import dev.stagedoor.query.duckdb.TableSource;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.RecordColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How values stand in the body of a frame: numbers as {@link ByteBuffer} has them, a text as its length in bytes and its UTF-8, a list
 * as its length and its elements. {@link Cells} has those of rows.
 */
final class WireValues {
    private static final Scalar[] SCALARS = Scalar.values();
    private static final FileLayout.Transform[] TRANSFORMS = FileLayout.Transform.values();
    private static final FileMetadata[] METADATA = FileMetadata.values();

    private static final RecordColumn[] OF_RECORDS = RecordColumn.values();
    private static final int DECIMAL = 100;
    private static final int ARRAY = 101;
    private static final int MAP = 102;
    private static final int TUPLE = 103;
    private static final int DEFECT = 0;
    private static final int KNOWN = 1;
    private static final int SYNTAX = 2;

    private WireValues() {}

    static void text(FrameBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length);
        out.put(bytes);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void type(FrameBuffer out, DataType type) {
        switch (type) {
            case Scalar scalar -> out.putByte(scalar.ordinal());
            case DataType.Decimal(int precision, int scale) -> {
                out.putByte(DECIMAL);
                out.putByte(precision);
                out.putByte(scale);
            }
            case DataType.Array(DataType element) -> {
                out.putByte(ARRAY);
                type(out, element);
            }
            case DataType.Map(DataType key, DataType value) -> {
                out.putByte(MAP);
                type(out, key);
                type(out, value);
            }
            case DataType.Tuple(List<Column> fields) -> {
                out.putByte(TUPLE);
                columns(out, fields);
            }
        }
    }

    private static DataType type(ByteBuffer in) {
        int tag = in.get();
        return switch (tag) {
            case DECIMAL -> new DataType.Decimal(in.get(), in.get());
            case ARRAY -> new DataType.Array(type(in));
            case MAP -> new DataType.Map(type(in), type(in));
            case TUPLE -> new DataType.Tuple(columns(in));
            default -> SCALARS[tag];
        };
    }

    static void numbers(FrameBuffer out, List<Integer> numbers) {
        out.putInt(numbers.size());
        for (int number : numbers) {
            out.putInt(number);
        }
    }

    static List<Integer> numbers(ByteBuffer in) {
        int count = in.getInt();
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(in.getInt());
        }
        return numbers;
    }

    static void columns(FrameBuffer out, List<Column> columns) {
        out.putInt(columns.size());
        for (Column column : columns) {
            text(out, column.name());
            type(out, column.type());
            out.putBoolean(column.nullable());
        }
    }

    static List<Column> columns(ByteBuffer in) {
        int count = in.getInt();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new Column(text(in), type(in), in.get() != 0));
        }
        return columns;
    }

    static void task(FrameBuffer out, QueryTask task) {
        text(out, task.explain());
        text(out, task.sql());
        schemas(out, task.relations());
        out.putInt(task.streamed().size());
        for (String table : task.streamed()) {
            text(out, table);
        }
        schemas(out, task.sessionTables());
        out.putInt(task.session().size());
        for (var function : task.session().entrySet()) {
            text(out, function.getKey());
            text(out, function.getValue());
        }
        out.putInt(task.staged().size());
        for (StagedSource source : task.staged().values()) {
            source(out, source);
        }
        out.putInt(task.functions().size());
        for (FileFunction function : task.functions().values()) {
            function(out, function);
        }
        out.putInt(task.tables().size());
        for (TableSource table : task.tables().values()) {
            text(out, table.table());
            fields(out, table.fields());
            out.putBoolean(table.located());
        }
        out.putBoolean(task.output().isPresent());
        task.output().ifPresent(output -> output(out, output));
        text(out, task.zone().getId());
    }

    static QueryTask task(ByteBuffer in) {
        String explain = text(in);
        String sql = text(in);
        SequencedMap<String, List<Column>> relations = schemas(in);
        Set<String> streamed = new LinkedHashSet<>();
        for (int left = in.getInt(); left > 0; left--) {
            streamed.add(text(in));
        }
        SequencedMap<String, List<Column>> sessionTables = schemas(in);
        SequencedMap<String, String> session = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            session.put(text(in), text(in));
        }
        SequencedMap<String, StagedSource> staged = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            StagedSource source = source(in);
            staged.put(source.table(), source);
        }
        SequencedMap<String, FileFunction> functions = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            FileFunction function = function(in);
            functions.put(function.table(), function);
        }
        SequencedMap<String, TableSource> tables = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            TableSource table = new TableSource(text(in), fields(in), in.get() != 0);
            tables.put(table.table(), table);
        }
        Optional<QueryOutput> output = in.get() != 0 ? Optional.of(output(in)) : Optional.empty();
        ZoneId zone = ZoneId.of(text(in));
        return new QueryTask(explain, sql, relations, streamed, sessionTables, session, staged, functions, tables, output, zone);
    }

    private static void output(FrameBuffer out, QueryOutput output) {
        switch (output) {
            case QueryOutput.TableParquet(Path path, List<TableField> fields, boolean counted, FileLayout layout) -> {
                out.putBoolean(true);
                text(out, path.toString());
                fields(out, fields);
                out.putBoolean(counted);
                layout(out, layout);
            }
            case QueryOutput.Unload(Path path, FileFormat format, long maxFileBytes, boolean partitioned) -> {
                out.putBoolean(false);
                text(out, path.toString());
                text(out, format.toJson());
                out.putLong(maxFileBytes);
                out.putBoolean(partitioned);
            }
        }
    }

    private static QueryOutput output(ByteBuffer in) {
        boolean ofTable = in.get() != 0;
        Path path = Path.of(text(in));
        return ofTable
                ? new QueryOutput.TableParquet(path, fields(in), in.get() != 0, layout(in))
                : new QueryOutput.Unload(path, FileFormat.fromJson(text(in)), in.getLong(), in.get() != 0);
    }

    private static void layout(FrameBuffer out, FileLayout layout) {
        out.putInt(layout.partitions().size());
        for (FileLayout.Partition part : layout.partitions()) {
            out.putInt(part.column());
            out.putByte(part.transform().ordinal());
            out.putInt(part.width());
        }
        out.putInt(layout.sortedBy().size());
        for (FileLayout.Sort sort : layout.sortedBy()) {
            out.putInt(sort.column());
            out.putBoolean(sort.ascending());
            out.putBoolean(sort.nullsFirst());
        }
    }

    private static FileLayout layout(ByteBuffer in) {
        List<FileLayout.Partition> partitions = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            partitions.add(new FileLayout.Partition(in.getInt(), TRANSFORMS[in.get()], in.getInt()));
        }
        List<FileLayout.Sort> sortedBy = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            sortedBy.add(new FileLayout.Sort(in.getInt(), in.get() != 0, in.get() != 0));
        }
        return new FileLayout(partitions, sortedBy);
    }

    private static void fields(FrameBuffer out, List<TableField> fields) {
        out.putInt(fields.size());
        for (TableField field : fields) {
            out.putInt(field.id());
            text(out, field.name());
            type(out, field.type());
            out.putBoolean(field.nullable());
            fields(out, field.children());
            out.putBoolean(field.missing().isPresent());
            field.missing().ifPresent(value -> text(out, value));
        }
    }

    private static List<TableField> fields(ByteBuffer in) {
        int count = in.getInt();
        List<TableField> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fields.add(new TableField(in.getInt(), text(in), type(in), in.get() != 0, fields(in), missing(in)));
        }
        return fields;
    }

    private static Optional<String> missing(ByteBuffer in) {
        return in.get() != 0 ? Optional.of(text(in)) : Optional.empty();
    }

    private static void function(FrameBuffer out, FileFunction function) {
        text(out, function.table());
        text(out, function.format().toJson());
        switch (function.kind()) {
            case FileFunction.InferSchema(OptionalLong maxRecords, OptionalLong maxFiles) -> {
                out.putBoolean(true);
                optional(out, maxRecords);
                optional(out, maxFiles);
            }
            case FileFunction.InspectParquet() -> out.putBoolean(false);
        }
    }

    private static FileFunction function(ByteBuffer in) {
        String table = text(in);
        FileFormat format = FileFormat.fromJson(text(in));
        FileFunction.Kind kind = in.get() != 0
                ? new FileFunction.InferSchema(optional(in), optional(in))
                : new FileFunction.InspectParquet();
        return new FileFunction(table, kind, format);
    }

    private static void optional(FrameBuffer out, OptionalLong number) {
        out.putBoolean(number.isPresent());
        if (number.isPresent()) {
            out.putLong(number.getAsLong());
        }
    }

    private static OptionalLong optional(ByteBuffer in) {
        return in.get() != 0 ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    }

    private static void schemas(FrameBuffer out, Map<String, List<Column>> schemas) {
        out.putInt(schemas.size());
        for (var schema : schemas.entrySet()) {
            text(out, schema.getKey());
            columns(out, schema.getValue());
        }
    }

    private static SequencedMap<String, List<Column>> schemas(ByteBuffer in) {
        SequencedMap<String, List<Column>> schemas = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            schemas.put(text(in), columns(in));
        }
        return schemas;
    }

    private static void source(FrameBuffer out, StagedSource source) {
        text(out, source.table());
        text(out, source.root());
        text(out, source.format().toJson());
        out.putInt(source.asked().size());
        for (FileColumn column : source.asked()) {
            out.putInt(switch (column) {
                case ColumnPosition(int position) -> position;
                case FileMetadata ofFile -> -ofFile.ordinal();
                case RecordColumn ofRecord -> -METADATA.length - ofRecord.ordinal();
            });
        }
        out.putInt(source.fields().orElse(-1));
    }

    private static StagedSource source(ByteBuffer in) {
        String table = text(in);
        String root = text(in);
        FileFormat format = FileFormat.fromJson(text(in));
        Set<FileColumn> asked = new LinkedHashSet<>();
        for (int left = in.getInt(); left > 0; left--) {
            asked.add(column(in.getInt()));
        }
        int fields = in.getInt();
        return new StagedSource(table, root, format, asked, fields < 0 ? OptionalInt.empty() : OptionalInt.of(fields));
    }

    /** Positions count from 1; what is below are columns that tell of the file, and then those that tell of the record. */
    private static FileColumn column(int number) {
        if (number > 0) {
            return new ColumnPosition(number);
        }
        return -number < METADATA.length ? METADATA[-number] : OF_RECORDS[-number - METADATA.length];
    }

    static void supplied(FrameBuffer out, SuppliedFiles supplied) {
        files(out, supplied.files());
        out.putInt(supplied.ruledOut());
        out.putInt(supplied.by().size());
        supplied.by().forEach(column -> text(out, column));
    }

    static SuppliedFiles supplied(ByteBuffer in) {
        List<StagedFile> files = files(in);
        int ruledOut = in.getInt();
        Set<String> by = new LinkedHashSet<>();
        for (int left = in.getInt(); left > 0; left--) {
            by.add(text(in));
        }
        return new SuppliedFiles(files, ruledOut, by);
    }

    private static void files(FrameBuffer out, List<StagedFile> files) {
        out.putInt(files.size());
        for (StagedFile file : files) {
            text(out, file.path().toString());
            text(out, file.name());
            out.putLong(file.size());
            out.putBoolean(file.etag().isPresent());
            if (file.etag().isPresent()) {
                text(out, file.etag().get());
            }
            moment(out, file.lastModified());
            out.putLong(file.use().missing());
            out.putInt(file.use().rowGroups());
            out.putInt(file.use().skippedRowGroups());
        }
    }

    private static List<StagedFile> files(ByteBuffer in) {
        int count = in.getInt();
        List<StagedFile> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Path path = Path.of(text(in));
            String name = text(in);
            long size = in.getLong();
            Optional<String> etag = in.get() != 0 ? Optional.of(text(in)) : Optional.empty();
            Instant lastModified = moment(in);
            FileUse use = new FileUse(in.getLong(), in.getInt(), in.getInt());
            files.add(new StagedFile(path, name, size, etag, lastModified, use));
        }
        return files;
    }

    static void named(FrameBuffer out, List<NamedFile> files) {
        out.putInt(files.size());
        for (NamedFile file : files) {
            out.putBoolean(file.stage().isPresent());
            file.stage().ifPresent(stage -> text(out, stage));
            text(out, file.path());
        }
    }

    static List<NamedFile> named(ByteBuffer in) {
        int count = in.getInt();
        List<NamedFile> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(new NamedFile(in.get() != 0 ? Optional.of(text(in)) : Optional.empty(), text(in)));
        }
        return files;
    }

    /** All that is left of the body. */
    static byte[] content(ByteBuffer in) {
        byte[] content = new byte[in.remaining()];
        in.get(content);
        return content;
    }

    static void moment(FrameBuffer out, Instant moment) {
        out.putLong(moment.getEpochSecond());
        out.putInt(moment.getNano());
    }

    static Instant moment(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }

    static void functions(FrameBuffer out, Collection<EngineFunction> functions) {
        out.putInt(functions.size());
        for (EngineFunction function : functions) {
            text(out, function.name());
            out.putBoolean(function.aggregate());
            text(out, function.description());
        }
    }

    static List<EngineFunction> functions(ByteBuffer in) {
        int count = in.getInt();
        List<EngineFunction> functions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            functions.add(new EngineFunction(text(in), in.get() != 0, text(in)));
        }
        return functions;
    }

    /** What the user is told; of anything else only what it is, since that is a defect. */
    static void failure(FrameBuffer out, Throwable failure) {
        switch (failure) {
            case QuerySyntaxException syntax -> {
                out.putByte(SYNTAX);
                text(out, String.valueOf(syntax.getMessage()));
                text(out, syntax.composed());
                out.putInt(syntax.start());
                out.putInt(syntax.end());
            }
            case StagedoorException known -> {
                out.putByte(KNOWN);
                text(out, known.code().name());
                text(out, String.valueOf(known.getMessage()));
                out.putBoolean(known.retryable());
            }
            default -> {
                out.putByte(DEFECT);
                text(out, failure.toString());
            }
        }
    }

    static RuntimeException failure(ByteBuffer in) {
        return switch (in.get()) {
            case SYNTAX -> new QuerySyntaxException(text(in), text(in), in.getInt(), in.getInt());
            case KNOWN -> new StagedoorException(ErrorCode.valueOf(text(in)), text(in), in.get() != 0, null);
            default -> new IllegalStateException("in a worker: " + text(in));
        };
    }
}

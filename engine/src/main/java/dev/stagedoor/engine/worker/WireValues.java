package dev.stagedoor.engine.worker;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.duckdb.EngineFunction;
import dev.stagedoor.engine.duckdb.FileFunction;
import dev.stagedoor.engine.duckdb.QuerySyntaxException;
import dev.stagedoor.engine.duckdb.QueryTask;
import dev.stagedoor.engine.duckdb.StagedFile;
import dev.stagedoor.engine.duckdb.StagedSource;
import dev.stagedoor.engine.row.Column;
import dev.stagedoor.engine.row.DataType.Scalar;
import dev.stagedoor.engine.row.DataType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How values stand in the body of a frame: numbers as {@link DataOutput} writes them, a text as its length in bytes and its UTF-8, a list
 * as its length and its elements. {@link Cells} has those of rows.
 */
final class WireValues {
    private static final Scalar[] SCALARS = Scalar.values();
    private static final FileMetadata[] METADATA = FileMetadata.values();
    private static final int DECIMAL = 100;
    private static final int ARRAY = 101;
    private static final int MAP = 102;
    private static final int TUPLE = 103;
    private static final int DEFECT = 0;
    private static final int KNOWN = 1;
    private static final int SYNTAX = 2;

    private WireValues() {}

    static void text(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void type(DataOutput out, DataType type) throws IOException {
        switch (type) {
            case Scalar scalar -> out.writeByte(scalar.ordinal());
            case DataType.Decimal(int precision, int scale) -> {
                out.writeByte(DECIMAL);
                out.writeByte(precision);
                out.writeByte(scale);
            }
            case DataType.Array(DataType element) -> {
                out.writeByte(ARRAY);
                type(out, element);
            }
            case DataType.Map(DataType key, DataType value) -> {
                out.writeByte(MAP);
                type(out, key);
                type(out, value);
            }
            case DataType.Tuple(List<Column> fields) -> {
                out.writeByte(TUPLE);
                columns(out, fields);
            }
        }
    }

    private static DataType type(DataInput in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case DECIMAL -> new DataType.Decimal(in.readByte(), in.readByte());
            case ARRAY -> new DataType.Array(type(in));
            case MAP -> new DataType.Map(type(in), type(in));
            case TUPLE -> new DataType.Tuple(columns(in));
            default -> SCALARS[tag];
        };
    }

    static void numbers(DataOutput out, List<Integer> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    static List<Integer> numbers(DataInput in) throws IOException {
        int count = in.readInt();
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(in.readInt());
        }
        return numbers;
    }

    static void columns(DataOutput out, List<Column> columns) throws IOException {
        out.writeInt(columns.size());
        for (Column column : columns) {
            text(out, column.name());
            type(out, column.type());
            out.writeBoolean(column.nullable());
        }
    }

    static List<Column> columns(DataInput in) throws IOException {
        int count = in.readInt();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new Column(text(in), type(in), in.readBoolean()));
        }
        return columns;
    }

    static void task(DataOutput out, QueryTask task) throws IOException {
        text(out, task.explain());
        text(out, task.sql());
        schemas(out, task.relations());
        out.writeInt(task.streamed().size());
        for (String table : task.streamed()) {
            text(out, table);
        }
        schemas(out, task.sessionTables());
        out.writeInt(task.session().size());
        for (var function : task.session().entrySet()) {
            text(out, function.getKey());
            text(out, function.getValue());
        }
        out.writeInt(task.staged().size());
        for (StagedSource source : task.staged().values()) {
            source(out, source);
        }
        out.writeInt(task.functions().size());
        for (FileFunction function : task.functions().values()) {
            function(out, function);
        }
        text(out, task.zone().getId());
    }

    static QueryTask task(DataInput in) throws IOException {
        String explain = text(in);
        String sql = text(in);
        SequencedMap<String, List<Column>> relations = schemas(in);
        Set<String> streamed = new LinkedHashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            streamed.add(text(in));
        }
        SequencedMap<String, List<Column>> sessionTables = schemas(in);
        SequencedMap<String, String> session = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            session.put(text(in), text(in));
        }
        SequencedMap<String, StagedSource> staged = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            StagedSource source = source(in);
            staged.put(source.table(), source);
        }
        SequencedMap<String, FileFunction> functions = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            FileFunction function = function(in);
            functions.put(function.table(), function);
        }
        return new QueryTask(explain, sql, relations, streamed, sessionTables, session, staged, functions, ZoneId.of(text(in)));
    }

    private static void function(DataOutput out, FileFunction function) throws IOException {
        text(out, function.table());
        text(out, function.format().toJson());
        switch (function.kind()) {
            case FileFunction.InferSchema(OptionalLong maxRecords, OptionalLong maxFiles) -> {
                out.writeBoolean(true);
                optional(out, maxRecords);
                optional(out, maxFiles);
            }
            case FileFunction.InspectParquet() -> out.writeBoolean(false);
        }
    }

    private static FileFunction function(DataInput in) throws IOException {
        String table = text(in);
        FileFormat format = FileFormat.fromJson(text(in));
        FileFunction.Kind kind = in.readBoolean()
                ? new FileFunction.InferSchema(optional(in), optional(in))
                : new FileFunction.InspectParquet();
        return new FileFunction(table, kind, format);
    }

    private static void optional(DataOutput out, OptionalLong number) throws IOException {
        out.writeBoolean(number.isPresent());
        if (number.isPresent()) {
            out.writeLong(number.getAsLong());
        }
    }

    private static OptionalLong optional(DataInput in) throws IOException {
        return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    }

    private static void schemas(DataOutput out, Map<String, List<Column>> schemas) throws IOException {
        out.writeInt(schemas.size());
        for (var schema : schemas.entrySet()) {
            text(out, schema.getKey());
            columns(out, schema.getValue());
        }
    }

    private static SequencedMap<String, List<Column>> schemas(DataInput in) throws IOException {
        SequencedMap<String, List<Column>> schemas = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            schemas.put(text(in), columns(in));
        }
        return schemas;
    }

    private static void source(DataOutput out, StagedSource source) throws IOException {
        text(out, source.table());
        text(out, source.stage());
        text(out, source.format().toJson());
        out.writeInt(source.asked().size());
        for (FileColumn column : source.asked()) {
            // Positions count from 1; what is below is a column that tells of the file.
            out.writeInt(column instanceof ColumnPosition(int position) ? position : -((FileMetadata) column).ordinal());
        }
    }

    private static StagedSource source(DataInput in) throws IOException {
        String table = text(in);
        String stage = text(in);
        FileFormat format = FileFormat.fromJson(text(in));
        Set<FileColumn> asked = new LinkedHashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            int column = in.readInt();
            asked.add(column > 0 ? new ColumnPosition(column) : METADATA[-column]);
        }
        return new StagedSource(table, stage, format, asked);
    }

    static void files(DataOutput out, List<StagedFile> files) throws IOException {
        out.writeInt(files.size());
        for (StagedFile file : files) {
            text(out, file.path().toString());
            text(out, file.name());
            out.writeLong(file.size());
            out.writeBoolean(file.etag().isPresent());
            if (file.etag().isPresent()) {
                text(out, file.etag().get());
            }
            moment(out, file.lastModified());
        }
    }

    static List<StagedFile> files(DataInput in) throws IOException {
        int count = in.readInt();
        List<StagedFile> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Path path = Path.of(text(in));
            String name = text(in);
            files.add(new StagedFile(path, name, in.readLong(), in.readBoolean() ? Optional.of(text(in)) : Optional.empty(), moment(in)));
        }
        return files;
    }

    static void moment(DataOutput out, Instant moment) throws IOException {
        out.writeLong(moment.getEpochSecond());
        out.writeInt(moment.getNano());
    }

    static Instant moment(DataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    static void functions(DataOutput out, Collection<EngineFunction> functions) throws IOException {
        out.writeInt(functions.size());
        for (EngineFunction function : functions) {
            text(out, function.name());
            out.writeBoolean(function.aggregate());
            text(out, function.description());
        }
    }

    static List<EngineFunction> functions(DataInput in) throws IOException {
        int count = in.readInt();
        List<EngineFunction> functions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            functions.add(new EngineFunction(text(in), in.readBoolean(), text(in)));
        }
        return functions;
    }

    /** What the user is told; of anything else only what it is, since that is a defect. */
    static void failure(DataOutput out, Throwable failure) throws IOException {
        switch (failure) {
            case QuerySyntaxException syntax -> {
                out.writeByte(SYNTAX);
                text(out, String.valueOf(syntax.getMessage()));
                text(out, syntax.composed());
                out.writeInt(syntax.start());
                out.writeInt(syntax.end());
            }
            case StagedoorException known -> {
                out.writeByte(KNOWN);
                text(out, known.code().name());
                text(out, String.valueOf(known.getMessage()));
                out.writeBoolean(known.retryable());
            }
            default -> {
                out.writeByte(DEFECT);
                text(out, failure.toString());
            }
        }
    }

    static RuntimeException failure(DataInput in) throws IOException {
        return switch (in.readByte()) {
            case SYNTAX -> new QuerySyntaxException(text(in), text(in), in.readInt(), in.readInt());
            case KNOWN -> new StagedoorException(ErrorCode.valueOf(text(in)), text(in), in.readBoolean(), null);
            default -> new IllegalStateException("in a worker: " + text(in));
        };
    }
}

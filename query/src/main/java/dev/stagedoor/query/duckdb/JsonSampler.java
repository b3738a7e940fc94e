package dev.stagedoor.query.duckdb;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.text.Compression;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which columns objects of NDJSON have: a column for each of their names. Where values differ, a text holds what is no array and no
 * object, and a Variant holds everything.
 */
public final class JsonSampler implements InferredSchema.Sampler {
    /** Names in all objects together, those within others too. */
    public static final int MAX_NAMES = 10_000;

    /** What is nested deeper is a Variant. */
    public static final int MAX_DEPTH = 32;

    private static final JsonFactory JSON = new JsonFactory();

    private final FileFormat format;
    private final NdjsonFiles reader;
    private final String limit;
    private final Reading reading;
    private final Found root = new Found();
    private int names;

    /** @param limit a LIMIT clause for the records of each file, or nothing */
    JsonSampler(FileFormat format, NdjsonFiles reader, String limit, Reading reading) {
        this.format = format;
        this.reader = reader;
        this.limit = limit;
        this.reading = reading;
    }

    private enum Kind {
        BOOLEAN,
        INTEGER,
        REAL,
        TEXT,
        ARRAY,
        OBJECT,
        /** An array or an object that is nested too deep to be looked into. */
        DEEP
    }

    /** What the values of one name are, or the elements of its arrays. */
    private static final class Found {
        private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        private final SequencedMap<String, Found> members = new LinkedHashMap<>();
        private @Nullable Found elements;

        Found elements() {
            if (elements == null) {
                elements = new Found();
            }
            return elements;
        }

        DataType type() {
            if (kinds.equals(EnumSet.of(Kind.ARRAY))) {
                return new DataType.Array(elements().type());
            }
            if (kinds.equals(EnumSet.of(Kind.OBJECT)) && !members.isEmpty()) {
                return new DataType.Tuple(columns());
            }
            return kinds.isEmpty() || kinds.contains(Kind.ARRAY) || kinds.contains(Kind.OBJECT) || kinds.contains(Kind.DEEP)
                    ? Scalar.VARIANT
                    : scalar();
        }

        private Scalar scalar() {
            if (kinds.equals(EnumSet.of(Kind.INTEGER, Kind.REAL))) {
                return Scalar.FLOAT64;
            }
            return kinds.size() > 1
                    ? Scalar.STRING
                    : switch (kinds.iterator().next()) {
                        case BOOLEAN -> Scalar.BOOLEAN;
                        case INTEGER -> Scalar.INT64;
                        case REAL -> Scalar.FLOAT64;
                        case TEXT, ARRAY, OBJECT, DEEP -> Scalar.STRING;
                    };
        }

        List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            members.forEach((name, values) -> columns.add(Column.nullable(name, values.type())));
            return columns;
        }
    }

    @Override
    public void add(StagedFile local) throws SQLException {
        Compression compression = Compression.of(format, local.name(), local.path());
        if (!reader.needsJava(compression, Added.NOTHING)) {
            CompressedFile.requireWhole(local, compression, reading);
        }
        try (QueryScans scans = reading.scans().another()) {
            String call = reader.call(List.of(local), compression, Added.NOTHING, reading.with(scans));
            new TextCheck(reader, List.of(local), compression)
                    .read("SELECT CAST(r.json AS VARCHAR) FROM " + call + " r" + limit, rows -> add(local, rows), reading.with(scans));
        }
    }

    private long add(StagedFile local, ResultSet rows) throws SQLException {
        long record = 0;
        while (rows.next()) {
            reading.cancellation().check();
            record++;
            add(rows.getString(1), local, record);
        }
        return record;
    }

    private void add(String record, StagedFile local, long number) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused(ErrorCode.BAD_BYTES, local, number, "it is no object");
            }
            members(parser, root, local, number, 0);
        } catch (JacksonException e) {
            // Without its cause, which quotes the record.
            throw refused(ErrorCode.BAD_BYTES, local, number, "it cannot be read as JSON");
        }
    }

    private void members(JsonParser parser, Found of, StagedFile local, long record, int depth) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Found member = of.members.computeIfAbsent(parser.currentName(), _ -> {
                names++;
                return new Found();
            });
            if (names > MAX_NAMES) {
                throw refused(ErrorCode.BAD_ARGUMENTS, local, record, "infer_schema takes at most " + MAX_NAMES + " names");
            }
            parser.nextToken();
            value(parser, member, local, record, depth + 1);
        }
    }

    private void value(JsonParser parser, Found values, StagedFile local, long record, int depth) {
        if (depth > MAX_DEPTH && parser.currentToken().isStructStart()) {
            values.kinds.add(Kind.DEEP);
            parser.skipChildren();
            return;
        }
        switch (parser.currentToken()) {
            case VALUE_TRUE, VALUE_FALSE -> values.kinds.add(Kind.BOOLEAN);
            case VALUE_STRING -> values.kinds.add(Kind.TEXT);
            case VALUE_NUMBER_FLOAT -> values.kinds.add(Kind.REAL);
            case VALUE_NUMBER_INT ->
                values.kinds.add(parser.getNumberType() == NumberType.BIG_INTEGER ? Kind.REAL : Kind.INTEGER);
            case START_OBJECT -> {
                values.kinds.add(Kind.OBJECT);
                members(parser, values, local, record, depth);
            }
            case START_ARRAY -> {
                values.kinds.add(Kind.ARRAY);
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    value(parser, values.elements(), local, record, depth + 1);
                }
            }
            default -> {
                // Null is of every type.
            }
        }
    }

    private static StagedoorException refused(ErrorCode code, StagedFile local, long record, String why) {
        return new StagedoorException(
                code, "file '" + ShownText.of(local.name()) + "', record " + record + ": " + why);
    }

    @Override
    public List<Column> columns() {
        return root.columns();
    }
}

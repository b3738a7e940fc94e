package dev.stagedoor.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** The Avro files of the load history: what stands in a load manifest, a row for each file that was loaded, and how it is read. */
final class LoadManifest {
    private static final String LOCATION = "location";
    private static final String ETAG = "etag";
    private static final String SIZE = "size";
    private static final String LAST_MODIFIED = "last_modified_millis";
    private static final String ROWS = "rows";
    private static final String ERRORS = "errors";
    private static final String FIRST_ERROR = "first_error";
    private static final String FIRST_ERROR_LINE = "first_error_line";
    private static final String LOADED_AT = "loaded_at_millis";
    private static final String FORCED = "forced";

    static final Schema SCHEMA = SchemaBuilder.record("load").namespace("dev.stagedoor.table").fields()
            .requiredString(LOCATION)
            .optionalString(ETAG)
            .requiredLong(SIZE)
            .requiredLong(LAST_MODIFIED)
            .requiredLong(ROWS)
            .requiredLong(ERRORS)
            .optionalString(FIRST_ERROR)
            .optionalLong(FIRST_ERROR_LINE)
            .requiredLong(LOADED_AT)
            .requiredBoolean(FORCED)
            .endRecord();

    /** What tells files from each other: a reader of these alone skips the rest. */
    private static final Schema IDENTITY = SchemaBuilder.record("load").namespace("dev.stagedoor.table").fields()
            .requiredString(LOCATION)
            .optionalString(ETAG)
            .requiredLong(SIZE)
            .requiredLong(LAST_MODIFIED)
            .endRecord();

    private LoadManifest() {}

    /** Rows that are written one after the other. */
    @FunctionalInterface
    interface Rows {
        void writeTo(Consumer<GenericRecord> sink);
    }

    static byte[] bytes(Schema schema, Rows rows) {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.deflateCodec(1)); // every reader of Avro knows it; locations have much in common
            writer.create(schema, bytes);
            rows.writeTo(row -> append(writer, row));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    private static void append(DataFileWriter<GenericRecord> writer, GenericRecord row) {
        try {
            writer.append(row);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory could not be written", e);
        }
    }

    /** @param sink is given one record again and again */
    static void read(byte[] bytes, Schema schema, Consumer<GenericRecord> sink) throws IOException {
        var datums = new GenericDatumReader<GenericRecord>(null, schema);
        try (var reader = new DataFileStream<>(new ByteArrayInputStream(bytes), datums)) {
            GenericRecord row = null;
            while (reader.hasNext()) {
                row = reader.next(row);
                sink.accept(row);
            }
        }
    }

    /** The rows of a manifest, read as they are asked for. */
    static Iterator<GenericRecord> rows(byte[] bytes) throws IOException {
        return new DataFileStream<>(new ByteArrayInputStream(bytes), new GenericDatumReader<>(null, SCHEMA));
    }

    static GenericRecord row(LoadedFile file, Instant loadedAt, boolean forced) {
        GenericRecord row = new GenericData.Record(SCHEMA);
        row.put(LOCATION, file.source().location());
        row.put(ETAG, file.source().etag().orElse(null));
        row.put(SIZE, file.source().size());
        row.put(LAST_MODIFIED, file.source().lastModified().toEpochMilli());
        row.put(ROWS, file.rows());
        row.put(ERRORS, file.errors());
        row.put(FIRST_ERROR, file.firstError().orElse(null));
        row.put(FIRST_ERROR_LINE, file.firstErrorLine().isPresent() ? file.firstErrorLine().getAsLong() : null);
        row.put(LOADED_AT, loadedAt.toEpochMilli());
        row.put(FORCED, forced);
        return row;
    }

    static LoadRecord record(GenericRecord row) {
        var source = new LoadSource(
                row.get(LOCATION).toString(), text(row.get(ETAG)), (Long) row.get(SIZE),
                Instant.ofEpochMilli((Long) row.get(LAST_MODIFIED)));
        var line = (Long) row.get(FIRST_ERROR_LINE);
        return new LoadRecord(
                new LoadedFile(
                        source, (Long) row.get(ROWS), (Long) row.get(ERRORS), text(row.get(FIRST_ERROR)),
                        line == null ? OptionalLong.empty() : OptionalLong.of(line)),
                Instant.ofEpochMilli((Long) row.get(LOADED_AT)),
                (Boolean) row.get(FORCED));
    }

    private static Optional<String> text(@Nullable Object text) {
        return Optional.ofNullable(text).map(Object::toString);
    }

    /** Which files a manifest tells of. */
    static KnownFiles known(byte[] bytes, int files) throws IOException {
        var known = new KnownFiles.Builder(files);
        read(bytes, IDENTITY, row -> {
            var location = (Utf8) row.get(LOCATION);
            var etag = (Utf8) row.get(ETAG);
            known.add(location.getBytes(), location.getByteLength(), etag == null ? null : etag.getBytes(),
                    etag == null ? 0 : etag.getByteLength(), (Long) row.get(SIZE), (Long) row.get(LAST_MODIFIED));
        });
        return known.build();
    }
}

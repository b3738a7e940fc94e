package dev.stagedoor.e2e.formats;

import dev.stagedoor.query.format.WrittenOrc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.orc.CompressionKind;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;

/** Formats whose compression is inside of them, and which need no option for it. */
final class ColumnarSamples {
    private ColumnarSamples() {}

    /** @param directory for files on the way */
    static List<Sample> all(Path directory) throws IOException, SQLException {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(parquet(directory));
        for (String codec : List.of("null", "deflate", "snappy", "bzip2", "xz", "zstandard")) {
            samples.add(sample("AVRO", codec.equals("null") ? "none" : codec, "avro", "$1:id", avro(CodecFactory.fromString(codec))));
        }
        for (CompressionKind kind : List.of(
                CompressionKind.NONE, CompressionKind.ZLIB, CompressionKind.SNAPPY, CompressionKind.LZO, CompressionKind.LZ4,
                CompressionKind.ZSTD)) {
            samples.add(sample("ORC", kind.name().toLowerCase(Locale.ROOT), "orc", "id", orc(kind)));
        }
        Map<String, CodecType> codecs = new LinkedHashMap<>();
        codecs.put("none", CodecType.NO_COMPRESSION);
        codecs.put("lz4", CodecType.LZ4_FRAME);
        codecs.put("zstd", CodecType.ZSTD);
        for (var codec : codecs.entrySet()) {
            samples.add(sample("ARROW", codec.getKey(), "arrow", "id", arrow(false, codec.getValue())));
        }
        for (var codec : codecs.entrySet()) {
            samples.add(sample("ARROW_STREAM", codec.getKey(), "arrows", "id", arrow(true, codec.getValue())));
        }
        return samples;
    }

    private static Sample sample(String type, String compression, String suffix, String number, byte[] content) {
        return new Sample(type, compression, compression + "." + suffix, "", number, content);
    }

    private static String title(int number) {
        return "title " + number;
    }

    private static List<Sample> parquet(Path directory) throws IOException, SQLException {
        List<Sample> samples = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            for (String codec : List.of("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw")) {
                Path file = directory.resolve(codec + ".parquet");
                statement.execute("COPY (SELECT range + 1 AS id, 'title ' || (range + 1) AS title FROM range(" + Sample.ROWS
                        + ")) TO '" + file + "' (FORMAT parquet, CODEC '" + codec + "')");
                String compression = codec.equals("uncompressed") ? "none" : codec;
                samples.add(sample("PARQUET", compression, "parquet", "id", Files.readAllBytes(file)));
            }
        }
        return samples;
    }

    private static byte[] avro(CodecFactory codec) throws IOException {
        var schema = SchemaBuilder.record("book").fields().requiredLong("id").requiredString("title").endRecord();
        var bytes = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema)).setCodec(codec).create(schema, bytes)) {
            for (int i = 1; i <= Sample.ROWS; i++) {
                writer.append(new GenericRecordBuilder(schema).set("id", (long) i).set("title", title(i)).build());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] orc(CompressionKind kind) throws IOException {
        return WrittenOrc.file("struct<id:bigint,title:string>", kind, Sample.ROWS, batch -> {
            for (int i = 0; i < Sample.ROWS; i++) {
                ((LongColumnVector) batch.cols[0]).vector[i] = i + 1;
                ((BytesColumnVector) batch.cols[1]).setVal(i, title(i + 1).getBytes(StandardCharsets.UTF_8));
            }
            batch.size = Sample.ROWS;
        });
    }

    private static byte[] arrow(boolean stream, CodecType codec) throws IOException {
        Schema schema = new Schema(List.of(
                Field.nullable("id", new ArrowType.Int(64, true)), Field.nullable("title", new ArrowType.Utf8())));
        var bytes = new ByteArrayOutputStream();
        var codecs = codec == CodecType.NO_COMPRESSION ? NoCompressionCodec.Factory.INSTANCE : CommonsCompressionFactory.INSTANCE;
        try (var memory = new RootAllocator(64 << 20);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, memory)) {
            root.allocateNew();
            for (int i = 0; i < Sample.ROWS; i++) {
                ((BigIntVector) root.getVector("id")).setSafe(i, i + 1);
                ((VarCharVector) root.getVector("title")).setSafe(i, title(i + 1).getBytes(StandardCharsets.UTF_8));
            }
            root.setRowCount(Sample.ROWS);
            try (ArrowWriter writer = stream
                    ? new ArrowStreamWriter(root, null, Channels.newChannel(bytes), IpcOption.DEFAULT, codecs, codec)
                    : new ArrowFileWriter(root, null, Channels.newChannel(bytes), Map.of(), IpcOption.DEFAULT, codecs, codec)) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
        }
        return bytes.toByteArray();
    }
}

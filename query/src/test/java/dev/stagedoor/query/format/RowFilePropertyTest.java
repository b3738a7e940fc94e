package dev.stagedoor.query.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.orc.CompressionKind;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.storage.serde2.io.HiveDecimalWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a library has written is read as the same cells, whatever they are. */
class RowFilePropertyTest {
    private static final int SCALE = 5;

    /** A row: a number, a text, a decimal, a moment and a list of numbers; each may be NULL. */
    record Cells(
            @Nullable Long number,
            @Nullable String text,
            @Nullable BigDecimal decimal,
            @Nullable Instant moment,
            @Nullable List<Long> numbers) {
        Row row() {
            return Row.of(number, text, decimal, moment, numbers);
        }
    }

    /** Without the second before 1970: orc-core 2.3.1 writes it as the one after. */
    @Provide
    Arbitrary<List<Cells>> rows() {
        BigInteger limit = BigInteger.TEN.pow(20).subtract(BigInteger.ONE);
        return Combinators.combine(
                        Arbitraries.longs().injectNull(0.2),
                        Arbitraries.strings().ofMaxLength(20).map(RowFilePropertyTest::wellFormed).injectNull(0.2),
                        Arbitraries.bigIntegers()
                                .between(limit.negate(), limit)
                                .map(unscaled -> new BigDecimal(unscaled, SCALE))
                                .injectNull(0.2),
                        Arbitraries.longs()
                                .between(-12_219_292_800_000_000L, 253_402_300_799_999_999L)
                                .filter(micros -> micros >= 0 || micros <= -1_000_000)
                                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
                                .injectNull(0.2),
                        Arbitraries.longs().list().ofMaxSize(3).injectNull(0.2))
                .as(Cells::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(50);
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static List<List<@Nullable Object>> expected(List<Cells> rows) {
        return RowFiles.cells(rows.stream().map(Cells::row).toList());
    }

    private static List<List<@Nullable Object>> read(byte[] file, RowFiles.Opener opener) throws IOException {
        Path path = Files.createTempFile("rows", "");
        try {
            Files.write(path, file);
            return RowFiles.cells(RowFiles.rows(path, opener));
        } finally {
            Files.delete(path);
        }
    }

    @Property(tries = 100)
    void orc(@ForAll("rows") List<Cells> rows, @ForAll CompressionKind compression) throws IOException {
        String types = "struct<n:bigint,t:string,d:decimal(20,5),m:timestamp with local time zone,l:array<bigint>>";
        byte[] file = OrcRowFileTest.file(types, compression, batch -> fill(batch, rows));

        assertThat(read(file, OrcRowFile::open)).isEqualTo(expected(rows));
    }

    private static void fill(VectorizedRowBatch batch, List<Cells> rows) {
        ListColumnVector lists = (ListColumnVector) batch.cols[4];
        for (int i = 0; i < rows.size(); i++) {
            Cells row = rows.get(i);
            if (isThere(batch.cols[0], i, row.number)) {
                ((LongColumnVector) batch.cols[0]).vector[i] = row.number;
            }
            if (isThere(batch.cols[1], i, row.text)) {
                ((BytesColumnVector) batch.cols[1]).setVal(i, row.text.getBytes(StandardCharsets.UTF_8));
            }
            if (isThere(batch.cols[2], i, row.decimal)) {
                ((DecimalColumnVector) batch.cols[2]).vector[i] = new HiveDecimalWritable(row.decimal.toPlainString());
            }
            if (isThere(batch.cols[3], i, row.moment)) {
                TimestampColumnVector moments = (TimestampColumnVector) batch.cols[3];
                moments.changeCalendar(true, false);
                moments.time[i] = row.moment.toEpochMilli();
                moments.nanos[i] = row.moment.getNano();
            }
            if (isThere(lists, i, row.numbers)) {
                lists.offsets[i] = lists.childCount;
                lists.lengths[i] = row.numbers.size();
                lists.child.ensureSize(lists.childCount + row.numbers.size(), true);
                for (long number : row.numbers) {
                    ((LongColumnVector) lists.child).vector[lists.childCount++] = number;
                }
            }
        }
        batch.size = rows.size();
    }

    private static boolean isThere(ColumnVector vector, int row, @Nullable Object value) {
        if (value == null) {
            vector.noNulls = false;
            vector.isNull[row] = true;
        }
        return value != null;
    }

    @Property(tries = 100)
    void arrow(@ForAll("rows") List<Cells> rows, @ForAll boolean zstd) throws IOException {
        Schema schema = new Schema(List.of(
                Field.nullable("n", new ArrowType.Int(64, true)),
                Field.nullable("t", new ArrowType.Utf8()),
                Field.nullable("d", new ArrowType.Decimal(20, SCALE, 128)),
                Field.nullable("m", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
                new Field("l", FieldType.nullable(new ArrowType.List()), List.of(Field.nullable("item", new ArrowType.Int(64, true))))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var memory = new RootAllocator(64 << 20);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, memory)) {
            fill(root, rows);
            try (var writer = new ArrowFileWriter(
                    root,
                    null,
                    Channels.newChannel(out),
                    null,
                    IpcOption.DEFAULT,
                    CommonsCompressionFactory.INSTANCE,
                    zstd ? CodecType.ZSTD : CodecType.LZ4_FRAME)) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
        }

        assertThat(read(out.toByteArray(), ArrowRowFile::openFile)).isEqualTo(expected(rows));
    }

    private static void fill(VectorSchemaRoot root, List<Cells> rows) {
        root.getFieldVectors().forEach(FieldVector::allocateNew);
        ListVector lists = (ListVector) root.getVector("l");
        int children = 0;
        for (int i = 0; i < rows.size(); i++) {
            Cells row = rows.get(i);
            if (row.number != null) {
                ((BigIntVector) root.getVector("n")).setSafe(i, row.number);
            }
            if (row.text != null) {
                ((VarCharVector) root.getVector("t")).setSafe(i, row.text.getBytes(StandardCharsets.UTF_8));
            }
            if (row.decimal != null) {
                ((DecimalVector) root.getVector("d")).setSafe(i, row.decimal);
            }
            if (row.moment != null) {
                ((TimeStampMicroTZVector) root.getVector("m")).setSafe(i, ChronoUnit.MICROS.between(Instant.EPOCH, row.moment));
            }
            if (row.numbers != null) {
                lists.startNewValue(i);
                for (long number : row.numbers) {
                    ((BigIntVector) lists.getDataVector()).setSafe(children++, number);
                }
                lists.endValue(i, row.numbers.size());
            }
        }
        root.setRowCount(rows.size());
    }

    @Property(tries = 100)
    void avro(@ForAll("rows") List<Cells> rows) throws IOException {
        var schema = SchemaBuilder.record("Cells").fields().optionalLong("n").optionalString("t").name("l").type().nullable()
                .array().items().longType().noDefault().endRecord();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.snappyCodec());
            writer.create(schema, out);
            for (Cells row : rows) {
                GenericData.Record record = new GenericData.Record(schema);
                record.put("n", row.number);
                record.put("t", row.text);
                record.put("l", row.numbers);
                writer.append(record);
            }
        }
        List<Cells> back = new ArrayList<>();
        for (List<@Nullable Object> row : read(out.toByteArray(), path -> AvroRowFile.open(path, "$1", true))) {
            JsonNode json = JsonMapper.shared().readTree((String) row.getFirst());
            List<Long> numbers = new ArrayList<>();
            json.path("l").forEach(number -> numbers.add(number.asLong()));
            back.add(new Cells(
                    json.path("n").isNull() ? null : json.path("n").asLong(),
                    json.path("t").isNull() ? null : json.path("t").asString(),
                    null,
                    null,
                    json.path("l").isNull() ? null : numbers));
        }

        assertThat(back).isEqualTo(
                rows.stream().map(row -> new Cells(row.number, row.text, null, null, row.numbers)).toList());
    }
}

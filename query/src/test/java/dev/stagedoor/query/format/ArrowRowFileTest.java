package dev.stagedoor.query.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrowRowFileTest {
    private static final DictionaryEncoding CITIES = new DictionaryEncoding(1, false, new ArrowType.Int(8, true));

    @TempDir
    Path directory;

    private BufferAllocator memory;
    private MapDictionaryProvider dictionaries;

    @BeforeEach
    void open() {
        memory = new RootAllocator(64 << 20);
        VarCharVector cities = new VarCharVector("cities", memory);
        cities.setSafe(0, bytes("Basel"));
        cities.setSafe(1, bytes("Bern"));
        cities.setValueCount(2);
        dictionaries = new MapDictionaryProvider(new Dictionary(cities, CITIES));
    }

    @AfterEach
    void close() {
        dictionaries.close();
        memory.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Field field(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    private static final List<Field> TYPES = List.of(
            field("i8", new ArrowType.Int(8, true)),
            field("i32", new ArrowType.Int(32, true)),
            field("i64", new ArrowType.Int(64, true)),
            field("u8", new ArrowType.Int(8, false)),
            field("u32", new ArrowType.Int(32, false)),
            field("u64", new ArrowType.Int(64, false)),
            field("h", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
            field("f", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            field("d", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            field("bo", new ArrowType.Bool()),
            field("s", new ArrowType.Utf8()),
            field("ls", new ArrowType.LargeUtf8()),
            field("b", new ArrowType.Binary()),
            field("fb", new ArrowType.FixedSizeBinary(2)),
            field("de", new ArrowType.Decimal(10, 2, 128)),
            field("wide", new ArrowType.Decimal(50, 3, 256)),
            field("da", new ArrowType.Date(DateUnit.DAY)),
            field("ti", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
            field("ts", new ArrowType.Timestamp(TimeUnit.NANOSECOND, null)),
            field("tz", new ArrowType.Timestamp(TimeUnit.MILLISECOND, "Europe/Zurich")),
            field("iv", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)),
            field("du", new ArrowType.Duration(TimeUnit.MILLISECOND)),
            field("n", new ArrowType.Null()),
            field("li", new ArrowType.List(), field("item", new ArrowType.Int(32, true))),
            field("st", new ArrowType.Struct(), field("x", new ArrowType.Int(32, true)), field("y", new ArrowType.Utf8())),
            field(
                    "m",
                    new ArrowType.Map(false),
                    new Field(
                            "entries",
                            FieldType.notNullable(new ArrowType.Struct()),
                            List.of(
                                    new Field("key", FieldType.notNullable(new ArrowType.Utf8()), null),
                                    field("value", new ArrowType.Int(32, true))))),
            new Field("city", new FieldType(true, new ArrowType.Int(8, true), CITIES), null),
            field(
                    "un",
                    new ArrowType.Union(UnionMode.Dense, new int[] {0, 1}),
                    field("i", new ArrowType.Int(32, true)),
                    field("t", new ArrowType.Utf8())));

    @SuppressWarnings("unchecked")
    private static <T extends FieldVector> T vector(VectorSchemaRoot root, String name) {
        return (T) root.getVector(name);
    }

    /** A row of values, and one of NULLs. */
    private static void everyType(VectorSchemaRoot root) {
        root.getFieldVectors().forEach(FieldVector::allocateNew);
        ArrowRowFileTest.<TinyIntVector>vector(root, "i8").setSafe(0, -128);
        ArrowRowFileTest.<IntVector>vector(root, "i32").setSafe(0, Integer.MIN_VALUE);
        ArrowRowFileTest.<BigIntVector>vector(root, "i64").setSafe(0, Long.MIN_VALUE);
        ArrowRowFileTest.<UInt1Vector>vector(root, "u8").setSafe(0, 255);
        ArrowRowFileTest.<UInt4Vector>vector(root, "u32").setSafe(0, -1);
        ArrowRowFileTest.<UInt8Vector>vector(root, "u64").setSafe(0, -1);
        ArrowRowFileTest.<Float2Vector>vector(root, "h").setSafeWithPossibleTruncate(0, 0.5f);
        ArrowRowFileTest.<Float4Vector>vector(root, "f").setSafe(0, 1.5f);
        ArrowRowFileTest.<Float8Vector>vector(root, "d").setSafe(0, Double.NaN);
        ArrowRowFileTest.<BitVector>vector(root, "bo").setSafe(0, 1);
        ArrowRowFileTest.<VarCharVector>vector(root, "s").setSafe(0, bytes("Zürich"));
        ArrowRowFileTest.<LargeVarCharVector>vector(root, "ls").setSafe(0, bytes("Genève"));
        ArrowRowFileTest.<VarBinaryVector>vector(root, "b").setSafe(0, new byte[] {0, -1});
        ArrowRowFileTest.<FixedSizeBinaryVector>vector(root, "fb").setSafe(0, new byte[] {1, 2});
        ArrowRowFileTest.<DecimalVector>vector(root, "de").setSafe(0, new BigDecimal("-12.50"));
        ArrowRowFileTest.<Decimal256Vector>vector(root, "wide").setSafe(0, new BigDecimal("12345678901234567890123456789012345678901.125"));
        ArrowRowFileTest.<DateDayVector>vector(root, "da").setSafe(0, -1);
        ArrowRowFileTest.<TimeMicroVector>vector(root, "ti").setSafe(0, 3_661_000_001L);
        ArrowRowFileTest.<TimeStampNanoVector>vector(root, "ts").setSafe(0, 1_123_456_789L);
        ArrowRowFileTest.<TimeStampMilliTZVector>vector(root, "tz").setSafe(0, -1L);
        ArrowRowFileTest.<IntervalMonthDayNanoVector>vector(root, "iv").setSafe(0, 14, -3, 1_500_000L);
        ArrowRowFileTest.<DurationVector>vector(root, "du").setSafe(0, Duration.ofMillis(1500).toMillis());
        ListVector list = vector(root, "li");
        list.startNewValue(0);
        ((IntVector) list.getDataVector()).setSafe(0, 7);
        ((IntVector) list.getDataVector()).setNull(1);
        list.endValue(0, 2);
        StructVector struct = vector(root, "st");
        struct.setIndexDefined(0);
        struct.getChild("x", IntVector.class).setSafe(0, 3);
        struct.getChild("y", VarCharVector.class).setSafe(0, bytes("y"));
        MapVector map = vector(root, "m");
        map.startNewValue(0);
        StructVector entries = (StructVector) map.getDataVector();
        entries.setIndexDefined(0);
        entries.getChild("key", VarCharVector.class).setSafe(0, bytes("k"));
        entries.getChild("value", IntVector.class).setSafe(0, 1);
        map.endValue(0, 1);
        ArrowRowFileTest.<TinyIntVector>vector(root, "city").setSafe(0, 1);
        DenseUnionVector union = vector(root, "un");
        union.setTypeId(0, (byte) 1);
        union.setOffset(0, 0);
        ((VarCharVector) union.getVectorByType((byte) 1)).setSafe(0, bytes("u"));
        union.setTypeId(1, (byte) 0);
        union.setOffset(1, 0);
        ((IntVector) union.getVectorByType((byte) 0)).setNull(0);
        union.getVectorByType((byte) 0).setValueCount(1);
        union.getVectorByType((byte) 1).setValueCount(1);
        root.setRowCount(2);
    }

    private static final Row VALUES = Row.of(
            -128L,
            (long) Integer.MIN_VALUE,
            Long.MIN_VALUE,
            255L,
            0xFFFF_FFFFL,
            -1L,
            0.5f,
            1.5f,
            Double.NaN,
            true,
            "Zürich",
            "Genève",
            ByteBuffer.wrap(new byte[] {0, -1}),
            ByteBuffer.wrap(new byte[] {1, 2}),
            new BigDecimal("-12.50"),
            "12345678901234567890123456789012345678901.125",
            LocalDate.of(1969, 12, 31),
            LocalTime.parse("01:01:01.000001"),
            LocalDateTime.parse("1970-01-01T00:00:01.123456"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            "14 months -3 days 1500 microseconds",
            "1500000 microseconds",
            null,
            Arrays.asList(7L, null),
            List.of(3L, "y"),
            Map.of("k", 1L),
            "Bern",
            "\"u\"");

    /** Fills a batch. */
    private interface Filler {
        void fill(VectorSchemaRoot root);
    }

    private byte[] file(List<Field> fields, boolean stream, CodecType codec, Filler filler) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(fields), memory)) {
            filler.fill(root);
            try (ArrowWriter writer = writer(root, stream, codec, out)) {
                writer.start();
                writer.writeBatch();
                writer.writeBatch();
                writer.end();
            }
        }
        return out.toByteArray();
    }

    private ArrowWriter writer(VectorSchemaRoot root, boolean stream, CodecType codec, ByteArrayOutputStream out) {
        CompressionCodec.Factory codecs =
                codec == CodecType.NO_COMPRESSION ? NoCompressionCodec.Factory.INSTANCE : CommonsCompressionFactory.INSTANCE;
        return stream
                ? new ArrowStreamWriter(root, dictionaries, Channels.newChannel(out), IpcOption.DEFAULT, codecs, codec)
                : new ArrowFileWriter(root, dictionaries, Channels.newChannel(out), Map.of(), IpcOption.DEFAULT, codecs, codec);
    }

    private static RowFiles.Opener opener(boolean stream) {
        return stream ? ArrowRowFile::openStream : ArrowRowFile::openFile;
    }

    private Path written(byte[] file) throws IOException {
        Path path = directory.resolve("x.arrow");
        Files.write(path, file);
        return path;
    }

    @ParameterizedTest
    @CsvSource({"false, NO_COMPRESSION", "false, ZSTD", "false, LZ4_FRAME", "true, NO_COMPRESSION", "true, ZSTD", "true, LZ4_FRAME"})
    void every_type_is_read_with_every_compression(boolean stream, CodecType codec) throws IOException {
        Path path = written(file(TYPES, stream, codec, ArrowRowFileTest::everyType));
        Row nothing = Row.of(new Object[TYPES.size()]);

        assertThat(RowFiles.cells(RowFiles.rows(path, opener(stream))))
                .isEqualTo(RowFiles.cells(List.of(VALUES, nothing, VALUES, nothing)));
    }

    @Test
    void columns_are_named_and_typed() throws IOException {
        Path path = written(file(TYPES, false, CodecType.NO_COMPRESSION, ArrowRowFileTest::everyType));
        try (RowFile file = ArrowRowFile.openFile(path)) {
            assertThat(file.columns().subList(3, 8)).extracting(Column::type).containsExactly(
                    Scalar.UINT8, Scalar.UINT32, Scalar.UINT64, Scalar.FLOAT32, Scalar.FLOAT32);
            assertThat(file.columns().subList(14, 28)).containsExactly(
                    Column.nullable("de", new Decimal(10, 2)),
                    Column.nullable("wide", Scalar.STRING),
                    Column.nullable("da", Scalar.DATE),
                    Column.nullable("ti", Scalar.TIME),
                    Column.nullable("ts", Scalar.LOCAL_TIMESTAMP),
                    Column.nullable("tz", Scalar.TIMESTAMP),
                    Column.nullable("iv", Scalar.INTERVAL),
                    Column.nullable("du", Scalar.INTERVAL),
                    Column.nullable("n", Scalar.STRING),
                    Column.nullable("li", new DataType.Array(Scalar.INT32)),
                    Column.nullable(
                            "st",
                            new DataType.Tuple(List.of(Column.nullable("x", Scalar.INT32), Column.nullable("y", Scalar.STRING)))),
                    Column.nullable("m", new DataType.Map(Scalar.STRING, Scalar.INT32)),
                    Column.nullable("city", Scalar.STRING),
                    Column.nullable("un", Scalar.VARIANT));
        }
    }

    @Test
    void only_columns_that_are_needed_are_given() throws IOException {
        Path path = written(file(TYPES, true, CodecType.ZSTD, ArrowRowFileTest::everyType));
        try (RowFile file = ArrowRowFile.openStream(path)) {
            assertThat(RowFiles.rows(file, file.columns(), List.of(26, 0)))
                    .containsExactly(Row.of("Bern", -128L), Row.of(null, null), Row.of("Bern", -128L), Row.of(null, null));
        }
    }

    private static List<Field> some(String... names) {
        return TYPES.stream().filter(field -> List.of(names).contains(field.getName())).toList();
    }

    private byte[] small(boolean stream, CodecType codec) throws IOException {
        return file(some("i32", "s", "li"), stream, codec, root -> {
            root.getFieldVectors().forEach(FieldVector::allocateNew);
            ArrowRowFileTest.<IntVector>vector(root, "i32").setSafe(0, 1);
            ArrowRowFileTest.<VarCharVector>vector(root, "s").setSafe(0, bytes("text"));
            ListVector list = vector(root, "li");
            list.startNewValue(0);
            ((IntVector) list.getDataVector()).setSafe(0, 7);
            list.endValue(0, 1);
            root.setRowCount(1);
        });
    }

    /** A stream may end after any batch. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void a_file_cut_anywhere_is_told(boolean stream) throws IOException {
        byte[] whole = small(stream, CodecType.NO_COMPRESSION);
        RowFiles.expectCutsAreTold(whole, directory.resolve("cut.arrow"), opener(stream), stream);
    }

    @ParameterizedTest
    @CsvSource({"false, NO_COMPRESSION", "true, NO_COMPRESSION", "true, ZSTD", "true, LZ4_FRAME"})
    void a_damaged_file_is_told_or_read(boolean stream, CodecType codec) throws IOException {
        RowFiles.expectDamageIsTold(small(stream, codec), 0, directory.resolve("damaged.arrow"), opener(stream));
    }

    @Test
    void lengths_that_lie_are_told() throws IOException {
        byte[] gigabytes = {-1, -1, -1, -1, -1, -1, -1, 0x7F};

        assertThat(RowFiles.failure(written(gigabytes), ArrowRowFile::openStream)).contains("damaged, or cut short");
    }

    @Test
    void another_format_is_told() throws IOException {
        Path csv = written(bytes("a,b\n1,2\n".repeat(10)));

        assertThat(RowFiles.failure(csv, ArrowRowFile::openFile)).contains("no file of Arrow");
        assertThat(RowFiles.failure(written(small(true, CodecType.NO_COMPRESSION)), ArrowRowFile::openFile)).contains("arrow_stream");
    }
}

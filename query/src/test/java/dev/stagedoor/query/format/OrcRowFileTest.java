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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcProto;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DateColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.UnionColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.storage.serde2.io.HiveDecimalWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrcRowFileTest {
    private static final String TYPES =
            """
            struct<bo:boolean,by:tinyint,sh:smallint,i:int,l:bigint,f:float,d:double,s:string,c:char(5),v:varchar(5),b:binary,\
            da:date,t:timestamp,ti:timestamp with local time zone,de:decimal(10,2),wide:decimal(38,10),\
            li:array<int>,m:map<string,int>,st:struct<x:int,y:array<string>>,u:uniontype<int,string>,\
            mk:map<binary,int>,e:struct<>>""";

    @TempDir
    Path directory;

    static byte[] file(String types, CompressionKind compression, Consumer<VectorizedRowBatch> filler) throws IOException {
        return WrittenOrc.file(types, compression, VectorizedRowBatch.DEFAULT_SIZE, filler);
    }

    private static void bytes(ColumnVector vector, int row, String text) {
        ((BytesColumnVector) vector).setVal(row, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void whole(ColumnVector vector, int row, long value) {
        ((LongColumnVector) vector).vector[row] = value;
    }

    private static void time(ColumnVector vector, int row, Instant moment) {
        TimestampColumnVector times = (TimestampColumnVector) vector;
        times.time[row] = moment.toEpochMilli();
        times.nanos[row] = moment.getNano();
    }

    /** A row of values, and one of NULLs. */
    private static void everyType(VectorizedRowBatch batch) {
        ColumnVector[] cols = batch.cols;
        ((DateColumnVector) cols[11]).changeCalendar(true, false);
        ((TimestampColumnVector) cols[12]).changeCalendar(true, false);
        whole(cols[0], 0, 1);
        whole(cols[1], 0, -128);
        whole(cols[2], 0, 32767);
        whole(cols[3], 0, Integer.MIN_VALUE);
        whole(cols[4], 0, Long.MAX_VALUE);
        ((DoubleColumnVector) cols[5]).vector[0] = 1.5f;
        ((DoubleColumnVector) cols[6]).vector[0] = Double.NEGATIVE_INFINITY;
        bytes(cols[7], 0, "Zürich");
        bytes(cols[8], 0, "ab");
        bytes(cols[9], 0, "abcde");
        bytes(cols[10], 0, "\u0001a");
        whole(cols[11], 0, LocalDate.of(1500, 2, 28).toEpochDay());
        time(cols[12], 0, Instant.parse("1582-10-04T10:11:12.123456789Z"));
        time(cols[13], 0, Instant.parse("2026-11-30T10:11:12.5Z"));
        ((DecimalColumnVector) cols[14]).vector[0] = new HiveDecimalWritable("12.5");
        ((DecimalColumnVector) cols[15]).vector[0] = new HiveDecimalWritable("-1234567890123456789012345678.0123456789");
        ListColumnVector list = (ListColumnVector) cols[16];
        list.lengths[0] = 2;
        list.child.ensureSize(2, false);
        whole(list.child, 0, 7);
        list.child.noNulls = false;
        list.child.isNull[1] = true;
        MapColumnVector map = (MapColumnVector) cols[17];
        map.lengths[0] = 1;
        bytes(map.keys, 0, "k");
        whole(map.values, 0, 1);
        StructColumnVector struct = (StructColumnVector) cols[18];
        whole(struct.fields[0], 0, 3);
        ListColumnVector inner = (ListColumnVector) struct.fields[1];
        inner.lengths[0] = 1;
        bytes(inner.child, 0, "y");
        UnionColumnVector union = (UnionColumnVector) cols[19];
        union.tags[0] = 1;
        bytes(union.fields[1], 0, "u");
        MapColumnVector binaryKeys = (MapColumnVector) cols[20];
        binaryKeys.lengths[0] = 1;
        bytes(binaryKeys.keys, 0, "\u0001");
        whole(binaryKeys.values, 0, 9);
        for (ColumnVector vector : cols) {
            vector.noNulls = false;
            vector.isNull[1] = true;
        }
        batch.size = 2;
    }

    private Path written(byte[] file) throws IOException {
        Path path = directory.resolve("x.orc");
        Files.write(path, file);
        return path;
    }

    @ParameterizedTest
    @EnumSource(CompressionKind.class)
    void every_type_is_read_with_every_compression(CompressionKind compression) throws IOException {
        Path path = written(file(TYPES, compression, OrcRowFileTest::everyType));

        assertThat(RowFiles.cells(RowFiles.rows(path, OrcRowFile::open)))
                .isEqualTo(RowFiles.cells(List.of(
                        Row.of(
                                true,
                                -128L,
                                32767L,
                                (long) Integer.MIN_VALUE,
                                Long.MAX_VALUE,
                                1.5f,
                                Double.NEGATIVE_INFINITY,
                                "Zürich",
                                "ab",
                                "abcde",
                                ByteBuffer.wrap(new byte[] {1, 'a'}),
                                LocalDate.of(1500, 2, 28),
                                LocalDateTime.parse("1582-10-04T10:11:12.123456"),
                                Instant.parse("2026-11-30T10:11:12.5Z"),
                                new BigDecimal("12.50"),
                                new BigDecimal("-1234567890123456789012345678.0123456789"),
                                Arrays.asList(7L, null),
                                Map.of("k", 1L),
                                List.of(3L, List.of("y")),
                                "\"u\"",
                                List.of(List.of(ByteBuffer.wrap(new byte[] {1}), 9L)),
                                "{}"),
                        Row.of(new Object[22]))));
    }

    @Test
    void columns_are_named_and_typed() throws IOException {
        try (RowFile file = OrcRowFile.open(written(file(TYPES, CompressionKind.NONE, OrcRowFileTest::everyType)))) {
            assertThat(file.columns()).startsWith(Column.nullable("bo", Scalar.BOOLEAN), Column.nullable("by", Scalar.INT8));
            assertThat(file.columns().subList(11, 22))
                    .containsExactly(
                            Column.nullable("da", Scalar.DATE),
                            Column.nullable("t", Scalar.LOCAL_TIMESTAMP),
                            Column.nullable("ti", Scalar.TIMESTAMP),
                            Column.nullable("de", new Decimal(10, 2)),
                            Column.nullable("wide", new Decimal(38, 10)),
                            Column.nullable("li", new DataType.Array(Scalar.INT32)),
                            Column.nullable("m", new DataType.Map(Scalar.STRING, Scalar.INT32)),
                            Column.nullable(
                                    "st",
                                    new DataType.Tuple(List.of(
                                            Column.nullable("x", Scalar.INT32), Column.nullable("y", new DataType.Array(Scalar.STRING))))),
                            Column.nullable("u", Scalar.VARIANT),
                            Column.nullable(
                                    "mk",
                                    new DataType.Array(new DataType.Tuple(
                                            List.of(Column.nullable("key", Scalar.BINARY), Column.nullable("value", Scalar.INT32))))),
                            Column.nullable("e", Scalar.VARIANT));
        }
    }

    @Test
    void names_that_differ_in_case_alone_are_told_apart() throws IOException {
        Path path = written(file("struct<a:int,A:int,a_1:int>", CompressionKind.NONE, batch -> batch.size = 1));
        try (RowFile file = OrcRowFile.open(path)) {
            assertThat(file.columns()).extracting(Column::name).containsExactly("a", "A_1", "a_1_1");
        }
    }

    @Test
    void only_columns_that_are_needed_are_read() throws IOException {
        Path path = written(file(TYPES, CompressionKind.ZLIB, OrcRowFileTest::everyType));
        try (RowFile file = OrcRowFile.open(path)) {
            assertThat(RowFiles.rows(file, file.columns(), List.of(18, 3)))
                    .containsExactly(Row.of(List.of(3L, List.of("y")), (long) Integer.MIN_VALUE), Row.of(null, null));
        }
        try (RowFile file = OrcRowFile.open(path)) {
            assertThat(RowFiles.rows(file, file.columns(), List.of())).hasSize(2);
        }
    }

    private static byte[] small(CompressionKind compression) throws IOException {
        return file("struct<i:int,s:string,de:decimal(10,2),m:map<string,int>>", compression, batch -> {
            for (int i = 0; i < 3; i++) {
                whole(batch.cols[0], i, i);
                bytes(batch.cols[1], i, "text " + i);
                ((DecimalColumnVector) batch.cols[2]).vector[i] = new HiveDecimalWritable("1.5");
                MapColumnVector map = (MapColumnVector) batch.cols[3];
                map.offsets[i] = i;
                map.lengths[i] = 1;
                bytes(map.keys, i, "k" + i);
                whole(map.values, i, i);
            }
            batch.size = 3;
        });
    }

    @Test
    void a_file_cut_anywhere_is_told() throws IOException {
        RowFiles.expectCutsAreTold(small(CompressionKind.ZLIB), directory.resolve("cut.orc"), OrcRowFile::open, false);
    }

    /**
     * From the footer on. Within a stripe orc-core 2.3.1 may count to 2^32 when numbers end too early, before it goes on: it looks for no
     * end of a stream while it unpacks them.
     */
    @ParameterizedTest
    @EnumSource(value = CompressionKind.class, names = {"NONE", "ZLIB"})
    void a_damaged_end_is_told_or_read(CompressionKind compression) throws IOException {
        byte[] whole = small(compression);

        RowFiles.expectDamageIsTold(whole, firstOfFooter(whole), directory.resolve("damaged.orc"), OrcRowFile::open);
    }

    private static int firstOfFooter(byte[] file) throws IOException {
        int end = Byte.toUnsignedInt(file[file.length - 1]) + 1;
        var postScript = OrcProto.PostScript.parseFrom(Arrays.copyOfRange(file, file.length - end, file.length - 1));
        return file.length - end - (int) postScript.getFooterLength() - (int) postScript.getMetadataLength();
    }

    @Test
    void a_damaged_stripe_is_told() throws IOException {
        byte[] whole = small(CompressionKind.ZLIB);
        Arrays.fill(whole, 3, firstOfFooter(whole), (byte) 0xFF);

        assertThat(RowFiles.failure(written(whole), OrcRowFile::open)).contains("damaged, or cut short");
    }

    /** Of 20 MiB of nothing: no room is made for it. */
    @Test
    void a_footer_that_is_too_long_is_told() throws IOException {
        int length = 20 << 20;
        var end = OrcProto.PostScript.newBuilder()
                .setFooterLength(length)
                .setCompression(OrcProto.CompressionKind.NONE)
                .setMetadataLength(0)
                .setMagic("ORC")
                .build()
                .toByteArray();
        ByteArrayOutputStream lying = new ByteArrayOutputStream();
        lying.write("ORC".getBytes(StandardCharsets.US_ASCII));
        lying.write(new byte[length]);
        lying.write(end);
        lying.write(end.length);

        assertThat(RowFiles.failure(written(lying.toByteArray()), OrcRowFile::open)).contains("its footer has more than 16 MiB");
    }

    @Test
    void another_format_is_told() throws IOException {
        assertThat(RowFiles.failure(written("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)), OrcRowFile::open)).contains("no ORC file");
    }
}

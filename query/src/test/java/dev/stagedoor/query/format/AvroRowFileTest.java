package dev.stagedoor.query.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroRowFileTest {
    private static final String BOOK =
            """
            {"type": "record", "name": "Book", "fields": [
              {"name": "title", "type": "string"}, {"name": "pages", "type": ["null", "int"]}]}""";

    @TempDir
    Path directory;

    private static byte[] file(String type, CodecFactory codec, List<?> values) throws IOException {
        Schema schema = new Schema.Parser().parse(type);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec);
            writer.create(schema, out);
            for (Object value : values) {
                writer.append(value);
            }
        }
        return out.toByteArray();
    }

    private static GenericRecord book(String title, Integer pages) {
        GenericData.Record record = new GenericData.Record(new Schema.Parser().parse(BOOK));
        record.put("title", title);
        record.put("pages", pages);
        return record;
    }

    private Path written(byte[] file) throws IOException {
        Path path = directory.resolve("x.avro");
        Files.write(path, file);
        return path;
    }

    private static RowFile open(Path path) throws IOException {
        return AvroRowFile.open(path, "$1", true);
    }

    private String json(String type, Object value, boolean logicalTypes) throws IOException {
        List<Row> rows = RowFiles.rows(
                written(file(type, CodecFactory.nullCodec(), List.of(value))), path -> AvroRowFile.open(path, "$1", logicalTypes));
        assertThat(rows).hasSize(1);
        return rows.getFirst().text(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "bzip2", "zstandard", "xz"})
    void every_codec_is_read(String codec) throws IOException {
        byte[] file = file(BOOK, CodecFactory.fromString(codec), List.of(book("Emma", null), book("Ulysses", 730)));

        assertThat(RowFiles.rows(written(file), AvroRowFileTest::open))
                .containsExactly(Row.of("{\"title\":\"Emma\",\"pages\":null}"), Row.of("{\"title\":\"Ulysses\",\"pages\":730}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "int", "logicalType": "date"} | -1 | "1969-12-31" | -1
            {"type": "int", "logicalType": "time-millis"} | 3661001 | "01:01:01.001000" | 3661001
            """)
    void logical_types_of_ints(String type, int value, String json, String plain) throws IOException {
        assertThat(json(type, value, true)).isEqualTo(json);
        assertThat(json(type, value, false)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "long", "logicalType": "time-micros"} | 1000001 | "00:00:01.000001"
            {"type": "long", "logicalType": "timestamp-millis"} | 1500 | "1970-01-01 00:00:01.500000+00:00"
            {"type": "long", "logicalType": "timestamp-micros"} | -1 | "1969-12-31 23:59:59.999999+00:00"
            {"type": "long", "logicalType": "timestamp-nanos"} | 1999 | "1970-01-01 00:00:00.000001+00:00"
            {"type": "long", "logicalType": "local-timestamp-millis"} | 1500 | "1970-01-01 00:00:01.500000"
            {"type": "long", "logicalType": "local-timestamp-micros"} | 1 | "1970-01-01 00:00:00.000001"
            {"type": "long", "logicalType": "local-timestamp-nanos"} | 1000 | "1970-01-01 00:00:00.000001"
            {"type": "long", "logicalType": "nobody-knows"} | 7 | 7
            "long" | 9223372036854775807 | 9223372036854775807
            """)
    void logical_types_of_longs(String type, long value, String json) throws IOException {
        assertThat(json(type, value, true)).isEqualTo(json);
        assertThat(json(type, value, false)).isEqualTo(Long.toString(value));
    }

    @Test
    void other_types() throws IOException {
        ByteBuffer unscaled = ByteBuffer.wrap(new BigDecimal("-12.50").unscaledValue().toByteArray());
        assertThat(json("{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 10, \"scale\": 2}", unscaled, true))
                .isEqualTo("\"-12.50\"");
        assertThat(json("\"bytes\"", ByteBuffer.wrap(new byte[] {0, -1}), true)).isEqualTo("\"00FF\"");
        assertThat(json("\"double\"", Double.NaN, true)).isEqualTo("\"NaN\"");
        assertThat(json("\"float\"", 1.5f, true)).isEqualTo("1.5");
        assertThat(json("\"boolean\"", true, true)).isEqualTo("true");
        assertThat(json("{\"type\": \"map\", \"values\": [\"null\", \"string\"]}", Map.of("a \"b", "c\n"), true))
                .isEqualTo("{\"a \\\"b\":\"c\\n\"}");
        assertThat(json("{\"type\": \"array\", \"items\": [\"int\", \"string\", \"null\"]}", Arrays.asList(1, "x", null), true))
                .isEqualTo("[1,\"x\",null]");
        Schema suit = new Schema.Parser().parse("{\"type\": \"enum\", \"name\": \"Suit\", \"symbols\": [\"HEARTS\", \"SPADES\"]}");
        assertThat(json(suit.toString(), new GenericData.EnumSymbol(suit, "SPADES"), true)).isEqualTo("\"SPADES\"");
    }

    @Test
    void fixed_types() throws IOException {
        String uuid = "{\"type\": \"fixed\", \"name\": \"U\", \"size\": 16, \"logicalType\": \"uuid\"}";
        byte[] sixteen = new BigInteger("0123456789abcdef0123456789abcdef", 16).toByteArray();
        byte[] padded = Arrays.copyOfRange(sixteen, sixteen.length - 16, sixteen.length);
        assertThat(json(uuid, new GenericData.Fixed(new Schema.Parser().parse(uuid), padded), true))
                .isEqualTo("\"01234567-89ab-cdef-0123-456789abcdef\"");
        String duration = "{\"type\": \"fixed\", \"name\": \"D\", \"size\": 12, \"logicalType\": \"duration\"}";
        byte[] parts = {1, 0, 0, 0, 2, 0, 0, 0, (byte) 0xAC, 0x0D, 0, 0};
        assertThat(json(duration, new GenericData.Fixed(new Schema.Parser().parse(duration), parts), true))
                .isEqualTo("\"1 months 2 days 3500 milliseconds\"");
        assertThat(json(duration, new GenericData.Fixed(new Schema.Parser().parse(duration), parts), false))
                .isEqualTo("\"0100000002000000AC0D0000\"");
    }

    /** A chain of records, as deep as the stack is not. */
    @Test
    void a_value_that_is_nested_too_deeply_is_told() throws IOException {
        String type = "{\"type\": \"record\", \"name\": \"Link\", \"fields\": [{\"name\": \"next\", \"type\": [\"null\", \"Link\"]}]}";
        byte[] file = file(type, CodecFactory.nullCodec(), List.of());
        int sync = file.length - 16;
        for (int depth : new int[] {200, 1_000_000}) {
            ByteArrayOutputStream deep = new ByteArrayOutputStream();
            deep.write(file);
            deep.write(2);
            number(deep, depth + 1);
            for (int i = 0; i < depth; i++) {
                deep.write(2);
            }
            deep.write(0);
            deep.write(file, sync, 16);
            assertThat(RowFiles.failure(written(deep.toByteArray()), AvroRowFileTest::open)).contains("nested");
        }
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long zigZag = value << 1 ^ value >> 63;
        while ((zigZag & ~0x7FL) != 0) {
            out.write((int) (zigZag & 0x7F | 0x80));
            zigZag >>>= 7;
        }
        out.write((int) zigZag);
    }

    /** A block of a gigabyte, and one of which only the head is there. */
    @Test
    void lengths_that_lie_are_told() throws IOException {
        byte[] file = file(BOOK, CodecFactory.nullCodec(), List.of());
        for (long length : new long[] {1L << 30, Long.MAX_VALUE, -1}) {
            ByteArrayOutputStream lying = new ByteArrayOutputStream();
            lying.write(file);
            lying.write(2);
            number(lying, length);
            assertThat(RowFiles.failure(written(lying.toByteArray()), AvroRowFileTest::open)).contains("damaged, or cut short");
        }
    }

    /** The last block of a file, and one that another follows. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate"})
    void a_block_that_holds_more_records_than_it_says_is_told(String codec) throws IOException {
        byte[] none = file(BOOK, CodecFactory.fromString(codec), List.of());
        byte[] three = file(BOOK, CodecFactory.fromString(codec), List.of(book("Emma", null), book("Ulysses", 730), book("Ada", 9)));
        byte[] block = Arrays.copyOfRange(three, none.length, three.length);
        System.arraycopy(three, 0, none, 0, none.length);
        for (int said : new int[] {0, 1, 2}) {
            byte[] lying = block.clone();
            lying[0] = (byte) (said << 1);
            for (byte[] next : new byte[][] {new byte[0], block}) {
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                file.write(none);
                file.write(lying);
                file.write(next);
                Path path = written(file.toByteArray());
                assertThat(RowFiles.failure(path, AvroRowFileTest::open)).as(said + " of 3").contains("damaged, or cut short");
            }
        }
    }

    /** 100 MiB of blanks in a block of 100 KB. */
    @Test
    void a_block_that_becomes_too_large_is_told() throws IOException {
        byte[] file = file("\"string\"", CodecFactory.deflateCodec(9), List.of(" ".repeat(100 << 20)));

        assertThat(file.length).isLessThan(1 << 20);
        assertThat(RowFiles.failure(written(file), AvroRowFileTest::open)).contains("64 MiB");
    }

    @Test
    void a_file_cut_anywhere_is_told() throws IOException {
        byte[] whole = file(BOOK, CodecFactory.nullCodec(), List.of(book("Emma", null), book("Ulysses", 730)));
        RowFiles.expectCutsAreTold(whole, directory.resolve("cut.avro"), AvroRowFileTest::open, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy"})
    void a_damaged_file_is_told_or_read(String codec) throws IOException {
        byte[] whole = file(BOOK, CodecFactory.fromString(codec), List.of(book("Emma", null), book("Ulysses", 730)));
        RowFiles.expectDamageIsTold(whole, 0, directory.resolve("damaged.avro"), AvroRowFileTest::open);
    }

    @Test
    void another_format_is_told() throws IOException {
        assertThat(RowFiles.failure(written("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)), AvroRowFileTest::open))
                .contains("no Avro file");
    }
}

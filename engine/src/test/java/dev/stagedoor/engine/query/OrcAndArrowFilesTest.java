package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.format.WrittenOrc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.orc.CompressionKind;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SELECT … FROM @stage} on files of ORC, ARROW and ARROW_STREAM, which have columns by name. */
class OrcAndArrowFilesTest {
    private static final String BOOKS = "struct<Title:string,pages:int,tags:array<string>,cover:binary>";

    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Books called by their number, with as many pages. */
    private static byte[] books(String format, int first, int count) throws IOException {
        return format.equals("orc") ? orc(BOOKS, first, count) : arrow(format.equals("arrow_stream"), first, count);
    }

    private static byte[] orc(String types, int first, int count) throws IOException {
        return WrittenOrc.file(types, CompressionKind.ZLIB, Math.max(1, count), batch -> {
            for (int i = 0; i < count; i++) {
                ((BytesColumnVector) batch.cols[0]).setVal(i, bytes("book " + (first + i)));
                ((LongColumnVector) batch.cols[1]).vector[i] = first + i;
                ListColumnVector tags = (ListColumnVector) batch.cols[2];
                tags.offsets[i] = i;
                tags.lengths[i] = 1;
                tags.child.ensureSize(i + 1, true);
                ((BytesColumnVector) tags.child).setVal(i, bytes("tag " + i));
                ((BytesColumnVector) batch.cols[3]).setVal(i, new byte[] {(byte) i});
            }
            batch.size = count;
        });
    }

    private static byte[] arrow(boolean stream, int first, int count) throws IOException {
        Schema schema = new Schema(List.of(
                Field.nullable("Title", new ArrowType.Utf8()),
                Field.nullable("pages", new ArrowType.Int(32, true)),
                new Field(
                        "tags",
                        FieldType.nullable(new ArrowType.List()),
                        List.of(Field.nullable("item", new ArrowType.Utf8()))),
                Field.nullable("cover", new ArrowType.Binary())));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var memory = new RootAllocator(64 << 20);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, memory)) {
            root.allocateNew();
            ListVector tags = (ListVector) root.getVector("tags");
            for (int i = 0; i < count; i++) {
                ((VarCharVector) root.getVector("Title")).setSafe(i, bytes("book " + (first + i)));
                ((IntVector) root.getVector("pages")).setSafe(i, first + i);
                tags.startNewValue(i);
                ((VarCharVector) tags.getDataVector()).setSafe(i, bytes("tag " + i));
                tags.endValue(i, 1);
                ((VarBinaryVector) root.getVector("cover")).setSafe(i, new byte[] {(byte) i});
            }
            root.setRowCount(count);
            try (ArrowWriter writer = stream
                    ? new ArrowStreamWriter(root, null, Channels.newChannel(out))
                    : new ArrowFileWriter(root, null, Channels.newChannel(out))) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orc", "arrow", "arrow_stream"})
    void columns_are_read_by_name(String format) throws IOException {
        world.put("in/a", books(format, 1, 2));
        world.put("in/b", books(format, 3, 1));
        String from = " FROM @s/in/ (FILE_FORMAT => '" + format + "')";

        assertThat(world.rows("SELECT *" + from + " ORDER BY pages"))
                .containsExactly(
                        row("book 1", "1", "[\"tag 0\"]", "00"),
                        row("book 2", "2", "[\"tag 1\"]", "01"),
                        row("book 3", "3", "[\"tag 0\"]", "00"));
        assertThat(world.rows("SELECT metadata$file_row_number, metadata$filename, title, tags[1]" + from + " WHERE pages > 1 ORDER BY 3"))
                .containsExactly(row("1", "in/a", "book 2", "tag 1"), row("0", "in/b", "book 3", "tag 0"));
        assertThat(world.rows("SELECT count(*), sum(pages)" + from)).containsExactly(row("3", "6"));
        assertThat(world.query("SELECT *" + from).schema())
                .extracting(column -> column.name() + " " + column.typeName())
                .containsExactly(
                        "Title Nullable(String)", "pages Nullable(Int32)", "tags Nullable(Array(String NULL))", "cover Nullable(Binary)");
        assertThat(world.rows("SELECT a.title FROM @s/in/a (FILE_FORMAT => '" + format + "') a JOIN @s/in/ (FILE_FORMAT => '" + format
                + "') b ON a.pages = b.pages ORDER BY 1")).containsExactly(row("book 1"), row("book 2"));
    }

    @Test
    void the_whole_row_of_orc_is_a_variant() throws IOException {
        world.put("a.orc", books("orc", 1, 1));

        assertThat(world.rows("SELECT $1:Title, $1 FROM @s/a.orc (FILE_FORMAT => 'orc')"))
                .containsExactly(row("\"book 1\"", "{\"Title\":\"book 1\",\"pages\":1,\"tags\":[\"tag 0\"],\"cover\":\"\\\\x00\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT $2 FROM @s/a.orc (FILE_FORMAT => 'orc') | SEMANTIC | Query from ORC file only support $1 as column position
            SELECT $1 FROM @s/a.arrow (FILE_FORMAT => 'arrow') | SEMANTIC | Query from Arrow file does not support column positions
            SELECT $1 FROM @s/a.arrow (FILE_FORMAT => 'arrow_stream') | SEMANTIC | Query from Arrow file does not support column positions
            SELECT nothing FROM @s/a.orc (FILE_FORMAT => 'orc') | SEMANTIC | nothing
            SELECT title FROM @s/none/ (FILE_FORMAT => 'orc') | SEMANTIC | no files found. specify a prefix/pattern/files
            SELECT title FROM @s/a.arrow (FILE_FORMAT => 'orc') | BAD_BYTES | file 'a.arrow': it is no ORC file
            SELECT title FROM @s/a.orc (FILE_FORMAT => 'arrow') | BAD_BYTES | file 'a.orc': it is no file of Arrow
            SELECT $1 FROM @s/a.orc (FILE_FORMAT => 'avro') | BAD_BYTES | file 'a.orc': it is no Avro file
            SELECT * FROM infer_schema(location => '@s/a.orc', file_format => 'orc') | UNIMPLEMENTED | not at ORC
            """)
    void refusals(String sql, ErrorCode code, String message) throws IOException {
        world.put("a.orc", books("orc", 1, 1));
        world.put("a.arrow", books("arrow", 1, 1));

        world.expect(sql, code, message);
    }

    @Test
    void a_file_with_other_columns_is_told_with_the_column() throws IOException {
        world.put("d/a.orc", orc(BOOKS, 1, 1));
        world.put("d/b.orc", orc("struct<title:string,pages:bigint,tags:array<string>,cover:binary>", 1, 1));
        world.put("e/a.orc", orc(BOOKS, 1, 1));
        world.put("e/b.orc", orc("struct<title:string,leaves:int,tags:array<string>,cover:binary>", 1, 1));

        world.expect("SELECT count(*) FROM @s/d/ (FILE_FORMAT => 'orc')", ErrorCode.BAD_BYTES,
                "file 'd/b.orc' has column `pages` as Int64, 'd/a.orc' has it as Int32");
        world.expect("SELECT count(*) FROM @s/e/ (FILE_FORMAT => 'orc')", ErrorCode.BAD_BYTES,
                "file 'e/b.orc' has no column `pages`, which 'e/a.orc' has");
    }

    @Test
    void a_column_may_be_called_as_the_number_of_a_row_elsewhere() throws IOException {
        world.put("a.orc", orc("struct<file_row_number:string,pages:int,tags:array<string>,cover:binary>", 1, 1));

        assertThat(world.rows("SELECT file_row_number, metadata$file_row_number FROM @s/a.orc (FILE_FORMAT => 'orc')"))
                .containsExactly(row("book 1", "0"));
    }

    /** The second file is damaged: whoever reads no further than the first does not meet it. */
    @ParameterizedTest
    @ValueSource(strings = {"orc", "arrow", "arrow_stream"})
    void a_limit_ends_the_reading(String format) throws IOException {
        world.put("in/a", books(format, 1, 5_000));
        byte[] half = books(format, 1, 5_000);
        world.put("in/b", Arrays.copyOf(half, half.length / 2));
        String from = " FROM @s/in/ (FILE_FORMAT => '" + format + "')";

        assertThat(world.rows("SELECT title" + from + " LIMIT 3")).hasSize(3);
        world.expect("SELECT count(title)" + from, ErrorCode.BAD_BYTES, "file 'in/b'");
    }
}

package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.query.format.WrittenOrc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.orc.CompressionKind;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Staged files of AVRO, ORC and ARROW, queried with databend-jdbc in a real server and its worker processes. */
class DatabendJdbcFormatsTest {
    private static final int BOOKS = 3_000;

    @TempDir
    static Path directory;

    static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(directory.resolve("data"));
        try (Connection connection = connect()) {
            Jdbc.execute(connection, "CREATE STAGE s");
            put(connection, "books.avro", avro());
            put(connection, "books.orc", orc());
            put(connection, "books.arrow", arrow());
            put(connection, "half.orc", Arrays.copyOf(orc(), 2_000));
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Connection connect() throws SQLException {
        return Jdbc.connect(server.authority(), "root", "", "");
    }

    private static void put(Connection connection, String name, byte[] content) throws Exception {
        Jdbc.files(connection).uploadStream("s", "", new ByteArrayInputStream(content), name, content.length, false);
    }

    private static byte[] bytes(int book) {
        return ("book " + book).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] avro() throws IOException {
        var schema = SchemaBuilder.record("Book").fields().requiredString("title").requiredInt("pages").endRecord();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.zstandardCodec(3));
            writer.create(schema, out);
            for (int i = 0; i < BOOKS; i++) {
                GenericData.Record book = new GenericData.Record(schema);
                book.put("title", "book " + i);
                book.put("pages", i);
                writer.append(book);
            }
        }
        return out.toByteArray();
    }

    private static byte[] orc() throws IOException {
        return WrittenOrc.file("struct<title:string,pages:int>", CompressionKind.ZLIB, BOOKS, batch -> {
            for (int i = 0; i < BOOKS; i++) {
                ((BytesColumnVector) batch.cols[0]).setVal(i, bytes(i));
                ((LongColumnVector) batch.cols[1]).vector[i] = i;
            }
            batch.size = BOOKS;
        });
    }

    private static byte[] arrow() throws IOException {
        Schema schema = new Schema(
                List.of(Field.nullable("title", new ArrowType.Utf8()), Field.nullable("pages", new ArrowType.Int(32, true))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var memory = new RootAllocator(64 << 20);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, memory)) {
            root.allocateNew();
            for (int i = 0; i < BOOKS; i++) {
                ((VarCharVector) root.getVector("title")).setSafe(i, bytes(i));
                ((IntVector) root.getVector("pages")).setSafe(i, i);
            }
            root.setRowCount(BOOKS);
            try (var writer = new ArrowFileWriter(root, null, Channels.newChannel(out))) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
        }
        return out.toByteArray();
    }

    @Test
    void each_format_is_queried() throws SQLException {
        List<String> all = List.of("3000", "4498500", "book 2999");
        try (Connection connection = connect()) {
            String select = "SELECT count(*), sum(pages), max_by(title, pages) FROM @s/books";
            assertThat(Jdbc.rows(connection, select + ".orc (FILE_FORMAT => 'orc')")).containsExactly(all);
            assertThat(Jdbc.rows(connection, select + ".arrow (FILE_FORMAT => 'arrow')")).containsExactly(all);
            assertThat(Jdbc.rows(connection, "SELECT count(*), sum($1:pages::int), max_by($1:title::string, $1:pages::int)"
                    + " FROM @s/books.avro (FILE_FORMAT => 'avro')")).containsExactly(all);
        }
    }

    @Test
    void a_damaged_file_is_told_and_the_next_query_runs() throws SQLException {
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> Jdbc.rows(connection, "SELECT title FROM @s/half.orc (FILE_FORMAT => 'orc')"))
                    .hasStackTraceContaining("1046")
                    .hasStackTraceContaining("file 'half.orc'");

            assertThat(Jdbc.rows(connection, "SELECT title FROM @s/books.orc (FILE_FORMAT => 'orc') LIMIT 1")).hasSize(1);
        }
    }
}

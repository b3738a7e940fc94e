package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code SELECT … FROM @stage} on files of Avro. */
class AvroFilesTest {
    private static final Schema BOOK = new Schema.Parser().parse(
            """
            {"type": "record", "name": "Book", "fields": [
              {"name": "title", "type": "string"},
              {"name": "pages", "type": ["null", "int"]}]}""");

    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static byte[] file(Schema schema, CodecFactory codec, Consumer<GenericData.Record>... records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec);
            writer.create(schema, out);
            for (Consumer<GenericData.Record> fill : records) {
                GenericData.Record record = new GenericData.Record(schema);
                fill.accept(record);
                writer.append(record);
            }
        }
        return out.toByteArray();
    }

    private static Consumer<GenericData.Record> book(String title, Integer pages) {
        return record -> {
            record.put("title", title);
            record.put("pages", pages);
        };
    }

    @SafeVarargs
    private void put(String path, Consumer<GenericData.Record>... books) throws IOException {
        world.put(path, file(BOOK, CodecFactory.nullCodec(), books));
    }

    @Test
    void a_record_is_a_variant_with_paths() throws IOException {
        put("a.avro", book("Moby Dick", 635), book("Emma", null));

        assertThat(world.rows("SELECT $1:title, $1:pages, $1 FROM @s/a.avro (FILE_FORMAT => 'avro')"))
                .containsExactly(
                        row("\"Moby Dick\"", "635", "{\"title\":\"Moby Dick\",\"pages\":635}"),
                        row("\"Emma\"", "null", "{\"title\":\"Emma\",\"pages\":null}"));
    }

    @Test
    void rows_are_counted_and_files_told() throws IOException {
        put("in/a.avro", book("Moby Dick", 635), book("Emma", null));
        put("in/b.avro", book("Ulysses", 730));

        assertThat(world.rows("SELECT metadata$filename, metadata$file_row_number, $1:title::string FROM @s/in/ (FILE_FORMAT => 'avro')"
                        + " ORDER BY 1, 2"))
                .containsExactly(row("in/a.avro", "0", "Moby Dick"), row("in/a.avro", "1", "Emma"), row("in/b.avro", "0", "Ulysses"));
        assertThat(world.rows("SELECT count(*) FROM @s/in/ (FILE_FORMAT => 'avro')")).containsExactly(row("3"));
    }
}

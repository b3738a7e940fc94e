package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.text.Compressed;
import dev.stagedoor.query.text.Compression;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV, TEXT and NDJSON in every compression, from files in a real embedded store. */
class CompressedTextTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String option(Compression compression) {
        return compression == Compression.RAW_DEFLATE ? "RAWDEFLATE" : compression.name();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EXCLUDE)
    void every_compression_of_every_format(Compression compression) {
        world.run("CREATE FILE FORMAT own_csv TYPE = CSV SKIP_HEADER = 1 COMPRESSION = " + option(compression));
        world.run("CREATE FILE FORMAT own_text TYPE = TEXT FIELD_DELIMITER = ',' COMPRESSION = " + option(compression));
        world.run("CREATE FILE FORMAT own_json TYPE = NDJSON COMPRESSION = " + option(compression));
        world.put("c.x", Compressed.csv(compression));
        world.put("j.x", Compressed.of(compression, bytes("{\"a\": 1}\n\n{\"a\": [2, {\"b\": \"\u00e9\"}]}\n")));

        assertThat(world.rows("SELECT count(*), sum($1::INT), max($2), max(metadata$filename) FROM @s/c.x (FILE_FORMAT => 'own_csv')"))
                .containsExactly(row("300", "45150", "title 9", "c.x"));
        assertThat(world.rows("SELECT $2 FROM @s/c.x (FILE_FORMAT => 'own_text') WHERE $1 = '300' OR $1 = 'id' ORDER BY $1"))
                .containsExactly(row("title 7"), row("title"));
        assertThat(world.rows("SELECT $1:a, $1:a[1].b FROM @s/j.x (FILE_FORMAT => 'own_json')"))
                .containsExactly(row("1", null), row("[2,{\"b\":\"\u00e9\"}]", "\"\u00e9\""));
        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/c.x', file_format => 'own_csv')"))
                .containsExactly(row("id", "BIGINT"), row("title", "VARCHAR"));
        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/j.x', file_format => 'own_json')"))
                .containsExactly(row("a", "VARIANT"));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EXCLUDE)
    void cut_file_is_an_error_that_names_it_and_never_fewer_rows(Compression compression) {
        world.run("CREATE FILE FORMAT own TYPE = CSV COMPRESSION = " + option(compression));
        byte[] whole = Compressed.csv(compression);
        world.put("cut.x", Arrays.copyOf(whole, whole.length - 2));

        for (String select : new String[] {"$1", "count(*)"}) {
            world.expect("SELECT " + select + " FROM @s/cut.x (FILE_FORMAT => 'own')", ErrorCode.BAD_BYTES,
                    "file 'cut.x': it is not compressed as its format says, damaged, or cut short");
        }
        world.expect("SELECT * FROM infer_schema(location => '@s/cut.x', file_format => 'own')", ErrorCode.BAD_BYTES, "file 'cut.x'");
    }

    /** DuckDB decodes the columns that are asked for, and no other. Of ZSTD that is left so: docs/sql.md tells why. */
    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "BROTLI"}, mode = EXCLUDE)
    void bytes_that_are_not_utf8_are_an_error_whichever_columns_are_asked_for(Compression compression) {
        world.run("CREATE FILE FORMAT own TYPE = CSV COMPRESSION = " + option(compression));
        byte[] csv = ("1,\u00e9,x\n" + "2,b,y\n".repeat(400_000) + "3,\u20ac,z\n").getBytes(StandardCharsets.UTF_8);
        world.put("u/a", Compressed.of(compression, csv));
        assertThat(world.rows("SELECT count(*) FROM @s/u/ (FILE_FORMAT => 'own')")).containsExactly(row("400002"));

        csv[csv.length - 5] = 'x';
        world.put("u/b", Compressed.of(compression, csv));
        for (String select : new String[] {"$1", "$2", "count(*)", "max($3)"}) {
            world.expect("SELECT " + select + " FROM @s/u/ (FILE_FORMAT => 'own')", ErrorCode.BAD_BYTES,
                    "file 'u/b', line 400002: it is not UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv, NONE", "a.csv.gz, GZIP", "a.csv.ZST, ZSTD", "a.csv.bz2, BZ2", "a.csv.xz, XZ", "a.csv.br, BROTLI", "a.csv.deflate, DEFLATE",
        "a.csv.zip, ZIP", "a.csv, GZIP", "a.csv, ZSTD", "a, BZ2", "a.b.c, XZ", "zip, ZIP"
    })
    void auto_goes_by_the_ending_of_the_name_and_then_by_the_first_bytes(String name, Compression compression) {
        world.run("CREATE FILE FORMAT auto TYPE = CSV COMPRESSION = AUTO");
        world.put("d/" + name, Compressed.csv(compression));

        assertThat(world.rows("SELECT count(*), max($2) FROM @s/d/ (FILE_FORMAT => 'auto')")).containsExactly(row("301", "title 9"));
    }

    @ParameterizedTest
    @CsvSource({"csv, 1", "TEXT, 1", "tsv, 1", "ndjson, {\"a\": 1}"})
    void type_without_options_reads_compressed_files_as_auto_does(String type, String line) {
        world.put("n/a.zst", Compressed.of(Compression.ZSTD, bytes(line + "\n")));
        world.put("n/b", line + "\n");
        world.put("n/c", Compressed.of(Compression.XZ, bytes(line + "\n")));

        assertThat(world.rows("SELECT count(DISTINCT $1), count(*) FROM @s/n/ (FILE_FORMAT => '" + type + "')"))
                .containsExactly(row("1", "3"));
        assertThat(world.rows("SELECT type FROM infer_schema(location => '@s/n/', file_format => '" + type + "')"))
                .containsExactly(row("BIGINT"));
    }

    @Test
    void one_query_reads_files_of_all_compressions() {
        world.run("CREATE FILE FORMAT auto TYPE = CSV COMPRESSION = AUTO");
        for (Compression compression : new Compression[] {Compression.NONE, Compression.GZIP, Compression.BZ2, Compression.XZ}) {
            world.put("m/" + compression, Compressed.csv(compression));
        }

        assertThat(world.rows("SELECT metadata$basename, count(*) FROM (SELECT metadata$file_basename AS \"metadata$basename\""
                        + " FROM @s/m/ (FILE_FORMAT => 'auto')) GROUP BY 1 ORDER BY 1"))
                .containsExactly(row("BZ2", "301"), row("GZIP", "301"), row("NONE", "301"), row("XZ", "301"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "lzo"})
    void what_databend_does_not_read_is_refused_in_its_words(String compression) {
        world.run("CREATE FILE FORMAT own TYPE = CSV COMPRESSION = '" + compression + "'");
        world.put("x.csv", "1\n");

        world.expect("SELECT $1 FROM @s/x.csv (FILE_FORMAT => 'own')", ErrorCode.UNIMPLEMENTED,
                "compress type " + compression + " is unimplemented");
    }

    /** More of them than a reader takes at once. */
    @ParameterizedTest
    @EnumSource(names = {"BZ2", "XZ", "BROTLI", "DEFLATE", "RAW_DEFLATE", "ZIP"})
    void bytes_behind_the_end_are_an_error(Compression compression) {
        world.run("CREATE FILE FORMAT own TYPE = CSV COMPRESSION = " + option(compression));
        byte[] csv = Compressed.csv(compression);
        byte[] more = Arrays.copyOf(csv, csv.length + 200_000);
        Arrays.fill(more, csv.length, more.length, (byte) 'x');
        world.put("more.x", more);

        world.expect("SELECT count(*) FROM @s/more.x (FILE_FORMAT => 'own')", ErrorCode.BAD_BYTES, "file 'more.x'");
    }
}

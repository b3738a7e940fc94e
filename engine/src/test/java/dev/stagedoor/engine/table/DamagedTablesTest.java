package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of which a file is missing or cut short: the error says which, no row is given, and other tables are as they were. */
class DamagedTablesTest {
    private static final String DIRECTORY = "warehouse/default/t-";

    @TempDir
    private Path directory;

    private StagedWorld world;

    @BeforeEach
    void open() {
        world = new StagedWorld(directory);
        world.put("in/a.csv", "1\n2\n");
        for (String table : List.of("t", "other")) {
            world.run("CREATE TABLE " + table + " (a INT)");
            world.run("COPY INTO " + table + " FROM @s/in/ FILE_FORMAT = (TYPE = CSV)");
            world.run("INSERT INTO " + table + " VALUES (3)");
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The server remembers what it has read. */
    private void restart() {
        world.close();
        world = new StagedWorld(directory);
    }

    private String last(String pattern) {
        return world.keys(DIRECTORY, pattern).getLast();
    }

    private StagedoorException refused(String sql) {
        StagedoorException refused = catchThrowableOfType(StagedoorException.class, () -> world.rows(sql));
        assertThat(refused).as(sql).isNotNull();
        return refused;
    }

    private void expectOtherTable() {
        assertThat(world.rows("SELECT sum(a) FROM other")).containsExactly(List.of("6"));
        assertThat(world.rows("COPY INTO other FROM @s/in/ FILE_FORMAT = (TYPE = CSV)")).isEmpty();
        assertThat(world.rows("SHOW TABLES")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({".*/data/.*[.]parquet", ".*/metadata/snap-.*[.]avro", ".*/metadata/[^/]*-m[0-9]+[.]avro"})
    void file_that_is_missing_is_named(String pattern) {
        List<String> keys = world.keys(DIRECTORY, pattern);
        keys.forEach(world::delete);
        restart();

        StagedoorException refused = refused("SELECT * FROM t");
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND);
        assertThat(keys).anyMatch(key -> String.valueOf(refused.getMessage()).contains(key));
        expectOtherTable();
    }

    @ParameterizedTest
    @CsvSource({
        ".*/data/.*[.]parquet, BAD_BYTES", ".*/metadata/snap-.*[.]avro, STORAGE_OTHER", ".*/metadata/[^/]*-m[0-9]+[.]avro, STORAGE_OTHER"
    })
    void file_that_is_cut_short_gives_no_row(String pattern, ErrorCode code) {
        List<String> keys = world.keys(DIRECTORY, pattern);
        keys.forEach(world::halve);
        restart();

        StagedoorException refused = refused("SELECT * FROM t");
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        assertThat(keys).anyMatch(key -> String.valueOf(refused.getMessage()).contains(key));
        expectOtherTable();
    }

    @Test
    void metadata_that_are_missing_or_cut_short_are_named() {
        List<String> all = world.keys(DIRECTORY, ".*[.]metadata[.]json.*");
        all.forEach(world::halve);
        restart();
        assertThat(refused("SELECT * FROM t").code()).isEqualTo(ErrorCode.STORAGE_OTHER);
        assertThat(refused("INSERT INTO t VALUES (4)")).hasMessageContaining("metadata");

        all.forEach(world::delete);
        restart();
        assertThat(refused("SELECT * FROM t").code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND);
        assertThat(refused("COPY INTO t FROM @s/in/ FILE_FORMAT = (TYPE = CSV)").code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND);
        expectOtherTable();
        world.run("DROP TABLE t");
        assertThat(world.rows("SHOW TABLES")).containsExactly(List.of("other"));
    }

    @Test
    void table_without_one_of_its_files_can_be_added_to() {
        world.delete(last(".*/data/.*[.]parquet"));
        restart();

        world.run("INSERT INTO t VALUES (5)");
        assertThat(refused("SELECT * FROM t").code()).isEqualTo(ErrorCode.STORAGE_NOT_FOUND);
        world.run("INSERT OVERWRITE t VALUES (6)");
        assertThat(world.rows("SELECT * FROM t")).containsExactly(List.of("6"));
    }
}

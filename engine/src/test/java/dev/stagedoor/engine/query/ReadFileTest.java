package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadFileTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.put("in/a.txt", "ab");
        world.put("in/b.bin", new byte[] {0, -1, 'x'});
        world.put("in/empty", "");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void file_is_a_binary_value() {
        assertThat(world.rows("SELECT read_file('@s/in/a.txt'), read_file('@s', 'in/b.bin'), read_file('@s/', '/in//empty')"))
                .containsExactly(row(hex("ab"), "00FF78", ""));
        var types = Fixture.types(world.query("SELECT read_file('@s/in/a.txt'), read_file('@s', NULL), read_file(NULL)"));
        assertThat(types).containsExactly("Binary", "Nullable(Binary)", "Nullable(Binary)");
        assertThat(world.rows("SELECT read_file('@s', NULL), read_file(NULL)")).containsExactly(row(null, null));
    }

    @Test
    void paths_are_computed_for_each_row() {
        assertThat(world.rows("SELECT name, read_file('@s', name) FROM list_stage(location => '@s/in/') WHERE name <> 'in/empty'"
                        + " ORDER BY name"))
                .containsExactly(row("in/a.txt", hex("ab")), row("in/b.bin", "00FF78"));
        String values = "(VALUES ('@s/in/a.txt'), ('@s/in/b.bin'), (NULL), ('@s/in/a.txt')) t(p)";
        assertThat(world.rows("SELECT octet_length(read_file(p)) FROM " + values))
                .containsExactly(row("2"), row("3"), row((String) null), row("2"));
    }

    @Test
    void many_files_are_read() {
        for (int i = 0; i < 100; i++) {
            world.put("many/" + i, "n" + i);
        }
        assertThat(world.rows("SELECT count(*), min(octet_length(read_file('@s', name))) FROM list_stage(location => '@s/many/')"
                        + " WHERE read_file('@s', name) = encode('n' || split_part(name, '/', 2))"))
                .containsExactly(row("100", "2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            read_file('@s/in/gone')        | STORAGE_NOT_FOUND | there is no file '@s/in/gone'
            read_file('@s', 'gone')        | STORAGE_NOT_FOUND | there is no file '@s/gone'
            read_file('@t/x')              | UNKNOWN_STAGE     | t
            read_file('s/x')               | BAD_ARGUMENTS     | stage path must start with @, but got s/x
            read_file('s', 'x')            | BAD_ARGUMENTS     | stage path must start with @, but got s
            read_file('@s/in', 'a.txt')    | BAD_ARGUMENTS     | stage argument must be a stage name, but got @s/in
            read_file('@s/in/')            | BAD_ARGUMENTS     | names a directory
            read_file('@s', 'a/../x')      | BAD_ARGUMENTS     | ..
            read_file()                    | BAD_ARGUMENTS     | read_file takes the location of a file
            read_file('@s', 'a', 'b')      | BAD_ARGUMENTS     | read_file takes the location of a file
            """)
    void what_is_no_file(String call, ErrorCode code, String message) {
        world.expect("SELECT " + call, code, message);
        world.expect("SELECT " + call + " FROM range(3)", code, message);
    }

    @Test
    void right_is_asked_for_each_file() {
        world.put("open/x", "yes");
        world.put("shut/y", "no");
        world.run("CREATE USER u IDENTIFIED WITH NO_PASSWORD");
        world.run("GRANT READ ON STAGE s PATH 'open/' TO USER u");
        assertThat(world.rowsAs("u", "SELECT read_file('@s', 'open/' || 'x')")).containsExactly(row(hex("yes")));
        for (String sql : List.of(
                "SELECT read_file('@s/shut/y')", "SELECT read_file('@s', p) FROM (VALUES ('open/x'), ('shut/y')) t(p)",
                "SELECT count(*) FROM range(3) t(n) WHERE read_file('@s/shut/' || chr(121)) IS NOT NULL")) {
            var refused = catchThrowableOfType(StagedoorException.class, () -> world.rowsAs("u", sql));
            assertThat(refused).as(sql).isNotNull();
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(refused).hasMessageContaining("you may read files below @s/open/");
        }
    }

    @Test
    void files_are_bounded_one_by_one_and_together() {
        world.put("large", new byte[WholeFiles.MAX_FILE_BYTES]);
        world.put("larger", new byte[WholeFiles.MAX_FILE_BYTES + 1]);
        assertThat(world.rows("SELECT octet_length(read_file('@s/large'))")).containsExactly(row("16777216"));
        world.expect("SELECT octet_length(read_file('@s/larger'))", ErrorCode.BAD_ARGUMENTS, "of at most 16 MiB");
        // A batch holds 2,048 rows, and each reads the file once.
        String often = "SELECT max(octet_length(read_file('@s', CASE WHEN n < 0 THEN '' ELSE 'large' END))) FROM range(%d) t(n)";
        assertThat(world.rows(often.formatted(3 * 2048))).containsExactly(row("16777216"));
        world.expect(often.formatted(20 * 2048), ErrorCode.BAD_ARGUMENTS, "at most 256 MiB with read_file");
    }

    @Test
    void file_of_a_branch_that_is_not_taken_need_not_be_there() {
        assertThat(world.rows("SELECT CASE WHEN n = 1 THEN read_file('@s/in/gone') END FROM range(1) t(n)"))
                .containsExactly(row((String) null));
    }
}

package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locations, as {@code docs/sql.md} has them ("Stages and locations"). */
class LocationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', nullValues = "-", textBlock = """
            @s                | s  | -
            @s/               | s  | -
            @s//              | s  | -
            @s/a/b.csv        | s  | a/b.csv
            @s///a/b.csv      | s  | a/b.csv
            @s/a//b///c       | s  | a/b/c
            @s/dir/           | s  | dir/
            @s/dir//          | s  | dir/
            @@@s/x            | s  | x
            @~/x              | ~  | x
            @~                | ~  | -
            @s/a%20b          | s  | a%20b
            @s/../x           | s  | ../x
            @/abc             | abc | -
            @s/a@b            | s  | a@b
            """)
    void a_location_is_a_stage_and_a_path(String location, String stage, String path) {
        assertThat(StagePath.parse(location)).isEqualTo(new StagePath(stage, path == null ? "" : path));
    }

    @ParameterizedTest
    @ValueSource(strings = {" a b ", "tail.csv ", " head.csv", "\ta\n", "\u00a0a\u3000", " ", "dir / a", "dir/ ", "\u0085x"})
    void white_space_at_the_ends_of_a_quoted_path_belongs_to_it(String path) {
        StagePath expected = new StagePath("s", path);
        assertThat(StagePath.parse("@s/" + path)).isEqualTo(expected);
        assertThat(StatementParser.parse("REMOVE '@s/" + path + "' ")).isEqualTo(new Statement.RemoveFiles(expected, Optional.empty()));
        assertThat(((Statement.Presign) StatementParser.parse("PRESIGN UPLOAD '@s/" + path + "' EXPIRE = 60")).location())
                .isEqualTo(expected);
        assertThat(((Statement.Query) StatementParser.parse("SELECT * FROM list_stage(location => '@s/" + path + "')")).parts())
                .contains(new QueryPart.ListStage(expected, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            "LIST @s/a "           | "a"
            "LIST @s/a  ; "        | "a"
            "LIST @s/a\\ "       | "a "
            "LIST @s/a\\ ;"      | "a "
            "LIST @s/\\ a"       | " a"
            "LIST @s/a\\\\ "    | "a\\"
            "LIST @s/a\\\\ ;"   | "a\\"
            "LIST @s/a\\\\\\ ;" | "a\\ "
            "LIST @s/a\\;"       | "a\\"
            "LIST @s/a\u00a0 ;"   | "a\u00a0"
            "LIST @s/a b \t;"     | "a b"
            "LIST @s/a b\\ "     | "a b "
            "LIST @s/a b\\\\ " | "a b\\"
            "LIST @s/a b\\ ; "   | "a b "
            "LIST @s/a b\u2003"   | "a b\u2003"
            "LIST @s/a b  PATTERN = 'x'" | "a b"
            "LIST @s/a b\\  PATTERN = 'x'" | "a b "
            """)
    void a_path_without_quotes_ends_at_the_blank_that_no_backslash_escapes(String sql, String path) {
        assertThat(((Statement.ListFiles) StatementParser.parse(sql)).location()).isEqualTo(new StagePath("s", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "@@", "@/", "@//", "@ ", "@ /x", "@\u3000"})
    void a_location_needs_a_stage(String location) {
        assertThatThrownBy(() -> StagePath.parse(location))
                .isInstanceOf(LocationException.class)
                .hasMessage("stage path must include a stage name");
    }

    @Test
    void a_location_begins_with_an_at_sign() {
        assertThatThrownBy(() -> StagePath.parse("s/x"))
                .isInstanceOf(LocationException.class)
                .hasMessage("location must start with @, but got s/x");
        assertThatThrownBy(() -> StagePath.parse("x".repeat(1_000_000))).message().hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            @s/a\\ b.csv      | a b.csv
            @s/\\"f\\".csv    | "f".csv
            @s/it\\'s         | it's
            @s/\\\\x          | \\x
            @s/a\\b\\d        | a\\b\\d
            @s/ünï/日本語/😀   | ünï/日本語/😀
            @s/a=b&c+d%e:f    | a=b&c+d%e:f
            @s/x--y#z         | x--y#z
            """)
    void a_bare_location_has_escapes_for_what_would_end_it(String written, String path) {
        assertThat(StatementParser.parse("LIST " + written + ";"))
                .isEqualTo(new Statement.ListFiles(new StagePath("s", path), Optional.empty()));
    }

    @Property
    void what_is_written_in_a_bare_location_is_read_back(@ForAll("bareLocations") String location) {
        assertThat(AtString.decode(AtString.encode(location))).isEqualTo(location);
        StagePath path = StagePath.parse(location);
        assertThat(StatementParser.parse("REMOVE " + AtString.encode(location)))
                .isEqualTo(new Statement.RemoveFiles(path, Optional.empty()));
    }

    @Property
    void any_path_can_be_written_in_a_presign(@ForAll("stagePaths") StagePath path) {
        assertThat(((Statement.Presign) StatementParser.parse("PRESIGN " + path.toSql())).location()).isEqualTo(path);
    }

    @Property
    void reading_what_was_read_changes_nothing(@ForAll("stagePaths") StagePath path) {
        assertThat(StagePath.parse(path.toString())).isEqualTo(path);
    }

    @Provide
    Arbitrary<String> bareLocations() {
        return Arbitraries.strings().all().excludeChars('\r', '\n', '\f', '\u000B', ',', '`', ';', '(', ')').ofMaxLength(40)
                .map(path -> "@s/" + path);
    }

    @Provide
    Arbitrary<StagePath> stagePaths() {
        Arbitrary<String> stages = Arbitraries.strings().alpha().numeric().withChars('_', '~', '$').ofMinLength(1).ofMaxLength(8);
        Arbitrary<String> paths = Arbitraries.strings().all().withChars("/ '\"\\,;()`\n\t").ofMaxLength(40);
        return Combinators.combine(stages, paths).as((stage, path) -> StagePath.parse("@" + stage + "/" + path));
    }
}

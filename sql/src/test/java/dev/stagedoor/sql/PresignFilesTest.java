package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.Statement.PresignFiles;
import dev.stagedoor.sql.Statement.PresignFiles.Matching;
import dev.stagedoor.sql.Statement.PresignFiles.Named;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PRESIGN of several files. */
class PresignFilesTest {
    @Test
    void files_are_named_or_matched() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/d/ FILES = ('a.csv', 'it''s', $$b$$)"))
                .isEqualTo(new PresignFiles(
                        Action.UPLOAD, new StagePath("s", "d/"), new Named(List.of("a.csv", "it's", "b")), Map.of()));
        assertThat(StatementParser.parse("presign '@s/d' expire = 60 pattern='.*[.]csv' one_time = true;"))
                .isEqualTo(new PresignFiles(
                        Action.DOWNLOAD,
                        new StagePath("s", "d"),
                        new Matching(".*[.]csv"),
                        Map.of(TermName.EXPIRE, new TermValue.Number(60), TermName.ONE_TIME, new TermValue.Flag(true))));
    }

    @Test
    void of_an_option_given_twice_the_last_counts() {
        assertThat(StatementParser.parse("PRESIGN @s/ FILES = ('a') FILES = ('b', 'c')"))
                .isEqualTo(new PresignFiles(Action.DOWNLOAD, new StagePath("s", ""), new Named(List.of("b", "c")), Map.of()));
    }

    @Test
    void location_may_be_written_without_quotes() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/my files (2)/ FILES = ('a.csv') EXPIRE = 60"))
                .isEqualTo(new PresignFiles(
                        Action.UPLOAD,
                        new StagePath("s", "my files (2)/"),
                        new Named(List.of("a.csv")),
                        Map.of(TermName.EXPIRE, new TermValue.Number(60))));
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/my files = 2.csv"))
                .isEqualTo(new Statement.Presign(Action.UPLOAD, new StagePath("s", "my files = 2.csv"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            PRESIGN UPLOAD @s/ PATTERN = 'a'                | an upload names its FILES
            PRESIGN @s/ FILES = ('a') PATTERN = 'a'         | either FILES or PATTERN
            PRESIGN UPLOAD @s/ FILES = ()                   | expecting <LiteralString>
            PRESIGN UPLOAD @s/ FILES ('a')                  | unexpected `(`, expecting `=`
            PRESIGN UPLOAD @s/ FILES = 'a'                  | unexpected `'a'`, expecting `(`
            PRESIGN UPLOAD @s/ FILES = ('a' 'b')            | expecting `,` or `)`
            """)
    void mistake_is_pointed_at(String sql, String problem) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining(problem);
    }

    @Test
    void long_list_is_read_and_one_without_end_is_not() {
        PresignFiles read = (PresignFiles) StatementParser.parse("PRESIGN UPLOAD @s/ FILES = ('a'" + ", 'x'".repeat(30_000) + ")");
        assertThat(((Named) read.files()).names()).hasSize(30_001);
        String endless = "PRESIGN UPLOAD @s/ FILES = ('a'" + ", 'x'".repeat(StatementParser.MAX_PRESIGN_TOKENS) + ")";
        assertThatThrownBy(() -> StatementParser.parse(endless))
                .hasMessageContaining("more than " + StatementParser.MAX_PRESIGN_TOKENS + " words and symbols");
    }

    @Test
    void names_may_take_more_room_than_other_statements_have() {
        String name = "x".repeat(1000);
        String sql = "PRESIGN UPLOAD @s/ FILES = ('a'" + (", '" + name + "'").repeat(2000) + ")";
        PresignFiles read = (PresignFiles) StatementParser.parse(sql);
        assertThat(((Named) read.files()).names()).hasSize(2001).last().isEqualTo(name);
    }
}

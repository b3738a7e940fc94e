package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.ListFiles;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.RemoveFiles;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TolerantLocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"a/b/x y.csv", "it's.csv", "a,b.csv", "f(1).csv", "a \"quoted\" name", "`x`", "a;b.csv", "x = y.csv",
            "x v=1.csv", "dt=2024/part 1.csv",
        "expire.csv x", "pattern list.csv", "a b -- c.csv", "a /* b", "日本 語.csv", "100% (final).csv", "x y;z.csv", "a b @ c.csv",
        "$$.csv '"})
    void the_name_of_a_file_needs_no_quotes(String path) {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @st1/" + path))
                .isEqualTo(new Presign(Presign.Action.UPLOAD, new StagePath("st1", path), Map.of()));
        assertThat(StatementParser.parse("LIST @~/" + path + " ; ")).isEqualTo(new ListFiles(new StagePath("~", path), Optional.empty()));
        assertThat(StatementParser.parse("remove @st1//" + path)).isEqualTo(new RemoveFiles(new StagePath("st1", path), Optional.empty()));
    }

    @Test
    void options_after_the_name_are_still_options() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/it's x.csv EXPIRE = 60 CONTENT_TYPE='text/csv';"))
                .isEqualTo(new Presign(
                        Presign.Action.UPLOAD,
                        new StagePath("s", "it's x.csv"),
                        Map.of(TermName.EXPIRE, new TermValue.Number(60), TermName.CONTENT_TYPE, new TermValue.Text("text/csv"))));
        assertThat(StatementParser.parse("LIST @s/a b/ pattern='x;y'"))
                .isEqualTo(new ListFiles(new StagePath("s", "a b/"), Optional.of("x;y")));
    }

    @Test
    void what_fits_the_grammar_is_read_by_the_grammar() {
        assertThat(StatementParser.parse("LIST @s/a -- b.csv")).isEqualTo(new ListFiles(new StagePath("s", "a"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "LIST @s PATTERN", "LIST @s/x PATTERN", "LIST @s/x PATTERN 'x'", "LIST @s/x PATERN = 'x'", "PRESIGN UPLOAD @s/x EXPIRES = 5",
        "PRESIGN UPLOAD @s/x EXPIRE = -1", "PRESIGN UPLOAD @s/x y.csv EXPIRE = -1", "PRESIGN @s/x CONTENT-TYPE = 'x'", "LIST @s x",
        "LIST @s, @t",
        "REMOVE @s/a; DROP STAGE s", "REMOVE @s/a;DROP STAGE s", "REMOVE @s/a b; x", "LIST @s/a\nLIST @s/b", "LIST @s/a EXPIRE = 5",
        "PRESIGN @s/x FORCE = TRUE", "PRESIGN UPLOAD @s/x OVERWRITE", "PRESIGN UPLOAD @s/x y.csv ONE_TIME TRUE",
        "PRESIGN UPLOAD @s/x ONETIME = TRUE FROM_IP = '10.0.0.1'", "PRESIGN UPLOAD @s/x y MAX_SIZE 5 EXPIRE = 60",
        "PRESIGN UPLOAD @s/x MAX_SIZE = 2 GiB",
        "PRESIGN UPLOAD @s/x CHECKSUM_SHA265 = 'x'", "PRESIGN UPLOAD @s/x FROM_IP '10.0.0.1'", "LIST @s/x OVERWRITE = FALSE"})
    void a_mistake_stays_a_mistake(String sql) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void the_error_of_a_bad_option_points_at_it() {
        assertThatThrownBy(() -> StatementParser.parse("PRESIGN UPLOAD @s/x y.csv EXPIRE = -1"))
                .hasMessageContaining("SQL:1:36")
                .hasMessageContaining("unexpected `-`, expecting <LiteralString>, <LiteralInteger>, or <LiteralFloat>");
    }

    @Test
    void a_name_no_key_is_as_long_as_is_not_read_like_that() {
        assertThatThrownBy(() -> StatementParser.parse("PRESIGN @s/x " + "y".repeat(TolerantLocation.MAX_CHARS)))
                .isInstanceOf(SqlSyntaxException.class);
    }
}

package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementListTest {
    @ParameterizedTest
    @ValueSource(strings = {"LIST @a;\nLIST @b", "LIST @a;LIST @b;", ";;LIST @a ; -- c\n LIST @b -- ;", "LIST @a; /* ; */ ; LIST @b;\n"})
    void statements_are_read_in_order(String sql) {
        assertThat(StatementList.parse(sql)).containsExactly(StatementParser.parse("LIST @a"), StatementParser.parse("LIST @b"));
    }

    @Test
    void semicolons_in_strings_names_and_comments_part_nothing() {
        assertThat(StatementList.parse("REMOVE '@s/a;b';SELECT ';', \"c;d\" -- e;f\n, 1; SELECT 2")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST @s", "LIST @s;", "LIST @s ; ;\n", "LIST @s; -- done", "PRESIGN UPLOAD @st1/a;b.csv",
            "PRESIGN UPLOAD @st1/x y;z.csv EXPIRE = 60"})
    void text_that_can_be_read_as_one_statement_is_one(String sql) {
        assertThat(StatementList.parse(sql)).containsExactly(StatementParser.parse(sql));
    }

    @Test
    void batch_as_databend_jdbc_sends_it_is_one_statement_a_line() {
        String sql = "DELETE FROM t WHERE a = 1;\nDELETE FROM t WHERE a = 'x;y';\n";
        assertThat(StatementList.parse(sql)).hasSize(2).hasOnlyElementsOfType(TableStatement.Delete.class);
    }

    @Test
    void mistake_names_its_statement_and_its_place_there() {
        assertThatThrownBy(() -> StatementList.parse("LIST @a;\nLIST @b;\nLIST @c PATERN = 'x'"))
                .isInstanceOf(SqlSyntaxException.class)
                .hasMessageStartingWith("statement 3 of 3: error:")
                .hasMessageContaining("SQL:1:9")
                .hasMessageContaining("unexpected `PATERN`");
        assertThatThrownBy(() -> StatementList.parse("LIST @a; LIST @/; LIST @b"))
                .isInstanceOf(LocationException.class)
                .hasMessage("statement 2 of 3: stage path must include a stage name");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE USER u IDENTIFIED BY 'x'; hunter2'", "CREATE USER u IDENTIFIED BY 'x'; hunter2 'y'; LIST @s",
        "LIST @s; CREATE CONNECTION c STORAGE_TYPE = 's3' k = 'a'; hunter2", "CREATE USER u IDENTIFIED BY ;hunter2; LIST @s"})
    void mistake_in_a_text_that_may_hold_a_secret_quotes_nothing_of_it(String sql) {
        assertThatThrownBy(() -> StatementList.parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "PRESIGN UPLOAD @s/a;DROP STAGE s", "PRESIGN UPLOAD @s/a; DROP STAGE s", "PRESIGN UPLOAD @s/a;\nDROP STAGE s",
        "PRESIGN @s/x'@'y;DROP STAGE s",
        "PRESIGN DOWNLOAD @s/a b;DROP STAGE s", "PRESIGN UPLOAD @s/a EXPIRE = 60;\nDROP STAGE s"})
    void name_of_a_file_in_presign_does_not_become_a_statement(String sql) {
        assertThatThrownBy(() -> StatementList.parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining("written in quotes");
        assertThat(StatementList.parse("PRESIGN UPLOAD '@s/a';DROP STAGE s")).hasSize(2);
    }

    @Test
    void number_of_statements_is_bounded() {
        assertThat(StatementList.parse("LIST @s;".repeat(StatementList.MAX_STATEMENTS))).hasSize(StatementList.MAX_STATEMENTS);
        assertThatThrownBy(() -> StatementList.parse("LIST @s;".repeat(StatementList.MAX_STATEMENTS + 1)))
                .hasMessageContaining("the text has 1001 statements; at most 1000 run together");
    }
}

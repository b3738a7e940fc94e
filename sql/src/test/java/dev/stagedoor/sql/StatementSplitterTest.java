package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.sql.StatementSplitter.Script;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {
    @Test
    void statements_end_at_semicolons() {
        Script script = StatementSplitter.split("CREATE STAGE s;\n\n LIST @s ; ;;\nPRESIGN UPLOAD @s/x");
        assertThat(script.statements()).containsExactly("CREATE STAGE s", "LIST @s");
        assertThat(script.rest()).isEqualTo("PRESIGN UPLOAD @s/x");
        assertThat(script.isComplete()).isFalse();
    }

    @Test
    void semicolons_inside_strings_names_and_comments_end_nothing() {
        String statement = "SELECT 'a;\\';', \"b;\", `c;`, $$d;'$$ -- e;\n, /* f; */ 1";
        assertThat(StatementSplitter.split(statement + "; LIST @s;")).satisfies(split -> {
            assertThat(split.statements()).containsExactly(statement, "LIST @s");
            assertThat(split.rest()).isEmpty();
        });
    }

    @Test
    void a_location_may_hold_what_looks_like_a_comment() {
        assertThat(StatementSplitter.split("LIST @s/a--b; LIST @s/a/*b;").statements()).containsExactly("LIST @s/a--b", "LIST @s/a/*b");
    }

    @Test
    void a_blank_that_ends_a_location_belongs_to_its_statement() {
        Script script = StatementSplitter.split("LIST @s/a\\ ; LIST @s/b\u2003 ;\n LIST @s/c\\\t\n");
        assertThat(script.statements()).containsExactly("LIST @s/a\\ ", "LIST @s/b\u2003");
        assertThat(script.rest()).isEqualTo("LIST @s/c\\\t");
        assertThat("LIST @s/a\\ ; LIST @s/b\u2003 ;\n LIST @s/c\\\t\n".substring(script.restStart())).isEqualTo("\n LIST @s/c\\\t\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "-- comment", "/* a; */", ";;", "LIST @s; -- done"})
    void white_space_and_comments_leave_nothing_open(String script) {
        assertThat(StatementSplitter.split(script).isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "SELECT 'a;", "SELECT \"a;", "SELECT `a;", "SELECT $$a;", "/* a;", "LIST @s; SELECT"})
    void what_is_not_closed_is_incomplete(String script) {
        assertThat(StatementSplitter.split(script).isComplete()).isFalse();
    }

    @Property
    void nothing_but_white_space_semicolons_and_comments_is_lost(@ForAll String script) {
        Script split = StatementSplitter.split(script);
        String whole = String.join(";", split.statements()) + ";" + split.rest();
        assertThat(StatementSplitter.split(whole).statements()).isEqualTo(split.statements());
        assertThat(StatementSplitter.split(whole).rest()).isEqualTo(split.rest());
        assertThat(script.substring(split.restStart())).contains(split.rest());
        assertThat(split.statements()).allSatisfy(statement -> assertThat(script).contains(statement));
    }
}

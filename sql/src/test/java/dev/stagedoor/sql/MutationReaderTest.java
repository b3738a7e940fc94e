package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.sql.QueryPart.DefaultValue;
import dev.stagedoor.sql.QueryPart.RegexpOperator;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.sql.QueryPart.Text;
import dev.stagedoor.sql.TableStatement.Delete;
import dev.stagedoor.sql.TableStatement.Merge;
import dev.stagedoor.sql.TableStatement.Update;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationReaderTest {
    private static final TableName T = new TableName(Optional.empty(), Optional.empty(), "t");
    private static final TableName DT = new TableName(Optional.empty(), Optional.of("d"), "t");

    private static Statement parse(String sql) {
        return StatementParser.parse(sql);
    }

    private static List<QueryPart> text(String sql) {
        return List.of(new Text(sql));
    }

    private static TableRef ref(String name) {
        return new TableRef(Optional.empty(), name, Optional.empty(), name);
    }

    private static Assignment set(String column, String value) {
        return new Assignment(column, text(value));
    }

    @Test
    void delete_has_a_condition_or_is_of_all_rows() {
        assertThat(parse("DELETE FROM t")).isEqualTo(new Delete(T, Optional.empty(), List.of()));
        assertThat(parse("delete from d.t as x where x.a > 1 and (b = 2);")).isEqualTo(
                new Delete(DT, Optional.of("x"), text("x.a > 1 and (b = 2)")));
        assertThat(parse("DELETE FROM t x WHERE a IN (SELECT a FROM u) OR a REGEXP 'b'")).isEqualTo(
                new Delete(
                        T, Optional.of("x"),
                        List.of(new Text("a IN (SELECT a FROM "), ref("u"), new Text(") OR a "), new RegexpOperator(), new Text(" 'b'"))));
        assertThat(parse("DELETE FROM t FORMAT JSON")).isEqualTo(new Delete(T, Optional.empty(), List.of()));
    }

    @Test
    void update_sets_columns() {
        assertThat(parse("UPDATE t SET a = [1, 2][1], t.b = CASE WHEN c THEN 'x, y' ELSE {'k': 1, 'l': 2}.k END, C = DEFAULT"
                + " WHERE a IS NOT DISTINCT FROM b FORMAT JSON"))
                .isEqualTo(
                        new Update(
                                T, Optional.empty(),
                                List.of(
                                        set("a", "[1, 2][1]"),
                                        set("b", "CASE WHEN c THEN 'x, y' ELSE {'k': 1, 'l': 2}.k END"),
                                        new Assignment("c", List.of(new DefaultValue(0)))),
                                List.of(),
                                text("a IS NOT DISTINCT FROM b")));
        assertThat(parse("UPDATE \"t\" AS x SET x.a = a IS DISTINCT FROM b, b = trim(BOTH ' ' FROM c) FROM u v, (SELECT 1) w")).isEqualTo(
                new Update(
                        T, Optional.of("x"),
                        List.of(set("a", "a IS DISTINCT FROM b"), set("b", "trim(BOTH ' ' FROM c)")),
                        List.of(new Text("FROM "), ref("u"), new Text(" v, (SELECT 1) w")),
                        List.of()));
        assertThat(parse("UPDATE t SET a = f.a FROM @s f, u WHERE f.b = t.b")).isEqualTo(
                new Update(
                        T, Optional.empty(), List.of(set("a", "f.a")),
                        List.of(
                                new Text("FROM "),
                                new StagedFiles(new StagePath("s", ""), List.of(), Optional.empty(), Optional.empty()),
                                new Text(" f, "), ref("u")),
                        text("f.b = t.b")));
    }

    @Test
    void merge_has_clauses() {
        assertThat(parse("MERGE INTO d.t AS x USING u ON x.a = CASE WHEN u.b THEN 1 ELSE 2 END"
                + " WHEN MATCHED AND u.c THEN DELETE WHEN MATCHED THEN UPDATE SET a = 1, x.b = DEFAULT"
                + " WHEN NOT MATCHED AND CASE WHEN u.d THEN TRUE END THEN INSERT (a, b) VALUES (u.a, DEFAULT)"
                + " WHEN NOT MATCHED THEN INSERT VALUES ([1, 2], f(3, 4));"))
                .isEqualTo(
                        new Merge(
                                DT, Optional.of("x"), new Merge.Source(List.of(ref("u")), Optional.of("u")),
                                text("x.a = CASE WHEN u.b THEN 1 ELSE 2 END"),
                                List.of(
                                        new MergeClause.Delete(text("u.c")),
                                        new MergeClause.Update(
                                                List.of(), List.of(set("a", "1"), new Assignment("b", List.of(new DefaultValue(0))))),
                                        new MergeClause.Insert(
                                                text("CASE WHEN u.d THEN TRUE END"), List.of("a", "b"),
                                                List.of(text("u.a"), List.of(new DefaultValue(0)))),
                                        new MergeClause.Insert(List.of(), List.of(), List.of(text("[1, 2]"), text("f(3, 4)"))))));
        assertThat(parse("merge into t using (select * from u) as S on t.a = s.a when matched then update *"
                + " when not matched then insert *"))
                .isEqualTo(
                        new Merge(
                                T, Optional.empty(),
                                new Merge.Source(
                                        List.of(new Text("(select * from "), ref("u"), new Text(") as S")), Optional.of("s")),
                                text("t.a = s.a"),
                                List.of(new MergeClause.UpdateAll(List.of()), new MergeClause.InsertAll(List.of()))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            u                              | u
            d.u                            | u
            d.u AS v                       | v
            u v                            | v
            u AT (SNAPSHOT => '1')         | u
            u AT (SNAPSHOT => '1') v       | v
            @s (FILE_FORMAT => 'csv')      |
            @s (FILE_FORMAT => 'csv') AS f | f
            's3://b/c' f                   | f
            (VALUES (1)) AS v (a)          |
            """)
    void source_of_a_merge_has_a_name(String source, String name) {
        Merge merge = (Merge) parse("MERGE INTO t USING " + source + " ON TRUE WHEN MATCHED THEN DELETE");
        assertThat(merge.source().name()).isEqualTo(Optional.ofNullable(name));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            DELETE t                                                              | unexpected `t`, expecting `FROM`
            DELETE FROM t WHERE                                                   | unexpected end of input, expecting <expr>
            DELETE FROM t USING u                                                 | unexpected `USING`
            DELETE FROM t WHERE a)                                                | unexpected `)`, expecting end of input
            DELETE FROM t WHERE (a                                                | expecting `)`
            UPDATE t                                                              | expecting
            UPDATE t SET                                                          | expecting <Ident>
            UPDATE t SET a                                                        | expecting `=`
            UPDATE t SET a =                                                      | expecting <expr>
            UPDATE t SET a = WHERE b                                              | expecting <expr>
            UPDATE t SET u.a = 1                                                  | SET names columns of 't' alone
            UPDATE t SET a = 1,                                                   | expecting <Ident>
            MERGE INTO t USING u ON a                                             | expecting
            MERGE INTO t USING u ON WHEN MATCHED THEN DELETE                      | expecting <expr>
            MERGE INTO t USING ON a WHEN MATCHED THEN DELETE                      | expecting
            MERGE INTO t USING u ON a WHEN MATCHED THEN INSERT *                  | expecting `DELETE` or `UPDATE`
            MERGE INTO t USING u ON a WHEN NOT MATCHED THEN DELETE                | expecting `INSERT`
            MERGE INTO t USING u ON a WHEN NOT MATCHED BY SOURCE THEN DELETE      | expecting `AND` or `THEN`
            MERGE INTO t USING u ON a WHEN NOT MATCHED THEN INSERT (a) SELECT 1   | expecting `VALUES`
            MERGE INTO t USING u ON a WHEN MATCHED THEN DELETE WHEN MATCHED THEN UPDATE * | only the last may be without AND
            """)
    void what_is_none_of_these_is_a_syntax_error(String sql, String problem) {
        assertThatThrownBy(() -> parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining(problem);
    }
}

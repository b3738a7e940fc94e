package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.InferSchema;
import dev.stagedoor.sql.QueryPart.InspectParquet;
import dev.stagedoor.sql.QueryPart.ListStage;
import dev.stagedoor.sql.QueryPart.SelectedInteger;
import dev.stagedoor.sql.QueryPart.SessionFunction;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart.SystemTable;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.sql.QueryPart.Text;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryScannerTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT a, b FROM t WHERE x = 'list_stage(location => 1)' AND y IN (1, 2)",
        "WITH a AS (SELECT 1) SELECT a.* FROM a ORDER BY 1 DESC LIMIT 2",
        "VALUES (1, 'x')",
        "FROM t",
        "TABLE t",
        "EXPLAIN SELECT 1",
        "(SELECT 1)",
        "DESC SELECT 1",
        "  /* version() */ SELECT \"version\"(), a.version(), version, 'version()' -- version()\n , x",
        "SELECT \"a\"\"b\", $$raw ' version() $$, x'4D', ?, [1, 2][1], {'a': 1}, a::INT, a->>'b', 1 <> 2, a % b ^ c | d & e, ~f, !g",
        "SELECT '日本語 😀' AS \"é\", 𠮷",
        "SELECT system.stages FROM x AS system",
        "SELECT regexp('a', 'b'), NOT rlike('a', 'b'), (regexp), t.regexp, x regexp, x AS rlike FROM t WHERE NOT regexp('a', 'b')",
        "SELECT a regexp FROM t WHERE regexp ('a', 'b') AND rlike = 'b' ORDER BY regexp DESC",
        "SELECT a.system.stages, system.stages.name FROM t WHERE system.stages > 1 GROUP BY system.stages",
    })
    void everything_else_is_passed_on_as_written(String sql) {
        assertThat(parts(sql)).hasOnlyElementsOfTypes(Text.class, TableRef.class, QueryPart.TableQualifier.class);
        assertThat(text(sql)).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "x | 'a'", "'x' | 'a'", "t.\"x\" | ('a')", "x NOT | 'a'", "f(x) not | ('a') AND TRUE", "list[1] | 'a'", "`x` | 'a'",
        "CASE WHEN TRUE THEN x END | 'a'"
    })
    void regexp_between_two_operands_is_an_operator(String condition) {
        for (String operator : List.of("REGEXP", "rlike")) {
            List<QueryPart> parts = parts("SELECT a FROM t WHERE " + condition.replace("|", operator));
            assertThat(parts.stream().filter(QueryPart.RegexpOperator.class::isInstance))
                    .as(condition)
                    .hasSize(1);
        }
    }

    @Test
    void list_stage_is_found_with_its_arguments_in_any_order_and_case() {
        assertThat(parts("SELECT * FROM list_stage(location => '@s/p', pattern => '.*[.]csv') l"))
                .containsExactly(
                        new Text("SELECT * FROM "), new ListStage(new StagePath("s", "p"), Optional.of(".*[.]csv")), new Text(" l"));
        assertThat(parts("SELECT * FROM LIST_STAGE ( PATTERN=>'x' /* c */ , LOCATION\n=> '@~' )"))
                .containsExactly(new Text("SELECT * FROM "), new ListStage(new StagePath("~", ""), Optional.of("x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            location => 's/p'              | location must start with @, but got s/p
            pattern => 'x'                 | list_stage must specify location
            ""                             | list_stage must specify location
            path => '@s'                   | unknown param path for list_stage
            location => '@'                | stage path must include a stage name
            """)
    void what_list_stage_cannot_take_is_refused_as_databend_does(String arguments, String message) {
        assertThatThrownBy(() -> StatementParser.parse("SELECT * FROM list_stage(" + arguments + ")"))
                .isInstanceOf(LocationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'@s'", "location = '@s'", "location => x", "location => '@s' pattern => 'x'", "location => '@s'", "location"})
    void list_stage_that_is_not_well_formed_is_a_syntax_error(String arguments) {
        String unclosed = "SELECT * FROM list_stage(" + arguments;
        assertThatThrownBy(() -> StatementParser.parse(unclosed)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void functions_over_files_are_found_where_tables_stand() {
        assertThat(parts("SELECT * FROM infer_schema(location => '@s/p') i, INSPECT_PARQUET ( '@~/x' )"))
                .containsExactly(
                        new Text("SELECT * FROM "),
                        new InferSchema(
                                new StagedFiles(new StagePath("s", "p"), List.of(), Optional.empty(), Optional.empty()),
                                OptionalLong.empty(),
                                OptionalLong.empty()),
                        new Text(" i, "),
                        new InspectParquet(new StagePath("~", "x")));
        assertThat(parts("SELECT * FROM infer_schema(max_file_count => 2, FILE_FORMAT => 'csv', PATTERN => 'x', location => '@s',"
                + " MAX_RECORDS_PER_FILE => 1_000)"))
                .contains(new InferSchema(
                        new StagedFiles(new StagePath("s", ""), List.of(), Optional.of("x"), Optional.of("csv")),
                        OptionalLong.of(1_000),
                        OptionalLong.of(2)));
        assertThat(parts("SELECT infer_schema(x), inspect_parquet FROM t")).hasOnlyElementsOfTypes(Text.class, TableRef.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            location => 's/p'                                | location must start with @, but got s/p
            pattern => 'x'                                   | infer_schema must specify location
            location => '@s', files => 'x'                   | unknown param files for infer_schema
            location => '@s', max_records => 5               | unknown param max_records for infer_schema
            location => '@s', max_file_count => 0            | max_file_count is a number from 1 on
            location => '@s', connection_name => 'c'         | a stage has its connection: connection_name belongs to a URL
            """)
    void what_infer_schema_cannot_take_is_refused(String arguments, String message) {
        assertThatThrownBy(() -> StatementParser.parse("SELECT * FROM infer_schema(" + arguments + ")"))
                .isInstanceOf(LocationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infer_schema('@s')", "infer_schema(location => '@s', max_file_count => '2')", "infer_schema(location => '@s'",
        "infer_schema(location => '@s', max_file_count => -1)", "inspect_parquet()", "inspect_parquet('@s', '@s')", "inspect_parquet(x)",
        "inspect_parquet(location => '@s')", "infer_schema(location => '@s', max_file_count => 99999999999999999999)"})
    void functions_over_files_that_are_not_well_formed_are_syntax_errors(String call) {
        assertThatThrownBy(() -> StatementParser.parse("SELECT * FROM " + call)).isInstanceOf(SqlSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"system.stages", "SYSTEM . Stages", "\"system\".\"stages\"", "default.system.stages", "`default`.`system`.`stages`"})
    void system_tables_are_found_where_tables_stand(String name) {
        assertThat(parts("SELECT * FROM " + name + " AS s WHERE s.name = 'x'"))
                .containsExactly(new Text("SELECT * FROM "), new SystemTable("system", "stages"), new Text(" AS s WHERE s.name = 'x'"));
    }

    @Test
    void system_tables_are_found_in_joins_lists_and_subqueries() {
        assertThat(parts("SELECT 'a' FROM (system.stages a LEFT JOIN system.one b ON a.x = b.x), system.two WHERE EXISTS (SELECT x FROM"
                + " system.three)"))
                .filteredOn(SystemTable.class::isInstance)
                .containsExactly(new SystemTable("system", "stages"), new SystemTable("system", "one"), new SystemTable("system", "two"),
                        new SystemTable("system", "three"));
        assertThat(parts("SELECT 1 FROM information_schema.tables, default.INFORMATION_SCHEMA.\"Columns\""))
                .filteredOn(SystemTable.class::isInstance)
                .containsExactly(new SystemTable("information_schema", "tables"), new SystemTable("information_schema", "columns"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            SELECT * FROM t                                                             | t
            FROM t                                                                      | t
            TABLE d.t                                                                   | d.t
            SELECT * FROM "A b" . `c"d` AS x                                            | "A b" . "c""d"
            SELECT * FROM default.d.t, e.u x JOIN v ON x.a = v.b CROSS JOIN (w)         | "default".d.t e.u v w
            SELECT * FROM other.d.t                                                     | -
            SELECT a FROM t AS x(b, c), u WHERE a IN (SELECT b FROM v, w) ORDER BY a, b | t u v w
            WITH a AS (SELECT * FROM t) SELECT * FROM a UNION FROM b                    | t a b
            SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM c FROM t                | t
            SELECT DISTINCT a FROM t                                                    | t
            SELECT extract(year FROM a), trim(both 'x' FROM b), (c) FROM t              | t
            SELECT f((SELECT a FROM t)), EXISTS (FROM u), [(SELECT 1 FROM v)]           | t u
            SELECT * FROM range(3), d.f(a, b), unnest([c, d]), LATERAL g(e), t          | t
            SELECT * FROM (VALUES (a, b), (c)) x, (TABLE t), (t JOIN u USING (a))       | t t u
            SELECT * FROM t WHERE a = (b) AND t.c IN (d, e) GROUP BY f, g               | t
            SELECT * FROM t PIVOT (sum(a) FOR b IN (c, d)), u                           | t u
            EXPLAIN SELECT * FROM t                                                     | t
            DESC SELECT * FROM default.t                                                | "default".t
            """)
    void names_where_tables_stand_are_found(String sql, String tables) {
        List<String> found = parts(sql).stream()
                .filter(TableRef.class::isInstance)
                .map(part -> ((TableRef) part).sql())
                .toList();
        assertThat(String.join(" ", found)).isEqualTo(tables.equals("-") ? "" : tables);
    }

    @Test
    void names_of_tables_are_taken_apart() {
        assertThat(parts("SELECT * FROM `Default` . \"A b\".`c\"d` x"))
                .contains(new TableRef(Optional.of("A b"), "c\"d", Optional.empty(), "\"Default\" . \"A b\".\"c\"\"d\""));
        assertThat(parts("SELECT * FROM check, default.t"))
                .contains(
                        new TableRef(Optional.empty(), "check", Optional.empty(), "\"check\""),
                        new TableRef(Optional.of("default"), "t", Optional.empty(), "\"default\".t"));
    }

    @Test
    void two_names_before_a_column_may_be_a_database_and_a_table() {
        assertThat(parts("SELECT D.t.a, `default`.T.* FROM d.t WHERE s.a.b.c = s.f.g(1)"))
                .filteredOn(QueryPart.TableQualifier.class::isInstance)
                .containsExactly(
                        new QueryPart.TableQualifier("d", "t", "D.t"), new QueryPart.TableQualifier("default", "t", "\"default\".T"));
    }

    @Test
    void at_is_a_name_but_before_a_time_zone_and_a_moment() {
        assertThat(text("SELECT at, t.At, b at, at(1) FROM t WHERE at AT TIME ZONE 'UTC' > at ORDER BY at"))
                .isEqualTo("SELECT \"at\", t.\"At\", b \"at\", at(1) FROM t WHERE \"at\" AT TIME ZONE 'UTC' > \"at\" ORDER BY \"at\"");
        assertThat(text("SELECT * FROM at JOIN (SELECT 1) at ON at.a = 1"))
                .isEqualTo("SELECT * FROM \"at\" JOIN (SELECT 1) \"at\" ON \"at\".a = 1");
    }

    @Test
    void a_table_may_be_asked_for_as_of_a_moment() {
        assertThat(parts("SELECT * FROM d.t AT (SNAPSHOT => '7') x, u at(timestamp=>'2026-01-02'::timestamp), at (snapshot), v"))
                .contains(
                        new TableRef(Optional.of("d"), "t", Optional.of(new TableRef.Snapshot("7")), "d.t AT (SNAPSHOT => '7')"),
                        new TableRef(
                                Optional.empty(), "u", moment(new Text("'2026-01-02'::timestamp")),
                                "u at(timestamp=>'2026-01-02'::timestamp)"),
                        new TableRef(Optional.empty(), "v", Optional.empty(), "v"));
        assertThat(parts("SELECT * FROM t AT (TIMESTAMP => date_sub(hour, 1, now()) - INTERVAL '1' DAY) WHERE a"))
                .contains(
                        new TableRef(
                                Optional.empty(), "t", moment(new Text("date_sub(hour, 1, now()) - INTERVAL '1' DAY")),
                                "t AT (TIMESTAMP => date_sub(hour, 1, now()) - INTERVAL '1' DAY)"),
                        new Text(" WHERE a"));
        assertThatThrownBy(() -> parts("SELECT * FROM t AT (SNAPSHOT => 7)")).hasMessageContaining("expecting <LiteralString>");
        assertThatThrownBy(() -> parts("SELECT * FROM t AT (TIMESTAMP => )")).hasMessageContaining("expecting <expr>");
        assertThatThrownBy(() -> parts("SELECT * FROM t AT (TIMESTAMP => now()")).hasMessageContaining("expecting `)`");
    }

    private static Optional<TableRef.Moment> moment(QueryPart... expression) {
        return Optional.of(new TableRef.Timestamp(List.of(expression)));
    }

    @Test
    void no_table_is_looked_for_inside_of_a_moment() {
        String nested = "(SELECT a FROM t AT (TIMESTAMP => ".repeat(20_000);
        List<QueryPart> parts = parts("SELECT * FROM u AT (TIMESTAMP => " + nested + "1" + "))".repeat(20_000) + ")");
        assertThat(parts).filteredOn(TableRef.class::isInstance).hasSize(1);
    }

    @Test
    void a_backslash_in_a_pattern_takes_the_next_character_literally() {
        assertThat(parts("SELECT 'a\\_b', x LIKE 'a\\_b', x NOT ILIKE $$%\\%$$, x LIKE 'a_b', x LIKE 'a\\_b' ESCAPE '!'"))
                .containsExactly(
                        new Text("SELECT "), new Text("'a\\_b'"), new Text(", x LIKE "), new Text("'a\\_b' ESCAPE '\\'"),
                        new Text(", x NOT ILIKE "), new Text("'%\\%' ESCAPE '\\'"), new Text(", x LIKE 'a_b', x LIKE "),
                        new Text("'a\\_b'"), new Text(" ESCAPE '!'"));
    }

    @Test
    void an_alias_without_as_is_quoted_where_the_query_engine_would_not_take_it() {
        assertThat(parts("SELECT f(1) Precision, (2) n, (precision) FROM t WHERE (a) = precision ORDER BY (1) precision"))
                .containsExactly(
                        new Text("SELECT f(1) "), new Text("\"Precision\""),
                        new Text(", (2) n, (precision) FROM "), table("t"),
                        new Text(" WHERE (a) = precision ORDER BY (1) precision"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"version", "current_user", "current_database", "database", "current_catalog", "timezone", "connection_id", "user",
        "current_role"})
    void session_functions_are_found_anywhere(String name) {
        assertThat(parts("SELECT concat(" + name.toUpperCase(Locale.ROOT) + " ( ), 'x')"))
                .containsExactly(new Text("SELECT concat("), new SessionFunction(name), new Text(", 'x')"));
    }

    @Test
    void bare_integers_of_the_outermost_select_list_are_found() {
        assertThat(parts("select 1")).containsExactly(new Text("select "), integer(1, false));
        assertThat(parts("select distinct 1, 2 as x, 'a', 3 y, 4 \"z\", 18446744073709551615 from t"))
                .containsExactly(
                        new Text("select distinct "), integer(1, false), new Text(", "), integer(2, true), new Text(" as x, 'a', "),
                        integer(3, true), new Text(" y, "), integer(4, true), new Text(" \"z\", "),
                        new SelectedInteger(new BigInteger("18446744073709551615"), false), new Text(" from "), table("t"));
        assertThat(parts("WITH a AS (SELECT 1, 2) SELECT 3 FROM a UNION SELECT 4, 5"))
                .containsExactly(
                        new Text("WITH a AS (SELECT 1, 2) SELECT "), integer(3, false), new Text(" FROM "), table("a"),
                        new Text(" UNION SELECT 4, 5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT [1, 2, 3] AS numbers",
        "SELECT {'a': 1, 'b': 2}, [[1, 2], [3, 4]]",
        "SELECT 1 + 1, -1, (1), 1.5, 1e3, f(1, 2), 1::INT, '1', \"1\", 1 IN (1), 2 IS NULL, 3 DIV 2, 4 BETWEEN 1 AND 5, NOT 1",
        "SELECT 18446744073709551616",
        "SELECT a FROM t WHERE b IN (1, 2) ORDER BY 1, 2",
        "VALUES (1), (2)",
        "SELECT (SELECT 1), ARRAY[1, 2], CASE WHEN 1 THEN 2 ELSE 3 END",
    })
    void other_integers_are_left_to_the_query_engine(String sql) {
        assertThat(parts(sql)).doesNotHaveAnyElementsOfTypes(SelectedInteger.class);
    }

    @Test
    void strings_with_backslashes_become_standard_ones() {
        assertThat(text("SELECT 'it\\'s', 'a''b\\n', '\\d+', '\\\\' , 'plain''s'"))
                .isEqualTo("SELECT 'it''s', 'a''b\n', '\\d+', '\\' , 'plain''s'");
    }

    @Test
    void a_string_ends_where_databend_says_whatever_the_query_engine_would_think() {
        assertThat(text("SELECT '\\' , version() , \\''")).isEqualTo("SELECT ''' , version() , '''");
    }

    @Test
    void names_in_backticks_become_quoted_ones() {
        assertThat(text("SELECT `a b`, `c\"d` FROM t")).isEqualTo("SELECT \"a b\", \"c\"\"d\" FROM t");
    }

    @Test
    void the_end_of_the_statement_is_cut_off() {
        assertThat(text("SELECT a FROM t ; -- done")).isEqualTo("SELECT a FROM t");
        assertThat(text("SELECT a FROM t -- done")).isEqualTo("SELECT a FROM t");
        assertThat(text("SELECT a FROM t FORMAT JSONEachRow;;")).isEqualTo("SELECT a FROM t");
        assertThat(parts("SELECT 1 FORMAT CSV")).containsExactly(new Text("SELECT "), integer(1, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT 1; SELECT 2", "SELECT 1; x", "SELECT 'a", "SELECT \"a", "SELECT `a", "SELECT $$a", "SELECT /* a", "SELECT †",
        "SELECT '\\u12'", "SELECT (1", "SELECT 1)", "SELECT (1; SELECT 2)", "SELECT '\\uD800'"})
    void what_is_not_one_readable_statement_is_a_syntax_error(String sql) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).isInstanceOf(SqlSyntaxException.class);
    }

    private static TableRef table(String name) {
        return new TableRef(Optional.empty(), name, Optional.empty(), name);
    }

    private static SelectedInteger integer(long value, boolean aliased) {
        return new SelectedInteger(BigInteger.valueOf(value), aliased);
    }

    @Nested
    class Files {
        private static StagedFiles files(String sql) {
            return parts(sql).stream()
                    .filter(StagedFiles.class::isInstance)
                    .map(StagedFiles.class::cast)
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void location_with_all_its_options_in_any_order_and_with_or_without_commas() {
            var expected = new StagedFiles(
                    new StagePath("s", "in/"), List.of("a.csv", "b'c.csv"), Optional.of(".*[.]csv"), Optional.of("csv"));

            assertThat(files("SELECT $1 FROM @s/in/ (FILES => ('a.csv', 'b''c.csv'), PATTERN => '.*[.]csv', FILE_FORMAT => 'csv')"))
                    .isEqualTo(expected);
            assertThat(files("SELECT $1 FROM @s/in/(file_format=>'csv' pattern=>'.*[.]csv' case_sensitive = true"
                            + " files=>('a.csv' 'b''c.csv'))"))
                    .isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "SELECT * FROM @s/a\\ b", "SELECT * FROM '@s/a b'", "SELECT * FROM t JOIN '@s/a b' x ON true", "SELECT * FROM t, @s/a\\ b",
            "SELECT 1 WHERE 1 IN (SELECT 1 FROM @s/a\\ b)", "WITH c AS (SELECT * FROM '@s/a b') SELECT * FROM c", "SELECT * FROM (@s/a\\ b)"
        })
        void every_place_of_a_table_takes_a_location(String sql) {
            assertThat(files(sql).location()).isEqualTo(new StagePath("s", "a b"));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "(FILES => ('a.csv') CONNECTION => (Access_Key_Id = 'a', `secret_access_key` = 'b''c' enable_virtual_host_style = TRUE))",
            "(connection=>(access_key_id=>'a' secret_access_key='x' secret_access_key='b''c' enable_virtual_host_style=true)"
                    + "files=>('a.csv'))"
        })
        void url_with_its_connection(String options) {
            var connection = new TreeMap<>(
                    Map.of("access_key_id", "a", "secret_access_key", "b'c", "enable_virtual_host_style", "true"));
            assertThat(files("SELECT $1 FROM 's3://k:s@bucket/in/?q' " + options + " t"))
                    .isEqualTo(new StagedFiles(
                            new UriLocation("s3://bucket/in/", connection), List.of("a.csv"), Optional.empty(), Optional.empty()));
        }

        @Test
        void url_with_a_named_connection_or_none() {
            var named = new UriLocation("s3://b/x", new TreeMap<>(Map.of("connection_name", "c")));
            var none = new UriLocation("s3://b/x", new TreeMap<>());
            assertThat(files("SELECT * FROM t, 's3://b/x' (CONNECTION => (CONNECTION_NAME = 'c'))").location()).isEqualTo(named);
            assertThat(files("SELECT * FROM t JOIN 's3://b/x' (CONNECTION => 'c') ON true").location()).isEqualTo(named);
            assertThat(files("SELECT * FROM 's3://b/x'").location()).isEqualTo(none);
            assertThat(parts("SELECT * FROM list_stage(location => 's3://b/x', connection_name => 'c'),"
                            + " infer_schema(connection_name => 'c', location => 's3://b/x'),"
                            + " inspect_parquet('s3://b/x', connection_name => 'c'), inspect_parquet('s3://b/x')"))
                    .contains(
                            new ListStage(named, Optional.empty()),
                            new InferSchema(
                                    new StagedFiles(named, List.of(), Optional.empty(), Optional.empty()),
                                    OptionalLong.empty(),
                                    OptionalLong.empty()),
                            new InspectParquet(named),
                            new InspectParquet(none));
            assertThat(parts("SELECT 's3://b/x' FROM t WHERE x IN ('s3://b/x')")).hasOnlyElementsOfTypes(Text.class, TableRef.class);
            assertThat(parts("SELECT * FROM (VALUES ('@s/x'), ('s3://b/x')) t")).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                list_stage(location => '@s', connection_name => 'c')   | connection_name belongs to a URL
                inspect_parquet('@s', connection_name => 'c')          | connection_name belongs to a URL
                inspect_parquet('@s', connection => 'c')               | unknown param connection for inspect_parquet
                list_stage(location => 'file:///etc/')                 | must use fs:///path/ instead of file:///path/
                list_stage(location => 's3://a b/')                    | invalid uri
                """)
        void what_functions_over_files_do_not_take(String call, String message) {
            assertThatThrownBy(() -> parts("SELECT * FROM " + call))
                    .isInstanceOf(LocationException.class)
                    .hasMessageContaining(message);
        }

        @Test
        void columns_of_files() {
            assertThat(parts("SELECT $1, s.$12:a.b, metadata$FILENAME FROM @s s"))
                    .contains(new ColumnPosition(1), new ColumnPosition(12), new Text("['a']['b']"), FileMetadata.FILENAME);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                SELECT @s                                        | unexpected `@s`
                SELECT $0 FROM @s                                | from 1 to 1000
                SELECT $99999999999999999999 FROM @s             | from 1 to 1000
                SELECT $1 FROM @s (FILES => 'a')                 | expecting `(`
                SELECT $1 FROM @s (FILES => ('a', b))            | expecting <LiteralString>
                SELECT $1 FROM @s (PATTERN '.*')                 | expecting `=>`
                SELECT $1 FROM @s (CONNECTION => (a = 'b'))      | a stage has its connection
                SELECT $1 FROM @s (FILE_FORMAT => 'csv'          | unexpected end of input
                SELECT $1 FROM 's3://b/' CONNECTION = (a = 'b')  | behind a URL in FROM the connection stands in parentheses
                SELECT $1 FROM 's3://b/' (CONNECTION => (a 'b')) | expecting `=`
                SELECT $1 FROM 's3://b/' (CONNECTION => (a = b)) | expecting <LiteralString>
                SELECT $1 FROM 's3://b/' (CONNECTION => (1))     | expecting <Ident>
                SELECT $1 FROM 's3://b/' (CONNECTION => c)       | expecting <LiteralString>
                SELECT $1 FROM 'file:///etc/passwd'              | must use fs:///path/ instead of file:///path/
                """)
        void what_is_no_location(String sql, String message) {
            assertThatThrownBy(() -> parts(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining(message);
        }
    }

    private static List<QueryPart> parts(String sql) {
        return ((Statement.Query) StatementParser.parse(sql)).parts();
    }

    private static String text(String sql) {
        StringBuilder text = new StringBuilder();
        for (QueryPart part : parts(sql)) {
            text.append(switch (part) {
                case TableRef table -> table.sql();
                case QueryPart.TableQualifier qualifier -> qualifier.sql();
                default -> ((Text) part).sql();
            });
        }
        return text.toString();
    }

    @Test
    void a_path_into_a_variant_is_written_as_the_engine_reads_it() {
        assertThat(parts("SELECT a:b, t.a:b.c::int, f(a):\"b c\", a::int, [1:2], {k: v}, x[a:b], lambda x: y"))
                .containsExactly(
                        new Text("SELECT a"), new Text("['b']"), new Text(", t.a"), new Text("['b']['c']"), new Text("::int, f(a)"),
                        new Text("['b c']"), new Text(", a::int, [1:2], {k: v}, x[a:b], lambda x: y"));
    }

    @Test
    void words_that_only_the_engine_reserves_are_quoted() {
        assertThat(parts("SELECT default, t.default FROM default.system.settings"))
                .containsExactly(
                        new Text("SELECT "), new Text("\"default\""), new Text(", t."), new Text("\"default\""), new Text(" FROM "),
                        new SystemTable("system", "settings"));
    }
}

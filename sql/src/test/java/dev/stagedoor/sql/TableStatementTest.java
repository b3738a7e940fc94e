package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.stagedoor.sql.ColumnType.Element;
import dev.stagedoor.sql.ColumnType.Simple;
import dev.stagedoor.sql.CopyOptions.OnError;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.DefaultValue;
import dev.stagedoor.sql.QueryPart.SelectedInteger;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.sql.QueryPart.Text;
import dev.stagedoor.sql.TableStatement.AlterTable;
import dev.stagedoor.sql.TableStatement.AnalyzeTable;
import dev.stagedoor.sql.TableStatement.CopyIntoLocation;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.CreateDatabase;
import dev.stagedoor.sql.TableStatement.CreateTable;
import dev.stagedoor.sql.TableStatement.DropDatabase;
import dev.stagedoor.sql.TableStatement.DropTable;
import dev.stagedoor.sql.TableStatement.ExplainCopy;
import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.sql.TableStatement.OptimizeTable;
import dev.stagedoor.sql.TableStatement.RenameTable;
import dev.stagedoor.sql.TableStatement.TruncateTable;
import dev.stagedoor.sql.TableStatement.UndropTable;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableStatementTest {
    private static final TableName T = new TableName(Optional.empty(), Optional.empty(), "t");
    private static final TableName DT = new TableName(Optional.empty(), Optional.of("d"), "t");

    @Test
    void small_statements_name_a_database_or_a_table() {
        assertThat(parse("create database if not exists `D b`;")).isEqualTo(new CreateDatabase(Optional.empty(), "D b", true));
        assertThat(parse("CREATE SCHEMA c.d")).isEqualTo(new CreateDatabase(Optional.of("c"), "d", false));
        assertThat(parse("DROP DATABASE IF EXISTS d")).isEqualTo(new DropDatabase(Optional.empty(), "d", true));
        assertThat(parse("DROP TABLE t")).isEqualTo(new DropTable(T, false, false));
        assertThat(parse("DROP TABLE IF EXISTS d.t ALL FORMAT JSON;")).isEqualTo(new DropTable(DT, true, true));
        assertThat(parse("UNDROP TABLE d.\"t\"")).isEqualTo(new UndropTable(DT));
        assertThat(parse("RENAME TABLE t TO d.t")).isEqualTo(new RenameTable(T, DT, false));
        assertThat(parse("TRUNCATE TABLE t")).isEqualTo(new TruncateTable(T));
        assertThat(parse("ANALYZE TABLE d.t")).isEqualTo(new AnalyzeTable(DT));
        assertThat(parse("OPTIMIZE TABLE t COMPACT")).isEqualTo(new OptimizeTable(T, true, false));
        assertThat(parse("OPTIMIZE TABLE t purge")).isEqualTo(new OptimizeTable(T, false, true));
        assertThat(parse("OPTIMIZE TABLE t ALL")).isEqualTo(new OptimizeTable(T, true, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CREATE DATABASE                      | unexpected end of input, expecting `IF` or <Ident>
            CREATE DATABASE a.b.c                | unexpected `.`, expecting `FORMAT` or end of input
            DROP TABLE on                 | unexpected `on`. it's reserved keyword, you may avoid using it, expecting `IF` or <Ident>
            DROP TABLE t x                       | unexpected `x`, expecting `ALL`, `FORMAT`, or end of input
            DROP TABLE a.b.c.d                   | unexpected `.`, expecting `ALL`, `FORMAT`, or end of input
            DROP TABLE ""                        | a name must not be empty
            RENAME TABLE t                       | unexpected end of input, expecting `TO`
            INSERT t VALUES (1)                  | unexpected `t`, expecting `OVERWRITE` or `INTO`
            COPY t FROM @s                       | unexpected `t`, expecting `INTO`
            TRUNCATE t                           | unexpected `t`, expecting `TABLE`
            OPTIMIZE TABLE t                     | unexpected end of input, expecting `ALL`, `COMPACT`, or `PURGE`
            CREATE OR REPLACE TABLE IF NOT EXISTS t (a INT) | option IF NOT EXISTS and OR REPLACE are incompatible
            CREATE TABLE t                | unexpected end of input, expecting `LIKE`, `(`, `PARTITION`, `CLUSTER`, `COMMENT`, or `AS`
            CREATE TABLE t (a INT b       | unexpected `b`, expecting `(`, `UNSIGNED`, `NOT`, `NULL`, `DEFAULT`, `COMMENT`, `,`, or `)`
            CREATE TABLE t (a INTT)              | unexpected `INTT`, expecting a type
            CREATE TABLE t (a INT) AS            | unexpected end of input, expecting `SELECT`, `WITH`, `VALUES`, or `(`
            CREATE TABLE t (a Nullable(INT) NOT NULL) | ambiguous NOT NULL constraint
            ALTER TABLE t ADD a                  | unexpected end of input, expecting a type
            ALTER TABLE t x                      | unexpected `x`, expecting `RENAME`, `ADD`, `DROP`, `MODIFY`, or `COMMENT`
            INSERT INTO t VALUES (1), 2          | unexpected `2`, expecting `(`
            INSERT INTO t VALUES (1              | unexpected end of input, expecting `)`
            INSERT INTO t VALUES (?), (?)        | the columns of a file are described by one row of values
            """)
    void the_problem_is_said_in_one_line(String sql, String problem) {
        assertThat(catchThrowable(() -> parse(sql)).getMessage().lines()).anySatisfy(line -> assertThat(line).endsWith("^ " + problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BOOLEAN | BOOL | BOOLEAN
            TINYINT | int8(3) | INT8
            SMALLINT | INT16 | INT16
            INT | INTEGER(11) | INT32
            BIGINT | SIGNED | INT64
            TINYINT UNSIGNED | UINT8 | UINT8
            SMALLINT(5) UNSIGNED | UINT16 | UINT16
            INT UNSIGNED | integer unsigned | UINT32
            BIGINT UNSIGNED | UNSIGNED | UINT64
            FLOAT | REAL | FLOAT32
            DOUBLE | DOUBLE PRECISION | FLOAT64
            DATE | date | DATE
            TIMESTAMP(6) | DATETIME | TIMESTAMP
            TIMESTAMP_TZ | TIMESTAMP WITH TIME ZONE | TIMESTAMP_TZ
            INTERVAL | interval | INTERVAL
            STRING | VARCHAR(255) | STRING
            CHAR(1) | TEXT | STRING
            BINARY | VARBINARY(3) | BINARY
            BLOB | LONGBLOB | BINARY
            VARIANT | JSON | VARIANT
            BITMAP | bitmap | BITMAP
            GEOMETRY | geometry | GEOMETRY
            GEOGRAPHY | geography | GEOGRAPHY
            """)
    void every_spelling_of_a_type_is_known(String one, String other, Simple type) {
        assertThat(type(one)).isEqualTo(type(other)).isEqualTo(new Element(type, true));
        assertThat(type(one + " NOT NULL")).isEqualTo(new Element(type, false));
        assertThat(type(other + " NULL")).isEqualTo(type("Nullable(" + one + ")")).isEqualTo(type("nullable(" + one + ") NULL"))
                .isEqualTo(new Element(type, true));
    }

    @Test
    void types_have_parameters_and_stand_inside_each_other() {
        assertThat(type("DECIMAL").type()).isEqualTo(type("NUMERIC").type()).isEqualTo(new ColumnType.Decimal(18, 3));
        assertThat(type("DECIMAL(10)").type()).isEqualTo(new ColumnType.Decimal(10, 0));
        assertThat(type("numeric(38, 9)").type()).isEqualTo(new ColumnType.Decimal(38, 9));
        assertThat(type("VECTOR(8)").type()).isEqualTo(new ColumnType.Vector(8));
        Element integer = new Element(Simple.INT32, true);
        assertThat(type("ARRAY(INT)").type()).isEqualTo(new ColumnType.Array(integer));
        assertThat(type("Array(INT NOT NULL)").type()).isEqualTo(new ColumnType.Array(new Element(Simple.INT32, false)));
        assertThat(type("MAP(STRING NULL, Nullable(INT))").type())
                .isEqualTo(new ColumnType.Map(new Element(Simple.STRING, false), integer));
        assertThat(type("TUPLE(INT, BIGINT UNSIGNED)").type())
                .isEqualTo(new ColumnType.Tuple(List.of(field(integer), field(new Element(Simple.UINT64, true)))));
        assertThat(type("TUPLE(int INT, `date x` ARRAY(INT))").type())
                .isEqualTo(new ColumnType.Tuple(List.of(
                        field("int", integer), field("date x", new Element(new ColumnType.Array(integer), true)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ARRAY", "ARRAY()", "MAP(INT)", "TUPLE()", "TUPLE(a INT, INT)", "TUPLE(INT, a INT)", "DECIMAL()",
        "DECIMAL(1, 2, 3)", "DECIMAL('1')", "DECIMAL(99999999999)", "VECTOR", "UINT8 UNSIGNED", "INT SIGNED", "TIMESTAMP WITH ZONE", "INT(",
        "INT NOT", "Nullable(INT", "TUPLE(a INT b INT)"})
    void what_is_no_type_is_a_syntax_error(String type) {
        assertThatThrownBy(() -> type(type)).isInstanceOf(SqlSyntaxException.class);
    }

    @Test
    void types_are_nested_so_deep_and_no_deeper() {
        int inner = ColumnTypeReader.MAX_DEPTH - 1;
        assertThat(type("ARRAY(".repeat(inner) + "INT" + ")".repeat(inner))).isNotNull();
        assertThatThrownBy(() -> type("ARRAY(".repeat(inner + 1) + "INT" + ")".repeat(inner + 1)))
                .hasMessageContaining("types stand inside each other at most 32 deep");
    }

    @Test
    void a_column_has_a_default_and_a_comment() {
        CreateTable.Columns columns = (CreateTable.Columns) ((CreateTable) parse("CREATE TABLE t (a INT NOT NULL DEFAULT 1 + (2, 3), b INT"
                + " DEFAULT NULL NOT NULL COMMENT 'c', c BOOLEAN DEFAULT a IS NOT NULL NULL, \"d e\" STRING COMMENT 'x' DEFAULT 'it\\'s',"
                + " e INT DEFAULT version())")).content();
        assertThat(columns.columns())
                .containsExactly(
                        new ColumnDefinition("a", new Element(Simple.INT32, false), text("1 + (2, 3)"), Optional.empty()),
                        new ColumnDefinition("b", new Element(Simple.INT32, false), text("NULL"), Optional.of("c")),
                        new ColumnDefinition("c", new Element(Simple.BOOLEAN, true), text("a IS NOT NULL"), Optional.empty()),
                        new ColumnDefinition("d e", new Element(Simple.STRING, true), text("'it''s'"), Optional.of("x")),
                        new ColumnDefinition(
                                "e",
                                new Element(Simple.INT32, true),
                                Optional.of(List.of(new QueryPart.SessionFunction("version"))),
                                Optional.empty()));
    }

    @Test
    void a_table_is_created_of_columns_like_another_or_from_a_query() {
        assertThat(parse("CREATE TABLE IF NOT EXISTS d.t (a INT)"))
                .isEqualTo(new CreateTable(DT, false, true, new CreateTable.Columns(List.of(column("a", Simple.INT32))), TableLayout.NONE));
        assertThat(parse("CREATE OR REPLACE TABLE t LIKE d.t"))
                .isEqualTo(new CreateTable(T, true, false, new CreateTable.Like(DT), TableLayout.NONE));
        assertThat(parse("CREATE TABLE t AS SELECT 1, a FROM u;"))
                .isEqualTo(new CreateTable(
                        T, false, false,
                        new CreateTable.Query(
                                List.of(),
                                List.of(new Text("SELECT "), new SelectedInteger(BigInteger.ONE, false), new Text(", a FROM "),
                                        new TableRef(Optional.empty(), "u", Optional.empty(), "u"))),
                        TableLayout.NONE));
        assertThat(parse("CREATE TABLE t (a INT) COMMENT = 'c' AS VALUES (1)"))
                .isEqualTo(new CreateTable(
                        T, false, false,
                        new CreateTable.Query(List.of(column("a", Simple.INT32)), List.of(new Text("VALUES (1)"))),
                        new TableLayout(List.of(), List.of(), Optional.of("c"), new TreeMap<>())));
    }

    @Test
    void a_table_has_a_layout_and_options() {
        CreateTable table = (CreateTable) parse("CREATE TABLE t (a INT, b INT) Engine = FUSE PARTITION BY (a, day(b), Bucket(16, a),"
                + " truncate(b, 5)) cluster by (b) COMMENT = 'c' Write_Mode = 'x' n = 3 f = true");
        assertThat(table.layout())
                .isEqualTo(new TableLayout(
                        List.of(
                                transformed("", OptionalInt.empty(), "a"), transformed("day", OptionalInt.empty(), "b"),
                                transformed("bucket", OptionalInt.of(16), "a"), transformed("truncate", OptionalInt.of(5), "b")),
                        List.of(transformed("", OptionalInt.empty(), "b")),
                        Optional.of("c"),
                        new TreeMap<>(Map.of("engine", "FUSE", "write_mode", "x", "n", "3", "f", "true"))));
    }

    @Test
    void a_table_is_altered() {
        assertThat(parse("ALTER TABLE IF EXISTS d.t RENAME TO x"))
                .isEqualTo(new RenameTable(DT, new TableName(Optional.empty(), Optional.of("d"), "x"), true));
        assertThat(change("ADD COLUMN a INT")).isEqualTo(new TableChange.AddColumn(column("a", Simple.INT32), Optional.empty()));
        assertThat(change("ADD a INT FIRST"))
                .isEqualTo(new TableChange.AddColumn(column("a", Simple.INT32), Optional.of(new TableChange.Place.First())));
        assertThat(change("ADD a INT DEFAULT 1 AFTER b"))
                .isEqualTo(new TableChange.AddColumn(
                        new ColumnDefinition("a", new Element(Simple.INT32, true), text("1"), Optional.empty()),
                        Optional.of(new TableChange.Place.After("b"))));
        assertThat(change("DROP COLUMN a")).isEqualTo(change("DROP a")).isEqualTo(new TableChange.DropColumn("a"));
        assertThat(change("RENAME COLUMN a TO b")).isEqualTo(change("RENAME a TO b")).isEqualTo(new TableChange.RenameColumn("a", "b"));
        assertThat(change("MODIFY a INT, COLUMN b STRING"))
                .isEqualTo(new TableChange.ModifyColumns(List.of(column("a", Simple.INT32), column("b", Simple.STRING))));
        assertThat(change("MODIFY COLUMN a COMMENT 'c'")).isEqualTo(new TableChange.CommentColumn("a", "c"));
        assertThat(change("COMMENT = 'c'")).isEqualTo(new TableChange.Comment("c"));
    }

    @Nested
    class Copy {
        @Test
        void a_load_names_files_and_options_in_any_order() {
            assertThat(parse("COPY INTO t FROM @s/in/"))
                    .isEqualTo(new CopyIntoTable(
                            T, List.of(), new CopyIntoTable.Files(new StagePath("s", "in/")), CopyOptions.DEFAULT));
            assertThat(parse("EXPLAIN COPY INTO t FROM '@s/in/'"))
                    .isEqualTo(new ExplainCopy((CopyIntoTable) parse("COPY INTO t FROM @s/in/")));
            CopyIntoTable copy = (CopyIntoTable) parse("copy /*+ x */ into d.t(a, `b c`) from 's3://b/' connection = (k = 'v'),"
                    + " purge = true SIZE_LIMIT = 1 file_format = (type = CSV skip_header = 1) SPLIT_SIZE=2 ON_ERROR = skip_file_10"
                    + " MAX_FILES = 15000 FILES = ('a', 'b''c') PATTERN = '.*' FORCE = TRUE FORCE = FALSE DISABLE_VARIANT_CHECK = TRUE"
                    + " RETURN_FAILED_ONLY = TRUE COLUMN_MATCH_MODE = position SCHEMA_EVOLUTION = (SAMPLE_FILES = AUTO,"
                    + " SAMPLE_TOTAL_RECORDS = 5)");
            assertThat(copy).isEqualTo(new CopyIntoTable(
                    DT,
                    List.of("a", "b c"),
                    new CopyIntoTable.Files(new UriLocation("s3://b/", new TreeMap<>(Map.of("k", "v")))),
                    new CopyOptions(
                            List.of("a", "b'c"),
                            Optional.of(".*"),
                            Optional.of(new FormatClause(Map.of(
                                    "TYPE", new FormatClause.Value.Word("CSV"), "SKIP_HEADER", new FormatClause.Value.Number(1)))),
                            true,
                            false,
                            new OnError(OnError.Mode.SKIP_FILE, 10),
                            15_000,
                            true,
                            true,
                            Optional.of(CopyOptions.ColumnMatch.POSITION),
                            Optional.of(new CopyOptions.SchemaEvolution(
                                    OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(5))))));
        }

        @Test
        void a_load_computes_what_it_loads() {
            assertThat(((CopyIntoTable) parse("COPY INTO t FROM (SELECT $1, upper($2:a) FROM @s/a x) FORCE = TRUE")).source())
                    .isEqualTo(new CopyIntoTable.Selected(
                            List.of(
                                    new ColumnPosition(1), new Text(", upper("), new ColumnPosition(2), new Text("['a']"), new Text(")")),
                            new StagePath("s", "a"),
                            Optional.of("x")));
            assertThat(((CopyIntoTable) parse("COPY INTO t FROM (SELECT * FROM @s)")).source())
                    .isEqualTo(new CopyIntoTable.Selected(List.of(new Text("*")), new StagePath("s", ""), Optional.empty()));
        }

        @ParameterizedTest
        @CsvSource({"CONTINUE,CONTINUE,1", "skip_file,SKIP_FILE,1", "SKIP_FILE_3,SKIP_FILE,3", "abort,ABORT,1", "'''abort_7''',ABORT,7"})
        void on_error_decides_of_rows(String written, OnError.Mode mode, long errors) {
            CopyIntoTable copy = (CopyIntoTable) parse("COPY INTO t FROM @s ON_ERROR = " + written);
            assertThat(copy.options().onError()).isEqualTo(new OnError(mode, errors));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
                COPY INTO t FROM @s ON_ERROR = x ~ OnError must one of {{ CONTINUE | SKIP_FILE | SKIP_FILE_<num> | ABORT | ABORT_<num> }}
                COPY INTO t FROM @s ON_ERROR = ABORT_0                        ~ OnError must one of {{ CONTINUE
                COPY INTO t FROM @s ON_ERROR = SKIP_FILE_99999999999999999999 ~ OnError must one of {{ CONTINUE
                COPY INTO t FROM @s COLUMN_MATCH_MODE = x                     ~ ColumnMatchMode must be one of
                COPY INTO t FROM @s CONNECTION = (k = 'v')                    ~ unexpected `CONNECTION`. it's reserved keyword
                COPY INTO t FROM (SELECT $1 FROM @s WHERE $1 = 1)             ~ unexpected `WHERE`. it's reserved keyword
                COPY INTO t FROM (SELECT $1 FROM @s (FILES => ('a')))         ~ unexpected `(`
                COPY INTO t FROM (SELECT $1 FROM t)                           ~ unexpected `t`, expecting `LiteralAtString`
                COPY INTO t FROM (SELECT FROM @s)                             ~ unexpected `FROM`. it's reserved keyword
                COPY INTO t FROM u                ~ unexpected `u`, expecting `(`, `LiteralAtString`, or <LiteralString>
                COPY INTO t FROM @s FILE_FORMAT = (x = 1)                     ~ unexpected `x`, expecting `TYPE`
                COPY INTO t FROM @s FILE_FORMAT = (TYPE = 1)                  ~ unexpected `1`, expecting `ARROW`
                COPY INTO t FROM @s PATTERN = $p                              ~ unexpected `$p`, expecting <LiteralString>
                COPY INTO t FROM @s SINGLE = TRUE                             ~ unexpected `SINGLE`
                COPY INTO @s FROM t PURGE = TRUE                              ~ unexpected `PURGE`
                COPY INTO @s FROM @u                                          ~ unexpected `@u`, expecting `(` or <Ident>
                COPY INTO t FROM 'x'                                          ~ invalid uri relative URL without a base
                """)
        void what_a_copy_does_not_take_is_a_syntax_error(String sql, String problem) {
            assertThatThrownBy(() -> parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining(problem);
        }

        @Test
        void more_files_than_a_statement_may_load_are_refused_as_databend_does() {
            assertThatThrownBy(() -> parse("COPY INTO t FROM @s MAX_FILES = 15001"))
                    .isInstanceOf(OptionException.class)
                    .hasMessage("max_files 15001 is too large, max_files should be less than 15000");
        }

        @Test
        void an_unload_names_a_table_or_a_query() {
            assertThat(parse("COPY INTO @~/out/ FROM d.t"))
                    .isEqualTo(new CopyIntoLocation(
                            new StagePath("~", "out/"), new CopyIntoLocation.Table(DT), UnloadOptions.DEFAULT));
            assertThat(parse("COPY INTO 's3://b/' CONNECTION = (k = 'v') FROM (SELECT (1)) PARTITION BY (concat('a', b))"
                            + " DETAILED_OUTPUT = TRUE MAX_FILE_SIZE = 5 FILE_FORMAT = (TYPE = CSV)"))
                    .isEqualTo(new CopyIntoLocation(
                            new UriLocation("s3://b/", new TreeMap<>(Map.of("k", "v"))),
                            new CopyIntoLocation.Query(List.of(new Text("SELECT (1)"))),
                            new UnloadOptions(
                                    Optional.of(new FormatClause(Map.of("TYPE", new FormatClause.Value.Word("CSV")))),
                                    false, 5, true, false, true, false,
                                    Optional.of(List.of(new Text("concat('a', b)"))))));
            assertThat(((CopyIntoLocation) parse("COPY INTO @s FROM t FILE_FORMAT = (TYPE = CSV) OUTPUT_HEADER = TRUE")).options())
                    .isEqualTo(((CopyIntoLocation) parse("COPY INTO @s FROM t FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)")).options());
            assertThatThrownBy(() -> parse("COPY INTO @s FROM t OUTPUT_HEADER = TRUE")).isInstanceOf(OptionException.class);
            assertThat(((CopyIntoLocation) parse("COPY INTO @s/a.csv FROM t SINGLE = TRUE USE_RAW_PATH = TRUE OVERWRITE = TRUE")).options())
                    .isEqualTo(new UnloadOptions(Optional.empty(), true, 0, false, true, false, true, Optional.empty()));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                INCLUDE_QUERY_ID = FALSE           | include_query_id=false can only be set when use_raw_path=true
                INCLUDE_QUERY_ID = FALSE USE_RAW_PATH = FALSE | conflict copy_options: include_query_id=false and use_raw_path=false
                USE_RAW_PATH = TRUE                           | use_raw_path=true can only be set when single=true
                OVERWRITE = TRUE                 | overwrite=true can only be set when single=true and use_raw_path=true for now
                OVERWRITE = TRUE SINGLE = TRUE   | overwrite=true can only be set when single=true and use_raw_path=true for now
                PARTITION BY (a) SINGLE = TRUE                | PARTITION BY cannot be used together with SINGLE=TRUE
                PARTITION BY (a) OVERWRITE = TRUE             | PARTITION BY cannot be used together with OVERWRITE=TRUE
                PARTITION BY (a) INCLUDE_QUERY_ID = FALSE     | PARTITION BY requires INCLUDE_QUERY_ID=TRUE
                """)
        void options_of_an_unload_that_do_not_fit_are_refused_as_databend_does(String options, String message) {
            assertThatThrownBy(() -> parse("COPY INTO @s/a FROM t " + options)).isInstanceOf(OptionException.class).hasMessage(message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"@s", "@s/", "@s/a/", "'s3://b/a/'"})
        void the_name_of_a_file_is_no_directory(String location) {
            assertThatThrownBy(() -> parse("COPY INTO " + location + " FROM t USE_RAW_PATH = TRUE SINGLE = TRUE"))
                    .isInstanceOf(LocationException.class)
                    .hasMessage("when use_raw_path is set to true, url path can not end with '/'");
        }
    }

    @Nested
    class Inserting {
        @Test
        void values_are_read_as_a_query_reads_them() {
            assertThat(parse("INSERT INTO d.t (a, b) VALUES (1, 'it\\'s'), (f(2, [3, 4]), `x`)"))
                    .isEqualTo(new Insert(
                            DT, List.of("a", "b"), false,
                            new Insert.Values(List.of(List.of(new Text("(1, 'it''s'), (f(2, [3, 4]), \"x\")"))))));
            assertThat(rows("INSERT INTO t VALUES (DEFAULT, -1, default), ((DEFAULT), version(), DEFAULT);"))
                    .isEqualTo(new Insert.Values(List.of(List.of(
                            new Text("("), new DefaultValue(0), new Text(", -1, "), new DefaultValue(2),
                            new Text("), ((\"DEFAULT\"), "), new QueryPart.SessionFunction("version"), new Text(", "),
                            new DefaultValue(2), new Text(")")))));
        }

        @Test
        void rows_may_come_from_a_query() {
            TableRef u = new TableRef(Optional.empty(), "u", Optional.empty(), "u");
            assertThat(parse("INSERT OVERWRITE INTO TABLE t SELECT * FROM u"))
                    .isEqualTo(new Insert(T, List.of(), true, new Insert.Query(List.of(new Text("SELECT * FROM "), u))));
            assertThat(parse("INSERT OVERWRITE t SELECT * FROM u")).isEqualTo(parse("INSERT OVERWRITE INTO t SELECT * FROM u"));
            assertThat(rows("INSERT INTO t (a) FROM u")).isEqualTo(new Insert.Query(List.of(new Text("FROM "), u)));
            assertThat(rows("INSERT INTO t (SELECT * FROM u)"))
                    .isEqualTo(new Insert.Query(List.of(new Text("(SELECT * FROM "), u, new Text(")"))));
            assertThat(rows("INSERT INTO t WITH a AS (SELECT 1) SELECT * FROM a")).isInstanceOf(Insert.Query.class);
        }

        @Test
        void rows_may_come_from_a_file() {
            FormatClause csv = new FormatClause(Map.of("TYPE", new FormatClause.Value.Word("CSV")));
            assertThat(rows("INSERT INTO t FROM @_databend_load FILE_FORMAT = (TYPE = CSV)"))
                    .isEqualTo(rows("INSERT INTO t VALUES FROM @_databend_load FILE_FORMAT = (TYPE = CSV)"))
                    .isEqualTo(new Insert.File(Optional.of(new StagePath("_databend_load", "")), List.of(), Optional.of(csv)));
            List<Insert.Value> values = List.of(
                    new Insert.Value.FileColumn(), new Insert.Value.Constant(List.of(new Text("'x' || ','"))),
                    new Insert.Value.FileColumn());
            assertThat(rows("INSERT INTO t VALUES (?, 'x' || ',', ?) FROM @s/a FILE_FORMAT = (TYPE = CSV)"))
                    .isEqualTo(new Insert.File(Optional.of(new StagePath("s", "a")), values, Optional.of(csv)));
            assertThat(rows("INSERT INTO t VALUES (?, 'x' || ',', ?)"))
                    .isEqualTo(new Insert.File(Optional.empty(), values, Optional.empty()));
            assertThat(rows("INSERT INTO t (a) VALUES;")).isEqualTo(new Insert.File(Optional.empty(), List.of(), Optional.empty()));
        }

        @Test
        void as_many_values_as_fit_the_longest_text_are_batches_of_one_part() {
            int rows = 200_000;
            String longer = "INSERT INTO t VALUES (1, 'a\\\\b')" + ", (1, 'a\\\\b')".repeat(rows - 1);
            assertThat(longer).hasSizeGreaterThan(StatementParser.MAX_SQL_CHARS);
            List<String> batches = ((Insert.Values) rows(longer)).batches().stream()
                    .map(batch -> ((Text) batch.getFirst()).sql())
                    .toList();
            assertThat(batches).allSatisfy(batch -> assertThat(batch)
                    .startsWith("(1, 'a\\b'), (1,").endsWith("'a\\b')").hasSizeLessThan(QueryScanner.MAX_BATCH_CHARS + 20));
            assertThat(String.join(", ", batches)).isEqualTo("(1, 'a\\b')" + ", (1, 'a\\b')".repeat(rows - 1));
            assertThatThrownBy(() -> parse("INSERT INTO t VALUES ('" + "x".repeat(StatementParser.MAX_INSERT_CHARS)))
                    .hasMessageContaining("at most " + StatementParser.MAX_INSERT_CHARS + " are read");
        }

        @Test
        void options_of_a_request_are_those_of_a_clause() {
            Insert.File file = (Insert.File) rows("INSERT INTO t FROM @s FILE_FORMAT = (TYPE = 'CSV', SKIP_HEADER = 1,"
                    + " EMPTY_FIELD_AS = string, FIELD_DELIMITER = '|', TRIM_SPACE = TRUE)");
            assertThat(FormatClause.ofTexts(Map.of(
                    "type", "CSV", "Skip_Header", "1", "EMPTY_FIELD_AS", "String", "field_delimiter", "|", "trim_space", "true")))
                    .isEqualTo(file.fileFormat().orElseThrow());
            assertThatThrownBy(() -> FormatClause.ofTexts(Map.of("nothing", "1"))).hasMessageContaining("'nothing'");
            assertThatThrownBy(() -> FormatClause.ofTexts(Map.of("skip_header", "x")))
                    .hasMessageContaining("SKIP_HEADER").hasMessageContaining("'x'");
        }

        private static Insert.Rows rows(String sql) {
            return ((Insert) parse(sql)).rows();
        }
    }

    private static Statement parse(String sql) {
        return StatementParser.parse(sql);
    }

    private static Element type(String type) {
        CreateTable table = (CreateTable) parse("CREATE TABLE t (x " + type + ")");
        return ((CreateTable.Columns) table.content()).columns().getFirst().type();
    }

    private static TableChange change(String change) {
        return ((AlterTable) parse("ALTER TABLE t " + change)).change();
    }

    private static ColumnType.Field field(Element element) {
        return new ColumnType.Field(Optional.empty(), element);
    }

    private static ColumnType.Field field(String name, Element element) {
        return new ColumnType.Field(Optional.of(name), element);
    }

    private static ColumnDefinition column(String name, Simple type) {
        return new ColumnDefinition(name, new Element(type, true), Optional.empty(), Optional.empty());
    }

    private static Optional<List<QueryPart>> text(String sql) {
        return Optional.of(List.of(new Text(sql)));
    }

    private static TransformedColumn transformed(String transform, OptionalInt width, String column) {
        return new TransformedColumn(transform.isEmpty() ? Optional.empty() : Optional.of(transform), width, column);
    }
}

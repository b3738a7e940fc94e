package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.CreateStage;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.Statement.RevokePresign;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL is bound to, by PRESIGN and by its stage; and REVOKE PRESIGN. */
class PresignTermsTest {
    @ParameterizedTest
    @CsvSource({
        "3600, 3600", "1h, 3600", "1h 30m, 5400", "1h30min, 5400", "90 s, 90", "15 Minutes, 900", "7 days, 604800", "8d, 691200",
        "0.5h, 1800"
    })
    void length_of_time_is_a_number_of_seconds_or_has_units(String written, BigDecimal seconds) {
        for (String text : List.of("'" + written + "'", "' " + written + " '")) {
            assertThat(((Presign) StatementParser.parse("PRESIGN @s/f EXPIRE = " + text)).terms().get(TermName.EXPIRE).number())
                    .isEqualByComparingTo(seconds);
            var stage = (Statement.CreateStage) StatementParser.parse("CREATE STAGE s PRESIGN = (MAX_EXPIRE = " + text + ")");
            assertThat(stage.presign().orElseThrow().rules().get(RuleName.MAX_EXPIRE).number()).isEqualByComparingTo(seconds);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "h", "1 fortnight", "1h30", "-1h", "1h,30m", "1e3", "0x10", "1.h", "1234567890123", "1h 30m x", "\u0661 s"})
    void what_is_not_a_length_of_time_is_told_what_is(String written) {
        assertThatThrownBy(() -> StatementParser.parse("PRESIGN @s/f EXPIRE = '" + written + "'"))
                .hasMessageContaining(DurationText.EXPECTED);
    }

    @Test
    void terms_come_in_any_order_and_of_a_repeated_one_the_last_counts() {
        Map<TermName, TermValue> terms = Map.of(
                TermName.EXPIRE, new TermValue.Number(600),
                TermName.MAX_SIZE, new TermValue.Number(1_000_000),
                TermName.CONTENT_LENGTH, new TermValue.Number(13),
                TermName.CHECKSUM_SHA256, new TermValue.Text("abc="),
                TermName.OVERWRITE, new TermValue.Flag(false),
                TermName.ONE_TIME, new TermValue.Flag(true),
                TermName.FROM_IP, new TermValue.Text("10.0.0.0/8"));
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/f EXPIRE = 600 MAX_SIZE = 1000000 CONTENT_LENGTH = 13 CHECKSUM_SHA256 = 'abc='"
                        + " OVERWRITE = FALSE ONE_TIME = TRUE FROM_IP = '10.0.0.0/8'"))
                .isEqualTo(presign(terms));
        assertThat(StatementParser.parse("presign upload '@s/f' from_ip='10.0.0.0/8' one_time=true overwrite=true overwrite=false"
                        + " checksum_sha256='abc=' content_length=0x_D max_size=1 max_size='1 MB' expire=600"))
                .isEqualTo(presign(terms));
        assertThat(((Presign) StatementParser.parse("PRESIGN @s/f ONE_TIME = FALSE")).terms())
                .isEqualTo(Map.of(TermName.ONE_TIME, new TermValue.Flag(false)));
        assertThat(((Presign) StatementParser.parse("PRESIGN @s/f")).terms()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            0                     | 0
            1_000                 | 1000
            '1000'                | 1000
            '5 B'                 | 5
            '5b'                  | 5
            '500 kB'              | 500000
            '2 GiB'               | 2147483648
            '2gib'                | 2147483648
            '3 KIB'               | 3072
            '1.5 MB'              | 1500000
            '4MiB'                | 4194304
            '1 GB'                | 1000000000
            '7 tb'                | 7000000000000
            '7 TiB'               | 7696581394432
            9223372036854775807   | 9223372036854775807
            '9223372036854775807' | 9223372036854775807
            """)
    void a_size_is_a_number_of_bytes_or_has_a_unit(String written, long bytes) {
        assertThat(((Presign) StatementParser.parse("PRESIGN UPLOAD @s/f MAX_SIZE = " + written)).terms())
                .isEqualTo(Map.of(TermName.MAX_SIZE, new TermValue.Number(bytes)));
        assertThat(
                ((AlterStage.Set) ((AlterStage) StatementParser.parse("ALTER STAGE s SET PRESIGN = (MAX_SIZE = " + written + ")")).change())
                        .presign().orElseThrow().rules())
                .isEqualTo(Map.of(RuleName.MAX_SIZE, new TermValue.Number(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"''", "' '", "'x'", "'-1'", "'2 XB'", "'2  GiB'", "'2 GiB '", "'GiB'", "'1.5'", "'0.3 B'", "'1e3'", "'9223372036854775808'",
        "'9999999999999 TiB'", "'99999999999999999999999999999999999999'", "'٢ GiB'"})
    void what_is_not_a_size_is_told_what_is(String written) {
        assertThat(problem("PRESIGN UPLOAD @s/f MAX_SIZE = " + written)).isEqualTo(ByteSize.EXPECTED);
    }

    @Property
    void a_size_of_any_bytes_is_read(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(ByteSize.parse(Long.toString(bytes))).hasValue(bytes);
        assertThat(ByteSize.parse(bytes + " KiB"))
                .isEqualTo(bytes > Long.MAX_VALUE >> 10 ? OptionalLong.empty() : OptionalLong.of(bytes << 10));
    }

    @Property
    void any_text_is_a_size_or_not(@ForAll String text) {
        ByteSize.parse(text).ifPresent(bytes -> assertThat(bytes).isNotNegative());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            PRESIGN UPLOAD @s/f MAX_SIZE = -1               | unexpected `-`, expecting <LiteralString> or <LiteralInteger>
            PRESIGN UPLOAD @s/f MAX_SIZE = 9223372036854775808 | unable to parse number because it positively overflowed
            PRESIGN UPLOAD @s/f CONTENT_LENGTH = 9223372036854775808 | unable to parse number because it positively overflowed
            PRESIGN UPLOAD @s/f CONTENT_LENGTH = '5'        | unexpected `'5'`, expecting <LiteralInteger>
            PRESIGN UPLOAD @s/f OVERWRITE = 'no'            | unexpected `'no'`, expecting `FALSE` or `TRUE`
            PRESIGN UPLOAD @s/f OVERWRITE                   | unexpected end of input, expecting `=`
            PRESIGN UPLOAD @s/f ONE_TIME TRUE               | unexpected `TRUE`. it's reserved keyword, you may avoid using it, expecting \
            `=`
            PRESIGN UPLOAD @s/f ONE_TIME TRUE EXPIRE = 60   | unexpected `TRUE`. it's reserved keyword, you may avoid using it, expecting \
            `=`
            PRESIGN UPLOAD @s/f MAX_SIZE 5 OVERWRITE = FALSE | unexpected `5`, expecting `=`
            PRESIGN UPLOAD @s/f FROM_IP = 10.0.0.0/8        | unexpected `10.0`, expecting <LiteralString>
            CREATE STAGE s PRESIGN = (METHODS = ())         | unexpected `)`, expecting `DOWNLOAD` or `UPLOAD`
            CREATE STAGE s PRESIGN = (CONTENT_TYPES = ())   | unexpected `)`, expecting <LiteralString>
            CREATE STAGE s PRESIGN = (EXPIRE = 5)           | unexpected `EXPIRE`, expecting `CONTENT_TYPES`, `MAX_EXPIRE`, `MAX_SIZE`, \
            `METHODS`, `OVERWRITE`, or `)`
            REVOKE PRESIGN                                  | unexpected end of input, expecting `ON` or <LiteralString>
            REVOKE PRESIGN ON @s/a                          | URLs are revoked one by one, or of a whole stage: expecting a stage without \
            a path
            """)
    void the_problem_is_said_in_one_line(String sql, String problem) {
        assertThat(problem(sql)).isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"MAX_SIZE = 5", "OVERWRITE = FALSE", "ONE_TIME = TRUE", "FROM_IP = '10.0.0.1'", "CHECKSUM_SHA256 = 'x'", "CONTENT_LENGTH = 5"})
    void a_term_ends_a_path_that_is_not_quoted(String term) {
        Presign presign = (Presign) StatementParser.parse("PRESIGN UPLOAD @s/it's (a, b).csv " + term);
        assertThat(presign.location()).isEqualTo(new StagePath("s", "it's (a, b).csv"));
        assertThat(presign.terms()).hasSize(1);
    }

    @Test
    void a_stage_has_rules_for_its_urls() {
        PresignClause rules = new PresignClause(Map.of(
                RuleName.MAX_EXPIRE, new TermValue.Number(900),
                RuleName.MAX_SIZE, new TermValue.Number(2L << 30),
                RuleName.CONTENT_TYPES, new TermValue.Texts(List.of("text/csv", "a/b")),
                RuleName.OVERWRITE, new TermValue.Flag(false),
                RuleName.METHODS, new TermValue.Texts(List.of("UPLOAD"))));
        String written = "PRESIGN = (MAX_EXPIRE = 900, MAX_SIZE = '2 GiB', CONTENT_TYPES = ('text/csv', 'a/b'), OVERWRITE = FALSE, METHODS"
                + " = (UPLOAD))";
        assertThat(StatementParser.parse("CREATE STAGE s " + written)).isEqualTo(stage(Optional.empty(), rules));
        assertThat(StatementParser.parse("CREATE STAGE s " + written.replace(", ", " ").replace("' 'a", "','a") + " COMMENT = 'c'"))
                .isEqualTo(stage(Optional.of("c"), rules));
        assertThat(StatementParser.parse("CREATE STAGE s COMMENT = 'c' " + written)).isEqualTo(stage(Optional.of("c"), rules));
        assertThat(StatementParser.parse("CREATE STAGE s PRESIGN = (METHODS = (UPLOAD, download, UPLOAD),)"))
                .isEqualTo(stage(
                        Optional.empty(),
                        new PresignClause(Map.of(RuleName.METHODS, new TermValue.Texts(List.of("DOWNLOAD", "UPLOAD"))))));
        assertThat(StatementParser.parse("CREATE STAGE s PRESIGN = ()"))
                .isEqualTo(stage(Optional.empty(), new PresignClause(Map.of())));
    }

    @Test
    void rules_are_altered_among_the_other_options_and_unset() {
        PresignClause rules = new PresignClause(Map.of(RuleName.OVERWRITE, new TermValue.Flag(false)));
        Optional<UriLocation> location = Optional.of(new UriLocation("s3://b/", new TreeMap<>()));
        AlterStage altered =
                new AlterStage("s", false, new AlterStage.Set(location, Optional.empty(), Optional.of("c"), Optional.of(rules)));
        assertThat(List.of(
                        "ALTER STAGE s SET PRESIGN = (OVERWRITE = FALSE) URL = 's3://b/' COMMENT = 'c'",
                        "ALTER STAGE s SET URL = 's3://b/' CONNECTION = (), PRESIGN = (OVERWRITE = FALSE), COMMENT = 'c'",
                        "ALTER STAGE s SET COMMENT = 'c' PRESIGN = (OVERWRITE = FALSE) URL = 's3://b/' CONNECTION = (),",
                        "ALTER STAGE s SET COMMENT = 'c' PRESIGN = (OVERWRITE = FALSE), URL = 's3://b/',;"))
                .allSatisfy(sql -> assertThat(StatementParser.parse(sql)).isEqualTo(altered));
        assertThat(StatementParser.parse("ALTER STAGE s UNSET PRESIGN"))
                .isEqualTo(new AlterStage("s", false, new AlterStage.Unset(false, false, true)));
        assertThat(StatementParser.parse("ALTER STAGE s UNSET FILE_FORMAT, PRESIGN COMMENT"))
                .isEqualTo(new AlterStage("s", false, new AlterStage.Unset(true, true, true)));
    }

    @ParameterizedTest
    @CsvSource(
            {"REVOKE PRESIGN ON STAGE s,s", "REVOKE PRESIGN ON STAGE ~,~", "REVOKE PRESIGN ON STAGE @s,s", "revoke presign on stage @~;,~",
        "REVOKE PRESIGN ON @s,s", "REVOKE PRESIGN ON @~/,~", "REVOKE PRESIGN ON STAGE \"s 1\",s 1"})
    void urls_of_a_stage_are_revoked(String sql, String stage) {
        assertThat(StatementParser.parse(sql)).isEqualTo(new RevokePresign(new RevokePresign.OnStage(stage)));
    }

    @ParameterizedTest
    @CsvSource({"REVOKE PRESIGN ON USER ann,ann", "revoke presign on user 'ann smith'@'%';,ann smith",
            "REVOKE PRESIGN ON USER \"stage\",stage"})
    void urls_that_a_user_asked_for_are_revoked(String sql, String user) {
        assertThat(StatementParser.parse(sql)).isEqualTo(new RevokePresign(new RevokePresign.OnUser(user)));
    }

    @Test
    void one_url_is_revoked_by_its_id() {
        assertThat(StatementParser.parse("REVOKE PRESIGN '0198c0de-0000-7000-8000-000000000000'"))
                .isEqualTo(new RevokePresign(new RevokePresign.Id("0198c0de-0000-7000-8000-000000000000")));
    }

    private static Presign presign(Map<TermName, TermValue> terms) {
        return new Presign(Action.UPLOAD, new StagePath("s", "f"), terms);
    }

    private static CreateStage stage(Optional<String> comment, PresignClause rules) {
        return new CreateStage("s", false, false, Optional.empty(), Optional.empty(), comment, Optional.of(rules));
    }

    /** What the message says behind the caret. */
    private static String problem(String sql) {
        SqlSyntaxException error = catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql));
        return error.getMessage().lines().filter(line -> line.contains("^ ")).findFirst().orElseThrow().replaceFirst(".*?\\^+ ", "");
    }
}

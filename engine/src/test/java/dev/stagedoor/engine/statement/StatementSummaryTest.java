package dev.stagedoor.engine.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.access.AccessMatrix;
import dev.stagedoor.engine.access.AccessMatrix.Place;
import dev.stagedoor.sql.StatementParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSummaryTest {
    private static StatementSummary of(String sql) {
        return StatementSummary.of(StatementParser.parse(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PRESIGN UPLOAD @s/a/b.csv EXPIRE = 60         | PRESIGN UPLOAD   | @s/a/b.csv",
        "PRESIGN @~/a.csv                              | PRESIGN DOWNLOAD | @~/a.csv",
        "CREATE STAGE s COMMENT = 'x'                  | CREATE STAGE     | STAGE s",
        "LIST @s                                       | LIST             | @s/",
        "GRANT READ ON STAGE s PATH \"a/\" TO ROLE r   | GRANT Read       | STAGE s PATH 'a/';ROLE r",
        "REVOKE ROLE r FROM u                          | REVOKE ROLE      | ROLE r;USER u",
        "SELECT * FROM list_stage(location => \"@s/p\") | QUERY            | @s/p",
        "SELECT * FROM system.stages                   | QUERY            | TABLE system.stages",
        "SET timezone = 'UTC'                          | SET              | SETTING timezone",
        "BEGIN                                         | BEGIN            |",
    })
    void statement_is_named_with_what_it_is_about(String sql, String kind, String objects) {
        StatementSummary summary = of(sql.replace('"', '\''));
        assertThat(summary.kind()).isEqualTo(kind);
        assertThat(String.join(";", summary.objects())).isEqualTo(objects == null ? "" : objects);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE USER u IDENTIFIED BY 's3cr3t'",
        "ALTER USER u IDENTIFIED BY 's3cr3t'",
        "CREATE CONNECTION c STORAGE_TYPE = 's3' SECRET_ACCESS_KEY = 's3cr3t'",
        "CREATE STAGE s URL = 's3://b/' CONNECTION = (SECRET_ACCESS_KEY = 's3cr3t')",
        "ALTER STAGE s SET URL = 's3://s3cr3t@b/' CONNECTION = (SECRET_ACCESS_KEY = 's3cr3t')",
        "SET query_tag = 's3cr3t'",
        "SELECT 's3cr3t'",
        "SHOW STAGES WHERE name = 's3cr3t'",
        "PRESIGN UPLOAD @s/a CHECKSUM_SHA256 = 's3cr3t'",
    })
    void nothing_that_could_be_a_secret_is_told(String sql) {
        assertThat(of(sql).toString()).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @MethodSource("everyStatement")
    void every_statement_has_a_summary(String sql) {
        StatementSummary summary = of(sql);
        assertThat(summary.kind()).isNotBlank().hasSizeLessThan(64);
        assertThat(summary.objects()).doesNotContain("");
    }

    static Stream<String> everyStatement() {
        return AccessMatrix.ROWS.stream().filter(row -> !row.isUpload()).map(row -> row.at(Place.INSIDE));
    }

    @Test
    void objects_are_bounded() {
        String listings = "SELECT 1" + Stream.iterate(0, i -> i + 1)
                .limit(100)
                .map(i -> " UNION ALL SELECT 1 FROM list_stage(location => '@s" + i + "')")
                .reduce("", String::concat);
        assertThat(of(listings).objects()).hasSize(StatementSummary.MAX_OBJECTS).startsWith("@s0/");
        assertThat(List.of(of("SELECT 1").objects())).containsExactly(List.of());
    }
}

package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.row.Column;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and types of a result's columns, as Databend gives them. */
class ResultColumnsTest extends EngineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "count(*) FROM numbers(3)                       | COUNT(*)                       | UInt64",
        "COUNT(number) FROM numbers(3)                  | COUNT(number)                  | UInt64",
        "count(DISTINCT number) FROM numbers(3)         | count(DISTINCT number)         | UInt64",
        "count_if(number > 5) FROM numbers(3)           | count_if(number > 5)           | UInt64",
        "sum(number) FROM numbers(3)                    | sum(number)                    | Nullable(Decimal(38, 0))",
        "max(number) FROM numbers(3)                    | max(number)                    | Nullable(UInt64)",
        "number FROM numbers(3)                         | number                         | UInt64",
        "n.number FROM numbers(3) n                     | number                         | UInt64",
        "number + 1 FROM numbers(3)                     | number + 1                     | UInt64",
        "1+1                                            | 1 + 1                          | Int32",
        "(1+2)*3                                        | (1 + 2) * 3                    | Int32",
        "1/2                                            | 1 / 2                          | Float64",
        "Upper('a')                                     | Upper('a')                     | String",
        "`'a' || 'b'`                                   | `'a' || 'b'`                   | String",
        "name LIKE 'a%' FROM system.stages              | name LIKE 'a%'                 | Boolean",
        "'2021-07-12'::timestamp                        | '2021-07-12'                   | Timestamp",
        "CAST(number AS UINT8) FROM numbers(1)          | number                         | UInt8",
        "number::string FROM numbers(1)                 | number                         | String",
        "TRY_CAST('x' AS INT8)                          | 'x'                            | Nullable(Int8)",
        "coalesce(creator, 'x') FROM system.stages      | coalesce(creator, 'x')         | String",
        "creator FROM system.stages                     | creator                        | Nullable(String)",
        "comment FROM system.stages                     | comment                        | String",
        "file_format_options:type FROM system.stages    | file_format_options:type       | Nullable(Variant)",
        "created_on FROM system.stages                  | created_on                     | Timestamp",
        "NULL                                           | NULL                           | NULL",
        "CASE WHEN true THEN 1 ELSE 2 END               | CASE WHEN TRUE THEN 1 ELSE 2 END | Int32",
        "CASE WHEN true THEN 1 END                      | CASE WHEN TRUE THEN 1 END      | Nullable(Int32)",
        "1 IS NULL                                      | 1 IS NULL                      | Boolean",
        "version()                                      | version()                      | String",
        "now()                                          | now()                          | Timestamp",
        "a.name FROM system.stages a LEFT JOIN system.stages b ON a.name = b.name | name | String",
        "b.name FROM system.stages a LEFT JOIN system.stages b ON a.name = b.name | name | Nullable(String)",
        "x FROM (SELECT name AS x FROM system.stages)   | x                              | String",
        "x FROM (SELECT 1 AS x UNION ALL SELECT NULL)   | x                              | Nullable(Int32)",
        "(SELECT 1)                                     | (subquery)                     | Nullable(Int32)",
    })
    void column_has_databends_name_and_type(String select, String name, String type) {
        var rows = (StatementResult.Rows) fixture.engine.execute("SELECT " + select + (select.contains(" FROM ") ? "" : " FROM range(1)"),
                Fixture.context());
        rows.cursor().close();
        assertThat(rows.schema().stream().map(Column::name)).containsExactly(name);
        assertThat(Fixture.types(rows)).containsExactly(type);
    }
}

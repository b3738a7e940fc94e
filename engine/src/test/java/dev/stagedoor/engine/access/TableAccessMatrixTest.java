package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.access.AccessMatrix.Outcome;
import dev.stagedoor.engine.access.AccessMatrix.Way;
import dev.stagedoor.engine.access.TableAccessMatrix.Held;
import dev.stagedoor.engine.access.TableAccessMatrix.Row;
import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every cell of {@link TableAccessMatrix}, against the real engine and catalog. Statements on tables are asked for and not run: with the
 * tables they name being there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableAccessMatrixTest {
    private StagedWorld staged;
    private Fixture fixture;
    private AccessWorld world;
    private Authorization authorization;

    @BeforeAll
    void open(@TempDir Path directory) {
        staged = new StagedWorld(directory);
        fixture = staged.fixture;
        world = new AccessWorld(fixture);
        for (String sql : List.of("CREATE DATABASE d", "CREATE DATABASE other", "CREATE TABLE d.t (a INT)", "CREATE TABLE d.u (a INT)",
                "CREATE TABLE other.t (a INT)")) {
            fixture.engine.execute(sql, Fixture.context());
        }
        authorization = new Authorization(fixture.catalog, ExistingTables.ALL);
    }

    @AfterAll
    void close() {
        staged.close();
    }

    @Test
    void every_kind_of_statement_on_tables_has_a_row() {
        Set<Class<?>> asked = TableAccessMatrix.ROWS.stream()
                .filter(row -> !row.isRead())
                .map(row -> StatementParser.parse(row.sql()).getClass())
                .collect(Collectors.toSet());
        assertThat(asked).contains(TableStatement.class.getPermittedSubclasses());
    }

    @TestFactory
    Stream<DynamicTest> everyone_may_what_the_rules_say_and_nothing_else() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Held.values())
                        .filter(held -> held.isHeldBy(way))
                        .map(held -> DynamicTest.dynamicTest(way + " " + held, () -> check(way, held))));
    }

    private void check(Way way, Held held) {
        world.begin(way, held.grants(way.grantee));
        List<String> wrong = new ArrayList<>();
        for (Row row : TableAccessMatrix.ROWS) {
            Outcome expected = row.expected(way, held);
            Outcome actual = outcome(row, AccessMatrixTest.context(way));
            if (actual != expected) {
                wrong.add(row.sql() + " was " + actual + ", not " + expected);
            }
            if (actual == Outcome.PASSED && !row.isRead()) {
                world.reset();
            }
        }
        assertThat(wrong).isEmpty();
    }

    private Outcome outcome(Row row, StatementContext asked) {
        StatementContext context = authorization.settled(asked).withStages(new StageLookup(fixture.catalog::stage));
        try {
            if (row.isRead()) {
                authorization.requireSelect("d", "t", context);
            } else if (StatementParser.parse(row.sql()) instanceof TableStatement statement) {
                authorization.require(statement, context);
            } else {
                fixture.engine.execute(row.sql(), asked);
            }
            return Outcome.PASSED;
        } catch (StagedoorException e) {
            return outcome(row, e);
        }
    }

    private static Outcome outcome(Row row, StagedoorException e) {
        if (e.code() == ErrorCode.INVALID_ROLE) {
            return Outcome.INVALID_ROLE;
        }
        if (e.code() == ErrorCode.PERMISSION_DENIED) {
            return e.getMessage().contains("belongs to the current role") ? Outcome.NO_OWNER : Outcome.DENIED;
        }
        assertThat(e.code()).as(row.sql() + ": " + e.getMessage()).isNotEqualTo(ErrorCode.INTERNAL);
        return Outcome.PASSED;
    }
}

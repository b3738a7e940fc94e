package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.access.AccessMatrix.Held;
import dev.stagedoor.engine.access.AccessMatrix.Outcome;
import dev.stagedoor.engine.access.AccessMatrix.Place;
import dev.stagedoor.engine.access.AccessMatrix.Row;
import dev.stagedoor.engine.access.AccessMatrix.Way;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** Every cell of {@link AccessMatrix}, against the real engine and catalog. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
    private Fixture fixture;
    private AccessWorld world;

    @BeforeAll
    void open(@TempDir Path directory) {
        fixture = new Fixture(directory);
        world = new AccessWorld(fixture);
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    void every_kind_of_statement_has_a_row() {
        Set<Class<?>> asked = AccessMatrix.ROWS.stream()
                .filter(row -> !row.isUpload())
                .map(row -> StatementParser.parse(row.at(Place.INSIDE)).getClass())
                .collect(Collectors.toSet());
        List<Class<?>> kinds = Stream.<Class<?>>concat(
                        Arrays.stream(Statement.class.getPermittedSubclasses()),
                        Arrays.stream(TableStatement.class.getPermittedSubclasses()))
                .filter(kind -> !kind.isInterface() && kind != Statement.UserOptions.class)
                .toList();
        assertThat(kinds).hasSizeGreaterThan(30);
        assertThat(asked).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @TestFactory
    Stream<DynamicTest> everyone_may_what_the_rules_say_and_nothing_else() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Held.values())
                        .filter(way::canHold)
                        .map(held -> DynamicTest.dynamicTest(way + " " + held, () -> check(way, held))));
    }

    private void check(Way way, Held held) {
        world.begin(way, held);
        List<String> wrong = new ArrayList<>();
        for (Row row : AccessMatrix.ROWS) {
            for (Place place : row.places()) {
                Outcome expected = row.expected(way, held, place);
                Outcome actual = outcome(row, place, way);
                if (actual != expected) {
                    wrong.add(row.at(place) + " was " + actual + ", not " + expected);
                }
                if (actual == Outcome.PASSED && !row.shows()) {
                    world.reset();
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private Outcome outcome(Row row, Place place, Way way) {
        try {
            return ask(row, place, way);
        } catch (StagedoorException e) {
            if (e.code() == ErrorCode.INVALID_ROLE) {
                return Outcome.INVALID_ROLE;
            }
            if (e.code() == ErrorCode.PERMISSION_DENIED) {
                return e.getMessage().contains("belongs to the current role") ? Outcome.NO_OWNER : Outcome.DENIED;
            }
            assertThat(e.code()).as(row.at(place) + ": " + e.getMessage()).isNotEqualTo(ErrorCode.INTERNAL);
            return Outcome.PASSED;
        }
    }

    private Outcome ask(Row row, Place place, Way way) {
        Principal me = new Principal("me", way.loginRole);
        if (row.isUpload()) {
            fixture.engine.uploadTarget(StagePath.parse("@" + row.at(place).substring("UPLOAD ".length())), me);
            return Outcome.PASSED;
        }
        StatementContext context = context(me, way);
        if (row.sql().contains("list_stage") || row.sql().startsWith("SELECT * FROM show_")) {
            // Ends as soon as it has been let through, before it costs a run of the query engine: 1043.
            context.cancellation().cancel();
        }
        StatementResult result = fixture.engine.execute(row.at(place), context);
        if (!(result instanceof StatementResult.Rows rows)) {
            return Outcome.PASSED;
        }
        List<List<@Nullable String>> given = Fixture.rows(rows);
        if (rows.schema().getLast().name().equals("error") && !given.isEmpty()) {
            // A file that is refused is a row.
            String error = given.getFirst().getLast();
            return error != null && error.startsWith(ErrorCode.PERMISSION_DENIED.number() + ":") ? Outcome.DENIED : Outcome.PASSED;
        }
        Set<String> names = Set.copyOf(Fixture.firstColumn(given));
        boolean seen = names.contains("s") || names.contains("c");
        return row.shows() && !seen ? Outcome.HIDDEN : Outcome.PASSED;
    }

    static StatementContext context(Way way) {
        return context(new Principal("me", way.loginRole), way);
    }

    private static StatementContext context(Principal me, Way way) {
        Optional<List<String>> secondary = switch (way.secondaryRoles) {
            case "ALL" -> Optional.empty();
            case "NONE" -> Optional.of(List.of());
            default -> Optional.of(List.of(way.secondaryRoles));
        };
        Optional<String> role = Optional.of(way.sessionRole).filter(name -> !name.isEmpty());
        SessionState session = new SessionState("default", role, secondary, new TreeMap<>());
        return new StatementContext(me, session, Fixture.ORIGIN, new Cancellation());
    }
}

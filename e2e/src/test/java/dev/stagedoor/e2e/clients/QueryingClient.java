package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A client that people query with, as user root. */
public enum QueryingClient {
    STAGEDOOR_SQL("1", "\\N") {
        @Override
        public List<List<List<String>>> answers(ServerProcess server, List<String> statements) {
            List<String> command = new ArrayList<>(List.of(
                    "sql", "--dsn", "databend://root:@" + server.authority(), "--output", "tsv", "--no-header"));
            for (String statement : statements) {
                command.addAll(List.of("--execute", statement, "--execute", "SELECT '" + END + "'"));
            }
            var outcome = Command.run(Path.of("."), LIMIT, JavaProcess.stagedoor(List.of("-XX:TieredStopAtLevel=1"), command));
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            return Arrays.stream(outcome.output().split("(?m)^" + END + "\n"))
                    .map(answer -> answer.lines().map(row -> List.of(row.split("\t", -1))).toList())
                    .toList();
        }
    },
    DATABEND_JDBC("true", "NULL") {
        @Override
        public List<List<List<String>>> answers(ServerProcess server, List<String> statements) throws Exception {
            List<List<List<String>>> answers = new ArrayList<>();
            try (Connection connection = Jdbc.connect(server.authority(), "root", "", "")) {
                for (String statement : statements) {
                    answers.add(Jdbc.rows(connection, statement).stream()
                            .map(row -> row.stream().map(cell -> Objects.toString(cell, "NULL")).toList())
                            .toList());
                }
            }
            return answers;
        }
    },
    DATABEND_DRIVER("true", "") {
        @Override
        public List<List<List<String>>> answers(ServerProcess server, List<String> statements) throws Exception {
            NodeDriver driver = NodeDriver.connecting(server.authority(), "root", "");
            List<List<List<String>>> answers = new ArrayList<>();
            for (String statement : statements) {
                JsonNode outcome = driver.run("query", statement);
                assertThat(outcome.has("rows")).as(outcome.toString()).isTrue();
                answers.add(outcome.path("rows").valueStream()
                        .map(row -> row.valueStream().map(JsonNode::asString).toList())
                        .toList());
            }
            return answers;
        }
    };

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** What stands behind each answer of {@code stagedoor sql}. */
    private static final String END = "-- end of an answer --";

    private final String shownTrue;
    private final String shownNull;

    QueryingClient(String shownTrue, String shownNull) {
        this.shownTrue = shownTrue;
        this.shownNull = shownNull;
    }

    /** How it shows a Boolean that is true. */
    public String shownTrue() {
        return shownTrue;
    }

    /** What {@link #answers} has in the place of NULL. */
    public String shownNull() {
        return shownNull;
    }

    /** The rows of each statement, cells as text. */
    public abstract List<List<List<String>>> answers(ServerProcess server, List<String> statements) throws Exception;
}

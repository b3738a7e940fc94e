package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.databend.jdbc.DatabendDriver;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prepared INSERTs of databend-jdbc 0.2.8: it stages their rows as a file, and names that beside the statement. In a process of its own,
 * because the driver has an older library for CSV in it than the tests.
 */
class DatabendJdbcInsertTest {
    private static final Path PROGRAM = Path.of("src", "test", "resources", "clients", "JdbcInsert.java").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void batches_are_inserted_whole_or_not_at_all(@TempDir Path directory) {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            Command.Outcome outcome = Command.run(
                    directory, LIMIT,
                    JavaProcess.sourceWith(DatabendDriver.class, PROGRAM, List.of(server.authority(), "10000")));

            String whole = "inserted 10000\n10000|49995000|499950.00|name, \"0\"\n0\n";
            assertThat(outcome.output()).as(outcome.errors())
                    .startsWith(whole + whole + "1||null\n2|null|5\nrefused ")
                    .contains("1046", "line 2", "1000")
                    .endsWith("\n0\n");
        }
    }
}

package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** databend-driver from npm as its users call it: {@code node/driver.mjs} is their program. Needs node and npm. */
public final class NodeDriver {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path modules;
    private final String dsn;

    private NodeDriver(Path modules, String dsn) {
        this.modules = modules;
        this.dsn = dsn;
    }

    public static NodeDriver connecting(String authority, String user, String password) throws IOException {
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        return new NodeDriver(NodeModules.install(), "databend://" + user + ":" + encoded + "@" + authority + "/default?sslmode=disable");
    }

    /** This driver with more parameters in its connection string. */
    NodeDriver with(String parameter) {
        return new NodeDriver(modules, dsn + "&" + parameter);
    }

    /** Runs one task of {@code driver.mjs} and gives its outcome. */
    public JsonNode run(String... task) {
        List<String> command = new ArrayList<>(List.of("node", "driver.mjs", dsn));
        command.addAll(List.of(task));
        Command.Outcome outcome = Command.run(modules, LIMIT, command);
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        return JSON.readTree(outcome.output());
    }
}

package dev.stagedoor.e2e.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.clients.NodeModules;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every client does all it can by every entrance, in one process each time, and docs/clients.md has the table of what came of it.
 * {@code -Pfull -Dstagedoor.docs.write=true} writes the table.
 */
@Full
@RequiresCommand({"bash", "curl", "python3", "aws", "rclone", "node", "npm", "nginx", "haproxy", "openssl"})
class ClientMatrixTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern HANDSHAKE = Pattern.compile("TLS handshake with \\S+: (TLSv[0-9.]+), (.*)");

    @TempDir
    private static Path directory;

    private static MatrixServers servers;
    private static Path programs;
    private static Path node;

    @BeforeAll
    static void start() throws IOException {
        servers = new MatrixServers(directory);
        node = NodeModules.install().toAbsolutePath();
        programs = Path.of("src", "test", "resources", "clients").toAbsolutePath();
        Scratch.file(directory, "file.bin", Scratch.bytes(11, 300_000));
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void every_client_does_by_every_entrance_what_the_table_of_the_manual_says() throws IOException {
        Map<MatrixClient, Map<Entrance, Map<String, String>>> found = new LinkedHashMap<>();
        for (MatrixClient client : MatrixClient.values()) {
            Map<Entrance, Map<String, String>> row = new EnumMap<>(Entrance.class);
            for (Entrance entrance : Entrance.values()) {
                if (client.whyNot(entrance).isEmpty()) {
                    row.put(entrance, outcomes(client, entrance));
                }
            }
            found.put(client, row);
        }
        assertThat(failures(found)).as("what failed").isEqualTo(List.of());
        new ClientTable(found).compareOrWrite();
    }

    private static List<String> failures(Map<MatrixClient, Map<Entrance, Map<String, String>>> found) {
        List<String> failures = new ArrayList<>();
        found.forEach((client, row) -> row.forEach((entrance, outcomes) -> {
            String where = client.title() + ", " + entrance.title() + ": ";
            outcomes.forEach((operation, outcome) -> {
                if (!outcome.equals("yes")) {
                    failures.add(where + operation + " " + outcome);
                }
            });
            if (!List.copyOf(outcomes.keySet()).containsAll(client.operations())) {
                failures.add(where + "came only as far as " + outcomes.keySet());
            }
        }));
        return failures;
    }

    private Map<String, String> outcomes(MatrixClient client, Entrance entrance) throws IOException {
        Path own = Files.createDirectory(directory.resolve(client.id() + "-" + entrance));
        Files.createSymbolicLink(own.resolve("file.bin"), directory.resolve("file.bin"));
        int before = servers.secureLog().length();
        Command.Outcome outcome = Command.run(own, LIMIT, command(client), environment(client, entrance));
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String line : outcome.output().lines().toList()) {
            String[] columns = line.split("\t", 2);
            if (columns.length == 2) { // databend-driver prints the server's warnings in between
                outcomes.put(columns[0], columns[1]);
            }
        }
        if (outcomes.isEmpty()) {
            outcomes.put("start", "FAILED: " + outcome.errors());
        }
        if (!entrance.http().isEmpty()) {
            List<String> spoken = spoken(servers.secureLog().substring(before));
            String expected = entrance == Entrance.HTTPS_H2 ? "h2" : "http/1.1";
            if (spoken.isEmpty() || !spoken.stream().allMatch(expected::equals)) {
                outcomes.replaceAll((operation, cell) -> cell.equals("yes") ? "FAILED: spoke " + spoken : cell);
            }
        }
        return outcomes;
    }

    /** What was agreed on in each handshake; a client that names nothing in it speaks HTTP/1.1. */
    private static List<String> spoken(String log) {
        return HANDSHAKE.matcher(log).results().map(MatchResult::group)
                .map(line -> line.replaceFirst(".*, ", "").replace("no protocol named", "http/1.1"))
                .toList();
    }

    private static List<String> command(MatrixClient client) {
        return switch (client.kind()) {
            case BASH -> List.of("bash", programs.resolve(client.program()).toString());
            // The Python whose packages are Debian's, which another one may stand before.
            case PYTHON -> List.of("/usr/bin/python3", programs.resolve(client.program()).toString());
            case NODE -> List.of("node", node.resolve(client.program()).toString());
            case JAVA -> JavaProcess.source(
                    List.of("-Djavax.net.ssl.trustStore=" + servers.certificate().trustStore(),
                            "-Djavax.net.ssl.trustStorePassword=changeit", "-XX:TieredStopAtLevel=1"),
                    programs.resolve(client.program()),
                    List.of());
        };
    }

    private static Map<String, String> environment(MatrixClient client, Entrance entrance) {
        Map<String, String> environment = new LinkedHashMap<>();
        String authority = servers.certificate().authority().toString();
        environment.put("MATRIX_URL", servers.url(entrance).toString());
        environment.put("MATRIX_HTTP", entrance.http());
        environment.put("MATRIX_CA", authority);
        environment.put("MATRIX_USER", MatrixServers.USER);
        environment.put("MATRIX_PASSWORD", MatrixServers.PASSWORD);
        environment.put("MATRIX_BUCKET", MatrixServers.BUCKET);
        environment.put("MATRIX_STAGE", client.id() + "_" + entrance.name().toLowerCase(java.util.Locale.ROOT));
        environment.put("MATRIX_FILE", directory.resolve("file.bin").toString());
        environment.put("SSL_CERT_FILE", authority);
        environment.put("NODE_EXTRA_CA_CERTS", authority);
        environment.put("AWS_ACCESS_KEY_ID", MatrixServers.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", MatrixServers.SECRET);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        if (client == MatrixClient.DRIVER_NATIVE) {
            environment.put("MATRIX_NATIVE", "databend-driver-native-0.34.2");
        }
        return environment;
    }
}

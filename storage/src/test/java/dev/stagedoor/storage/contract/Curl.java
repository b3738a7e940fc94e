package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes presigned requests as users do. */
public final class Curl {
    private static final int MAX_SECONDS = 30;

    private Curl() {}

    /**
     * One request, exactly as {@code PRESIGN} says.
     *
     * @param body sent with PUT alone
     */
    public static HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        try {
            Path directory = Files.createTempDirectory("curl");
            try {
                return send(directory, method, url, headers, body);
            } finally {
                Files.deleteIfExists(directory.resolve("in"));
                Files.deleteIfExists(directory.resolve("out"));
                Files.delete(directory);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("curl could not be run", e);
        }
    }

    private static HttpAnswer send(Path directory, HttpMethod method, String url, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        List<String> command = new ArrayList<>(List.of(
                "curl", "--silent", "--show-error", "--noproxy", "*", "--globoff", "--max-time", String.valueOf(MAX_SECONDS),
                "--output", out.toString(), "--write-out", "%{http_code}"));
        switch (method) {
            case GET -> {}
            case HEAD -> command.add("--head");
            case PUT -> command.addAll(List.of("-X", "PUT", "-T", Files.write(directory.resolve("in"), body).toString()));
            case DELETE, POST -> command.addAll(List.of("-X", method.name()));
        }
        headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add(url);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Some servers answer and hang up before they have read the body of a request they refuse.
        assertThat(process.waitFor()).as("curl: %s", printed).isIn(0, 55, 56);
        byte[] received = Files.exists(out) && method != HttpMethod.HEAD ? Files.readAllBytes(out) : new byte[0];
        return new HttpAnswer(Integer.parseInt(printed.substring(printed.length() - 3)), received);
    }
}

package dev.stagedoor.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Looks through a server's log for what must never be there. */
public final class LogSecrets {
    /** The query parameter with any value, and the header's scheme with any credentials. */
    private static final Pattern CREDENTIALS = Pattern.compile("X-Amz-Signature(=|%3D)[0-9a-f]|Basic [A-Za-z0-9+/]{4}", Pattern.CASE_INSENSITIVE);

    private LogSecrets() {}

    /** Fails when the log holds a signature, this user's password in any form, or the server's secret key. */
    public static void assertNone(ServerProcess server, Path data, String user, String password) throws IOException {
        List<String> secrets = new ArrayList<>(signingKeys(data));
        assertThat(secrets).as("secret keys in signing.key").isNotEmpty();
        secrets.add(password);
        secrets.add(Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        secrets.add("$argon2id$");
        assertThat(server.log()).as("logging is on").contains("INFO");
        assertThat(server.log()).doesNotContain(secrets).doesNotContainPattern(CREDENTIALS);
    }

    /** What the key file holds besides the public key id. */
    private static List<String> signingKeys(Path data) throws IOException {
        return Files.readAllLines(data.resolve("signing.key")).stream()
                .filter(line -> line.contains("secret"))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .toList();
    }
}

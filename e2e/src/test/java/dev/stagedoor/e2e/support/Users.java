package dev.stagedoor.e2e.support;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users with passwords, configured as an operator does it: with the hashes {@code stagedoor hash-password} prints. */
public final class Users {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Users() {}

    /**
     * The environment of a server with these users.
     *
     * @param directory for temporary files
     * @param namesAndPasswords a name and its password in turn
     */
    public static Map<String, String> environment(Path directory, String... namesAndPasswords) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < namesAndPasswords.length; i += 2) {
            LogSecrets.remember(namesAndPasswords[i], namesAndPasswords[i + 1]);
            entries.add(namesAndPasswords[i] + "=" + hash(directory, namesAndPasswords[i + 1]));
        }
        return Map.of("STAGEDOOR_USERS", String.join(" ", entries));
    }

    private static String hash(Path directory, String password) {
        Path input = Scratch.file(directory, "password", (password + "\n").getBytes(StandardCharsets.UTF_8));
        Command.Outcome outcome = Command.run(
                directory, LIMIT, JavaProcess.stagedoor(List.of(), List.of("hash-password")), Optional.of(input));
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith("$argon2id$"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("hash-password printed no hash: " + outcome));
    }
}

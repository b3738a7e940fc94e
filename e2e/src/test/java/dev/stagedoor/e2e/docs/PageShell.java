package dev.stagedoor.e2e.docs;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a reader of a page does: types its examples, and copies the last URL that was printed to where the page says
 * {@code <url>}. The pages show the default address; the server says so too, and curl is told where it really listens.
 */
final class PageShell {
    /** The address the pages show. */
    static final String SHOWN_ADDRESS = "127.0.0.1:8000";

    /** How a server has to be started for the pages. */
    static final String[] SERVER_FLAGS = {"--set", "server.public_url=http://" + SHOWN_ADDRESS};

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern URL = Pattern.compile("http://" + Pattern.quote(SHOWN_ADDRESS) + "/[^\\s\"]+");

    private final Path directory;
    private String lastUrl = "";

    PageShell(Path directory, ServerProcess server) {
        this.directory = directory;
        Scratch.file(directory, ".curlrc", ("connect-to = " + SHOWN_ADDRESS + ":" + server.authority()).getBytes(StandardCharsets.UTF_8));
    }

    /** Runs statements through {@code stagedoor sql} and returns what it prints, errors after results. */
    String sql(String statements, ServerProcess server) {
        Path input = Scratch.file(directory, "example.sql", statements.getBytes(StandardCharsets.UTF_8));
        List<String> command = JavaProcess.stagedoor(
                List.of("-XX:TieredStopAtLevel=1"), List.of("sql", "--dsn", "databend://root@" + server.authority()));
        return printed(Command.run(directory, LIMIT, command, Optional.of(input)));
    }

    /** Runs a script, curl without its progress meter, and returns what it prints. */
    String bash(String script) {
        Scratch.file(directory, "example.sh", script.replace("<url>", lastUrl).getBytes(StandardCharsets.UTF_8));
        return printed(Command.run(directory, LIMIT, List.of("bash", "-c", "export CURL_HOME=\"$PWD\"; source ./example.sh")));
    }

    private String printed(Command.Outcome outcome) {
        String printed = (outcome.output() + outcome.errors()).stripTrailing();
        Matcher url = URL.matcher(printed);
        while (url.find()) {
            lastUrl = url.group();
        }
        return printed;
    }
}

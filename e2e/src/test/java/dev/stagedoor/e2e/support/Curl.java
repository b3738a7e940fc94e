package dev.stagedoor.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The real curl, as a user types it. */
public final class Curl {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * What curl received.
     *
     * @param headers of the last response, status line first
     * @param uploaded how many bytes of the body curl sent
     */
    public record Answer(int status, List<String> headers, byte[] body, long uploaded, int exitCode, String errors) {
        /** The value of a header, by any case. */
        public Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Path directory;

    /** @param directory where file names among the arguments are looked up, and where curl's own files go */
    public Curl(Path directory) {
        this.directory = directory;
    }

    /** Runs curl with these arguments. */
    public Answer run(String... arguments) {
        return run(Optional.empty(), arguments);
    }

    /** Runs curl with a file as its standard input. */
    public Answer runWithInput(Path input, String... arguments) {
        return run(Optional.of(input), arguments);
    }

    private Answer run(Optional<Path> input, String... arguments) {
        try {
            Path body = Files.createTempFile(directory, "curl-", ".body");
            Path headers = Files.createTempFile(directory, "curl-", ".headers");
            List<String> command = new ArrayList<>(List.of("curl", "-sS", "-o", body.toString(), "-D", headers.toString()));
            command.addAll(List.of("-w", "%{http_code} %{size_upload}"));
            command.addAll(Arrays.asList(arguments));
            Command.Outcome outcome = Command.run(directory, LIMIT, command, input);
            String[] written = outcome.output().split(" ");
            Answer answer = new Answer(
                    Integer.parseInt(written[0]),
                    lastHeaders(headers),
                    Files.readAllBytes(body),
                    Long.parseLong(written[1]),
                    outcome.exitCode(),
                    outcome.errors());
            Files.delete(body);
            Files.delete(headers);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** curl writes the headers of every response it saw, 100 Continue first; the last block is the answer. */
    private static List<String> lastHeaders(Path file) throws IOException {
        String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        String[] blocks = all.split("\r\n\r\n");
        return List.of(blocks[blocks.length - 1].split("\r\n"));
    }
}

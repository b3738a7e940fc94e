package dev.stagedoor.cli.demo;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs curl, and prints each command so that it can be pasted into a shell. */
final class Curl {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");
    private static final long TIMEOUT_SECONDS = 60;

    private final Path program;
    private final PrintWriter out;

    private Curl(Path program, PrintWriter out) {
        this.program = program;
        this.out = out;
    }

    /**
     * @param path the PATH variable
     * @return empty when no curl is on it
     */
    static Optional<Curl> find(String path, PrintWriter out) {
        for (String directory : path.split(File.pathSeparator)) {
            Path candidate = directory.isEmpty() ? Path.of("curl") : Path.of(directory, "curl");
            if (Files.isExecutable(candidate)) {
                return Optional.of(new Curl(candidate, out));
            }
        }
        return Optional.empty();
    }

    /**
     * Prints and runs {@code curl arguments…}.
     *
     * @return what it printed
     * @throws DemoFailure when it does not exit with 0
     */
    String run(String... arguments) {
        out.println("$ curl " + List.of(arguments).stream().map(Curl::quote).collect(Collectors.joining(" ")));
        out.flush();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("no_proxy", "*"); // the server is on this machine, whatever proxy the user's shell names
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new DemoFailure("curl has not ended for " + TIMEOUT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new DemoFailure("curl ended with exit code " + process.exitValue() + ": " + printed.strip());
            }
            return printed;
        } catch (IOException e) {
            throw new DemoFailure("curl could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }

    /** For a POSIX shell. */
    static String quote(String argument) {
        return NEEDS_NO_QUOTES.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}

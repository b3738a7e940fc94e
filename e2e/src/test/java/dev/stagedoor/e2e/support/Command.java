package dev.stagedoor.e2e.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, with a limit on the time it may take. */
public final class Command {
    /** What a program left behind. */
    public record Outcome(int exitCode, String output, String errors) {}

    private Command() {}

    /** Whether a program of that name is on the PATH, or where its absolute path says. */
    public static boolean exists(String program) {
        return Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory).resolve(program)));
    }

    /** Runs a program in a directory and returns when it has ended. */
    public static Outcome run(Path directory, Duration limit, List<String> command) {
        return run(directory, limit, command, Optional.empty());
    }

    /** As {@link #run(Path, Duration, List)}, with more variables in its environment. */
    public static Outcome run(Path directory, Duration limit, List<String> command, Map<String, String> environment) {
        return run(directory, limit, command, Optional.empty(), environment);
    }

    /** As {@link #run(Path, Duration, List)}, with a file as its standard input. */
    public static Outcome run(Path directory, Duration limit, List<String> command, Optional<Path> input) {
        return run(directory, limit, command, input, Map.of());
    }

    private static Outcome run(
            Path directory, Duration limit, List<String> command, Optional<Path> input, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("command-", ".out");
            Path errors = Files.createTempFile("command-", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                input.ifPresent(file -> builder.redirectInput(file.toFile()));
                Process process = builder.start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command.getFirst() + " did not end within " + limit + ": " + text(errors));
                }
                return new Outcome(process.exitValue(), text(output), text(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command.getFirst(), e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}

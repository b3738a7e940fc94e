package dev.stagedoor.e2e.tables;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.testsupport.BuildLock;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Spark in a process of its own, with one session. Its libraries are fetched the first time, and are no part of the build. */
final class SparkProcess implements AutoCloseable {
    private static final Path SOURCES = Path.of("spark").toAbsolutePath();
    private static final Path POM = SOURCES.resolve("pom.xml");
    private static final Path PROGRAM = SOURCES.resolve("SparkTables.java");
    private static final Path FETCHED = Path.of("target", "spark").toAbsolutePath();
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(15);
    private static final long EXIT_SECONDS = 60;
    private static final String ANSWER = "answer ";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What Spark 4.1 and Arrow within it need on JDK 25. */
    private static final List<String> FLAGS = List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED");

    /** Spark refused a statement. */
    static final class SparkException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SparkException(String message) {
            super(message);
        }
    }

    private final Process process;
    private final Path log;
    private final BufferedWriter statements;
    private final BufferedReader answers;

    private SparkProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.statements = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a session.
     *
     * @param directory for its files
     * @param settings of the session, a name and a value each, with white space between them
     */
    static SparkProcess start(Path directory, List<String> settings) throws IOException {
        String classPath = classPath();
        Path file = Files.write(directory.resolve("spark-defaults.conf"), settings);
        Path log = directory.resolve("spark.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", classPath, PROGRAM.toString(), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("SPARK_"));
        return new SparkProcess(builder.start(), log);
    }

    private static String classPath() throws IOException {
        Path file = FETCHED.resolve("classpath");
        try (BuildLock lock = BuildLock.of(FETCHED)) {
            boolean fetched = Files.exists(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(POM)) > 0;
            if (!fetched) {
                Files.createDirectories(FETCHED);
                Files.deleteIfExists(file);
                List<String> maven = List.of(
                        "mvn", "-B", "-q", "-ntp", "-f", POM.toString(), "dependency:build-classpath", "-Dmdep.outputFile=" + file);
                Command.Outcome outcome = Command.run(SOURCES, FETCH_LIMIT, maven);
                if (outcome.exitCode() != 0) {
                    throw new IOException("Spark could not be fetched: " + outcome.output() + outcome.errors());
                }
            }
            return Files.readString(file);
        }
    }

    /**
     * Runs a statement to its last row.
     *
     * @return the cells as texts, as Stagedoor writes them
     * @throws SparkException when Spark answers with an error
     */
    List<List<Optional<String>>> rows(String sql) {
        try {
            statements.write(sql.strip().replaceAll("\\s*\n\\s*", " "));
            statements.newLine();
            statements.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(ANSWER)) {
                    return rows(JSON.readTree(line.substring(ANSWER.length())));
                }
            }
            throw new AssertionError("Spark ended: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<Optional<String>>> rows(JsonNode answer) {
        if (answer.isString()) {
            throw new SparkException(answer.stringValue());
        }
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (JsonNode row : answer) {
            List<Optional<String>> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell.isNull() ? Optional.empty() : Optional.of(cell.stringValue())));
            rows.add(List.copyOf(cells));
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        statements.close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

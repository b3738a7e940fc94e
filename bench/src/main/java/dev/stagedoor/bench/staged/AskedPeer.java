package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A peer in a process of its own that answers queries over standard input and output, as {@link AnswerLoop} does. */
final class AskedPeer implements AutoCloseable {
    private static final long STOP_SECONDS = 20;

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private AskedPeer(Process process) {
        this.process = process;
        this.questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it; what it says on standard error goes to a file, because it is much. */
    static AskedPeer start(List<String> command, Map<String, String> environment, Path errors) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new AskedPeer(builder.start());
    }

    /** DuckDB with as many threads as the server's queries have. */
    static AskedPeer duckDb() throws IOException {
        var command = List.of(
                Home.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DuckDbPeer.class.getName(),
                String.valueOf(StagedServer.THREADS));
        return new AskedPeer(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Sends a query and waits for its answer. */
    String ask(String sql) throws IOException {
        questions.write(sql.replace('\n', ' '));
        questions.newLine();
        questions.flush();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(AnswerLoop.ANSWER)) {
                return line.substring(AnswerLoop.ANSWER.length());
            }
            if (line.startsWith(AnswerLoop.FAILURE)) {
                throw new IOException(sql + ": " + line.substring(AnswerLoop.FAILURE.length()));
            }
        }
        throw new EOFException("the peer ended: " + sql);
    }

    @Override
    public void close() throws IOException {
        try (questions; answers) {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

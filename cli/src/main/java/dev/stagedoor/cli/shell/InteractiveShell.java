package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.client.QueryResult;
import dev.stagedoor.sql.StatementSplitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** The shell at a terminal. Ctrl-C drops the line being typed or cancels the statement that runs; Ctrl-D leaves. */
public final class InteractiveShell {
    private static final String CONTINUATION = "-> ";

    /** More than any Stagedoor has; the server may be a Databend. */
    private static final int MAX_COMPLETED_TABLES = 1000;

    private final Terminal terminal;
    private final Dsn dsn;
    private final DatabendClient client;
    private final OutputFormat format;
    private final boolean header;
    private final @Nullable Path history;

    /**
     * @param terminal not closed by the shell
     * @param client not closed by the shell
     * @param history where lines are remembered; null: nowhere
     */
    public InteractiveShell(Terminal terminal, Dsn dsn, DatabendClient client, OutputFormat format, boolean header,
            @Nullable Path history) {
        this.terminal = terminal;
        this.dsn = dsn;
        this.client = client;
        this.format = format;
        this.header = header;
        this.history = history;
    }

    /** Reads and runs until the user leaves. */
    public void run() {
        LineReader reader = reader();
        PrintWriter out = terminal.writer();
        terminal.handle(Terminal.Signal.INT, signal -> client.cancel());
        out.println("Connected to " + dsn.server() + " as " + dsn.user()
                + ". Statements end with ';'; help shows what there is, exit leaves.");
        while (true) {
            Optional<String> line = readStatement(reader);
            if (line.isEmpty()) {
                return;
            }
            Optional<ShellCommand> command = ShellCommand.of(line.get());
            if (command.isEmpty()) {
                runScript(line.get());
                continue;
            }
            switch (command.get()) {
                case HELP -> out.println(ShellCommand.HELP_TEXT);
                case EXIT -> {
                    return;
                }
            }
        }
    }

    /** @return empty when the user leaves */
    private Optional<String> readStatement(LineReader reader) {
        while (true) {
            try {
                return Optional.of(reader.readLine(client.database() + "> "));
            } catch (UserInterruptException e) {
                terminal.writer().flush(); // the line is dropped; the next prompt follows
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    private void runScript(String text) {
        for (String statement : StatementSplitter.split(text).statements()) {
            // A new session each time: the window may have another width by now.
            PrintWriter out = terminal.writer();
            var session = new StatementSession(client, format, terminal.getWidth(), header, true, out, out, progress());
            if (!session.run(statement)) {
                return;
            }
        }
    }

    private ProgressBar progress() {
        boolean dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        return dumb ? ProgressBar.none() : ProgressBar.on(terminal.writer(), client::progress);
    }

    private LineReader reader() {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("stagedoor")
                .parser(new StatementLines())
                .completer(completer())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .history(new StatementHistory())
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.INSERT_TAB, false)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return builder.build();
    }

    StatementCompleter completer() {
        return new StatementCompleter(this::stages, this::tables);
    }

    private List<String> stages() {
        return names("SHOW STAGES");
    }

    private List<String> tables() {
        String database = client.database().replace("\\", "\\\\").replace("'", "''");
        return names("SELECT concat(database, '.', name) FROM system.tables UNION ALL SELECT name FROM system.tables WHERE database = '"
                + database + "' ORDER BY 1 LIMIT " + MAX_COMPLETED_TABLES);
    }

    /**
     * The first column of what a statement answers, from a connection of its own so that the session is not touched; empty when the server
     * does not answer.
     */
    private List<String> names(String statement) {
        List<String> names = new ArrayList<>();
        try (var completions = new DatabendClient(dsn);
                QueryResult result = completions.execute(statement)) {
            for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
                names.add(String.valueOf(row[0]));
            }
        } catch (ClientException e) {
            return List.of(); // completion offers less; the next statement will say what is wrong
        }
        return names;
    }

    /**
     * Makes the history file, readable by its owner alone.
     *
     * @return null when it cannot be made; the shell then remembers nothing
     */
    public static @Nullable Path historyFile(java.util.Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        Path file = base.resolve("stagedoor").resolve("history");
        try {
            java.nio.file.Files.createDirectories(file.getParent());
            if (java.nio.file.Files.notExists(file)) {
                java.nio.file.Files.createFile(file);
                if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    java.nio.file.Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                }
            }
            return file;
        } catch (IOException e) {
            return null;
        }
    }
}

package dev.stagedoor.cli;

import dev.stagedoor.cli.shell.BatchShell;
import dev.stagedoor.cli.shell.InteractiveShell;
import dev.stagedoor.cli.shell.OutputFormat;
import dev.stagedoor.cli.shell.ProgressBar;
import dev.stagedoor.cli.shell.StatementSession;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Talks SQL to a server. */
@Command(
        name = "sql",
        description = "Runs SQL on a server: what -e says, what comes through a pipe, or what you type.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SqlCommand implements Callable<Integer> {
    private static final String DSN_VARIABLE = "STAGEDOOR_DSN";

    @Spec
    private CommandSpec spec;

    @Option(names = {"-e", "--execute"}, paramLabel = "SQL", description = "Statements to run, separated by ';'; may be repeated.")
    private List<String> scripts = new ArrayList<>();

    @Option(names = "--dsn", paramLabel = "DSN", description = {
        "databend://user:password@host:port/database", "(default: STAGEDOOR_DSN, or " + Dsn.DEFAULT + ")."})
    private @Nullable String dsn;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
            description = "table, vertical, tsv, csv or json (default: table).")
    private OutputFormat output = OutputFormat.TABLE;

    @Option(names = "--no-header", description = "tsv and csv without the line of column names.")
    private boolean noHeader;

    @Option(names = "--keep-going", description = "Run the rest after a statement failed; the exit code is still 1.")
    private boolean keepGoing;

    @Override
    public Integer call() throws IOException {
        Dsn target = target();
        try (var client = new DatabendClient(target)) {
            if (scripts.isEmpty() && System.console() != null && System.console().isTerminal()) {
                return interactive(target, client);
            }
            return batch(client) ? ExitCode.OK : ExitCode.ERROR;
        }
    }

    private Dsn target() {
        String variable = System.getenv(DSN_VARIABLE);
        String text = dsn != null ? dsn : variable != null && !variable.isBlank() ? variable : Dsn.DEFAULT;
        try {
            return Dsn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), (dsn != null ? "--dsn: " : DSN_VARIABLE + ": ") + e.getMessage(), e);
        }
    }

    private boolean batch(DatabendClient client) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ProgressBar progress = StandardError.isTerminal() ? ProgressBar.on(err, client::progress) : ProgressBar.none();
        var session = new StatementSession(client, output, 0, !noHeader, false, out, err, progress);
        var shell = new BatchShell(session, keepGoing);
        if (!scripts.isEmpty()) {
            return shell.run(scripts);
        }
        return shell.run(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private int interactive(Dsn target, DatabendClient client) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).graphemeCluster(false)
                .encoding(StandardCharsets.UTF_8).build()) {
            new InteractiveShell(terminal, target, client, output, !noHeader, InteractiveShell.historyFile(System.getenv())).run();
        }
        return ExitCode.OK;
    }
}

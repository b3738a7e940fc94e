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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Talks SQL to a server. */
@Command(
        name = "sql",
        description = "Runs SQL on a server: what -e says, what comes through a pipe, or what you type.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SqlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-e", "--execute"}, paramLabel = "SQL", description = "Statements to run, separated by ';'; may be repeated.")
    private List<String> scripts = new ArrayList<>();

    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
            description = "table, vertical, tsv, csv or json (default: table).")
    private OutputFormat output = OutputFormat.TABLE;

    @Option(names = "--no-header", description = "tsv and csv without the line of column names.")
    private boolean noHeader;

    @Option(names = "--keep-going", description = "Run the rest after a statement failed; the exit code is still 1.")
    private boolean keepGoing;

    @Override
    public Integer call() throws IOException {
        try (var client = connection.session()) {
            if (scripts.isEmpty() && System.console() != null && System.console().isTerminal()) {
                return interactive(connection.target(), client);
            }
            return batch(client) ? ExitCode.OK : ExitCode.ERROR;
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

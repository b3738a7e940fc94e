package dev.stagedoor.cli;

import dev.stagedoor.app.QueryTraining;
import dev.stagedoor.app.RunningServer;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.cli.logging.StandardErrorLogging;
import dev.stagedoor.cli.shell.BatchShell;
import dev.stagedoor.cli.shell.OutputFormat;
import dev.stagedoor.cli.shell.ProgressBar;
import dev.stagedoor.cli.shell.StatementSession;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Does what starts do, once, so that the JVM can record which classes they need; called by the launcher. */
@Command(name = "train", description = "Records what a start needs, for the launcher.", hidden = true)
final class TrainCommand implements Callable<Integer> {
    private static final List<String> STATEMENTS = List.of(
            "CREATE STAGE s", "SHOW STAGES", "PRESIGN UPLOAD @s/a.parquet", "PRESIGN UPLOAD @~/a.parquet", "LIST @s", "DROP STAGE s");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where native libraries are unpacked to.")
    private Path natives = Path.of("");

    @Override
    public Integer call() throws IOException {
        NativeLibraries.unpack(natives);
        PrintWriter out = spec.commandLine().getOut();
        try (var directory = TemporaryDirectory.create("stagedoor-train-")) {
            var loaded = new ConfigurationLoader(Map.of(), directory.path()).load(null, List.of(
                    new FlagValue(Settings.PORT, "--port", "0"),
                    new FlagValue(Settings.DATA, "--data", directory.path().resolve("data").toString())));
            StandardErrorLogging.level(loaded.configuration().get(Settings.LOG_LEVEL));
            try (RunningServer server = RunningServer.start(loaded.configuration(), Clock.systemUTC());
                    var client = new DatabendClient(Dsn.parse("databend://" + server.address().getRawAuthority()))) {
                var session = new StatementSession(client, OutputFormat.TABLE, 0, true, true, out, out, ProgressBar.none());
                boolean succeeded = new BatchShell(session, true).run(STATEMENTS);
                server.stop(Duration.ofSeconds(1));
                QueryTraining.run(directory.path());
                return succeeded ? ExitCode.OK : ExitCode.ERROR;
            }
        }
    }
}

package dev.stagedoor.cli;

import dev.stagedoor.cli.client.ClientException;
import dev.stagedoor.cli.client.DatabendClient;
import dev.stagedoor.cli.client.Dsn;
import dev.stagedoor.cli.config.Configuration;
import dev.stagedoor.cli.config.ConfigurationLoader;
import dev.stagedoor.cli.config.FlagValue;
import dev.stagedoor.cli.config.Settings;
import dev.stagedoor.cli.demo.DemoFailure;
import dev.stagedoor.cli.demo.Walkthrough;
import dev.stagedoor.cli.serve.RunningServer;
import dev.stagedoor.cli.serve.StopSignals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job on a server of its own. */
@Command(
        name = "demo",
        description = "Starts a server on a free port with a temporary data directory, uploads and downloads a file with curl, and checks every byte.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher: the checkout. */
    private static final String HOME_PROPERTY = "stagedoor.home";

    @Spec
    private CommandSpec spec;

    @Option(names = "--keep", description = "Keep the server up afterwards, until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        Path file = exampleFile();
        PrintWriter out = spec.commandLine().getOut();
        try (var directory = TemporaryDirectory.create("stagedoor-demo-")) {
            Configuration configuration = configuration(directory.path().resolve("data"));
            try (RunningServer server = RunningServer.start(configuration, Clock.systemUTC())) {
                out.println("Stagedoor " + Version.text() + " at " + server.address() + " (data in " + server.data() + ")");
                out.println();
                walk(server, file, directory.path(), out);
                if (keep) {
                    stayUp(server, out);
                }
            }
        }
        return ExitCode.OK;
    }

    private static void walk(RunningServer server, Path file, Path directory, PrintWriter out) {
        try (var client = new DatabendClient(Dsn.parse(dsn(server)))) {
            Walkthrough.of(client, file, directory, System.getenv().getOrDefault("PATH", ""), out).run();
        } catch (DemoFailure | ClientException e) {
            out.flush();
            throw new CommandFailure("the demo failed: " + e.getMessage(), e);
        }
        out.println("The demo succeeded: every file came back byte for byte, with the size and md5 that LIST shows.");
        out.flush();
    }

    private static void stayUp(RunningServer server, PrintWriter out) {
        StopSignals signals = StopSignals.register(ExitCode.INTERRUPTED);
        out.println();
        out.println("The server stays up until Ctrl-C; its files are deleted then. Connect with:");
        out.println("  stagedoor sql --dsn " + dsn(server));
        out.println("  curl -u root: " + server.address() + "/v1/query -H 'Content-Type: application/json' -d '{\"sql\":\"LIST @~\"}'");
        out.println("  jdbc:databend://" + server.address().getRawAuthority() + "/default  (user root, no password)");
        out.flush();
        signals.await();
    }

    private static String dsn(RunningServer server) {
        return "databend://root:@" + server.address().getRawAuthority() + "/default";
    }

    /** The defaults but for port and directory: the demo is the same whatever the user has configured. */
    private static Configuration configuration(Path data) {
        return new ConfigurationLoader(Map.of(), data)
                .load(null, List.of(new FlagValue(Settings.PORT, "--port", "0"), new FlagValue(Settings.DATA, "--data", data.toString())))
                .configuration();
    }

    private static Path exampleFile() {
        Path here = Path.of("").toAbsolutePath();
        Path file = Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath().resolve("examples").resolve("books.parquet");
        if (!Files.isReadable(file)) {
            throw new CommandFailure(file + " is missing; run the demo with the launcher of a checkout");
        }
        return file.startsWith(here) ? here.relativize(file) : file;
    }
}

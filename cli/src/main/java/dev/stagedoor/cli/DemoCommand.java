package dev.stagedoor.cli;

import dev.stagedoor.app.RunningServer;
import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.cli.demo.DemoFailure;
import dev.stagedoor.cli.demo.Walkthrough;
import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
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
        description = "Starts a server on a free port with a temporary data directory, uploads and downloads a file with curl, and checks"
                + " every byte.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher: the checkout. */
    private static final String HOME_PROPERTY = "stagedoor.home";

    /** The names of the documentation's example; they open nothing but the demo's own temporary files. */
    private static final String USER_BUCKET = "databend";

    private static final S3Credential USER_KEY = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

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
            try (RunningServer server = RunningServer.start(configuration, Clock.systemUTC());
                    RunningServer store = RunningServer.start(userStore(directory.path().resolve("bucket")), Clock.systemUTC())) {
                out.println("Stagedoor " + Version.text() + " at " + server.address() + " (data in " + server.data() + ")");
                out.println("A bucket of yours, s3://" + USER_BUCKET + ", played by another server at " + store.address());
                out.println();
                walk(server, store, file, directory.path(), out);
                if (keep) {
                    stayUp(server, out);
                }
            }
        }
        return ExitCode.OK;
    }

    private static void walk(RunningServer server, RunningServer store, Path file, Path directory, PrintWriter out) {
        try (var client = new DatabendClient(Dsn.parse(dsn(server)))) {
            Walkthrough walkthrough = Walkthrough.of(client, file, directory, System.getenv().getOrDefault("PATH", ""), out);
            walkthrough.run();
            walkthrough.external(store.address(), USER_BUCKET, USER_KEY);
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

    /** A server on which S3 clients may read and write: it stands for the user's own object store. */
    private static Configuration userStore(Path data) {
        return new ConfigurationLoader(Map.of(), data)
                .load(
                        null,
                        List.of(
                                new FlagValue(Settings.PORT, "--port", "0"),
                                new FlagValue(Settings.DATA, "--data", data.toString()),
                                new FlagValue(Settings.BUCKET, "--set", USER_BUCKET),
                                new FlagValue(Settings.DOOR_ACCESS_KEY_ID, "--set", USER_KEY.accessKeyId()),
                                new FlagValue(Settings.DOOR_SECRET_ACCESS_KEY, "--set", USER_KEY.secretAccessKey().reveal())))
                .configuration();
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

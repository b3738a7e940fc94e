package dev.stagedoor.cli;

import dev.stagedoor.app.RunningServer;
import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.cli.logging.StandardErrorLogging;
import dev.stagedoor.storage.embedded.DataPart;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the server until Ctrl-C or SIGTERM; then requests in flight may finish, and the exit code is 0.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "'stagedoor config --sample' prints a configuration file with every key."})
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Option(
            names = "--accept-loss",
            paramLabel = "PART",
            split = ",",
            converter = DataPartConverter.class,
            completionCandidates = DataPartConverter.class,
            description = "Starts without a part of the data directory that is lost, and begins it anew: ${COMPLETION-CANDIDATES}. What is"
                    + " left of it is kept in lost/, below the data directory.")
    private Set<DataPart> acceptedLosses = EnumSet.noneOf(DataPart.class);

    @Override
    public Integer call() {
        Configuration configuration = options.load().configuration();
        StandardErrorLogging.level(configuration.get(Settings.LOG_LEVEL));
        StopSignals signals = StopSignals.register(ExitCode.INTERRUPTED);
        Duration grace = configuration.get(Settings.STOP_TIMEOUT);
        try (RunningServer server = RunningServer.start(configuration, Clock.systemUTC(), acceptedLosses)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Stagedoor " + Version.text() + " ready at " + server.address() + " (data in " + server.data() + ")");
            out.flush();
            signals.await();
            spec.commandLine().getErr().println("stagedoor: stopping; uploads and downloads in flight have up to " + grace.toSeconds()
                    + " s to finish (Ctrl-C again to stop at once)");
            server.stop(grace);
        }
        return ExitCode.OK;
    }
}

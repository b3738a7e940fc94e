package dev.stagedoor.cli;

import dev.stagedoor.app.DataParts;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.cli.verify.VerifyOutput;
import dev.stagedoor.cli.verify.VerifyProgress;
import dev.stagedoor.storage.embedded.DataVerifier;
import dev.stagedoor.storage.embedded.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads everything in a data directory and says what is damaged. */
@Command(
        name = "verify",
        description = "Reads every file in a data directory that no server uses, compares each with its digest, and changes nothing."
                + " A copy and a directory that cannot be written will do, unless a database has a log (-wal) that a kill left:"
                + " reading it makes a file (-shm) for the time. Progress goes to standard error."
                + " The exit code is 1 when something is damaged.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file that names the data directory.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIRECTORY", description = "Data directory (default: stagedoor-data).")
    private @Nullable String data;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", description = "text or json (default: text).")
    private VerifyOutput output = VerifyOutput.TEXT;

    @Option(names = {"-q", "--quiet"}, description = "No progress.")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var progress = new VerifyProgress(spec.commandLine().getErr(), quiet, finding -> output.found(finding, out));
        VerifyReport report = DataVerifier.verify(directory(), DataParts.OTHERS, progress);
        progress.end();
        output.summary(report, out);
        if (out.checkError()) {
            throw new CommandFailure("the result could not be written to standard output");
        }
        return report.isWhole() ? ExitCode.OK : ExitCode.ERROR;
    }

    private Path directory() {
        List<FlagValue> flags = data == null ? List.of() : List.of(new FlagValue(Settings.DATA, "--data", data));
        return new ConfigurationLoader(System.getenv(), Path.of("")).load(config, flags).configuration().get(Settings.DATA);
    }
}

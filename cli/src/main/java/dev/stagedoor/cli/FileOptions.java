package dev.stagedoor.cli;

import dev.stagedoor.cli.files.BarReport;
import dev.stagedoor.cli.files.JsonReport;
import dev.stagedoor.cli.files.LineReport;
import dev.stagedoor.cli.files.TransferReport;
import dev.stagedoor.client.transfer.NameFilter;
import dev.stagedoor.client.transfer.TransferOptions;
import dev.stagedoor.client.transfer.TransferSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the commands that move files. */
final class FileOptions {
    /** How long what fails is tried again, by commands that have no flag for it. */
    static final Duration DEFAULT_PATIENCE = TransferOptions.DEFAULT_PATIENCE;

    /** How the transfer is told. */
    enum Output { TEXT, JSON }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--include", paramLabel = "GLOB",
            description = "Only files whose name matches, or whose path below the directory when GLOB has a slash; may be repeated.")
    private List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Not the files that match; may be repeated.")
    private List<String> excluded = new ArrayList<>();

    @Option(names = "--parallel", paramLabel = "N",
            description = "At most so many requests at once, for files and parts together (default: ${DEFAULT-VALUE}).")
    private int parallel = TransferOptions.DEFAULT_PARALLEL;

    @Option(names = "--retry-for", paramLabel = "TIME", converter = TimeLimitText.class,
            description = "How long what fails is tried again (default: 2m).")
    private Duration patience = DEFAULT_PATIENCE;

    @Option(names = "--stall", paramLabel = "TIME", converter = TimeLimitText.class,
            description = "A request that moves no byte for so long is tried again (default: 30s).")
    private Duration stall = TransferOptions.DEFAULT_STALL;

    @Option(names = "--no-clobber", description = "Leave files alone that are there already.")
    private boolean noClobber;

    @Option(names = {"-n", "--dry-run"}, description = "Only say what would be moved.")
    private boolean dryRun;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT",
            description = "text, or json for an object a line (default: text).")
    private Output output = Output.TEXT;

    @Option(names = {"-q", "--quiet"}, description = "Tell failures alone.")
    private boolean quiet;

    Duration patience() {
        return patience;
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** @param checksum whether uploads announce their SHA-256 */
    TransferOptions options(boolean checksum) {
        try {
            return new TransferOptions(parallel, patience, stall, !noClobber, checksum, dryRun);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--parallel: " + e.getMessage(), e);
        }
    }

    NameFilter filter() {
        try {
            return NameFilter.of(included, excluded);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Bars where somebody sees them. */
    TransferReport report() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (output == Output.JSON) {
            return new JsonReport(out);
        }
        return !quiet && !dryRun && StandardError.isTerminal() ? new BarReport(err) : new LineReport(out, err, quiet);
    }

    /** What a transfer that ended so is for a script. */
    static int exitCode(TransferSummary summary) {
        if (summary.isComplete()) {
            return ExitCode.OK;
        }
        if (summary.moved() > 0) {
            return ExitCode.PARTLY;
        }
        return summary.failed() == 0 ? ExitCode.NOT_FOUND : ExitCode.ERROR;
    }
}

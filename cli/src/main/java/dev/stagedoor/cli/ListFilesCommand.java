package dev.stagedoor.cli;

import dev.stagedoor.cli.files.ListingLevel;
import dev.stagedoor.cli.files.NamePrinter;
import dev.stagedoor.cli.shell.OutputFormat;
import dev.stagedoor.cli.shell.ResultPrinter;
import dev.stagedoor.client.Rows;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.StageSelection;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the files of stages. */
@Command(
        name = "ls",
        description = {
            "Lists the files of a stage, or of a directory in it. Directories end with a slash.",
            "In a path * and ? stand for anything but a slash, ** for anything."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListFilesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Parameters(paramLabel = "@STAGE/PATH", arity = "0..*", description = "What to list; nothing lists the stages.")
    private List<String> locations = new ArrayList<>();

    @Option(names = "-l", description = "With size and time, in UTC.")
    private boolean details;

    @Option(names = {"-R", "--recursive"}, description = "Files of directories in the directory, too.")
    private boolean recursive;

    @Option(names = "--pattern", paramLabel = "REGEX", description = "Files whose path below the directory matches, whole; implies -R.")
    private @Nullable String pattern;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT",
            description = "table, vertical, tsv, csv or json, with all that LIST tells (default: names).")
    private @Nullable OutputFormat output;

    @Option(names = "--no-header", description = "tsv and csv without the line of column names.")
    private boolean noHeader;

    @Override
    public Integer call() {
        if (locations.isEmpty() && pattern != null) {
            throw new ParameterException(spec.commandLine(), "--pattern needs a location, such as @stage/");
        }
        List<StageLocation> read = locations.stream().map(text -> StageArguments.location(spec, text)).toList();
        PrintWriter out = spec.commandLine().getOut();
        boolean found = true;
        try (StageClient client = connection.stages(FileOptions.DEFAULT_PATIENCE)) {
            if (read.isEmpty()) {
                client.statements().query("SHOW STAGES", rows -> print(rows, out));
            }
            for (StageLocation location : read) {
                found &= list(client, location, out);
            }
        } finally {
            out.flush();
        }
        return found ? ExitCode.OK : ExitCode.NOT_FOUND;
    }

    /** @return whether there is something; an empty stage is something */
    private boolean list(StageClient client, StageLocation location, PrintWriter out) {
        StageSelection selection = StageSelection.of(location, Optional.ofNullable(pattern), client.statements());
        boolean all = recursive || selection.pattern().isPresent() || selection.single().isPresent();
        String root = selection.root().path();
        long rows = client.statements().query(selection.toSql(), listing -> print(new ListingLevel(listing, root, all), out));
        if (rows == 0 && !location.path().isEmpty()) {
            out.flush();
            spec.commandLine().getErr().println("stagedoor: there is no file " + location);
            return false;
        }
        return true;
    }

    private long print(Rows rows, PrintWriter out) {
        return output == null
                ? new NamePrinter(details).print(rows, out)
                : ResultPrinter.of(output, 0, !noHeader).print(rows, out);
    }
}

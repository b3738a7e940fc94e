package dev.stagedoor.cli;

import dev.stagedoor.cli.shell.DisplayText;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.StageSelection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes files of stages. */
@Command(
        name = "rm",
        description = {
            "Removes files of a stage. A directory needs --recursive, or says with --pattern which of its files are meant.",
            "In a path * and ? stand for anything but a slash, ** for anything."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RemoveFilesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Parameters(paramLabel = "@STAGE/PATH", arity = "1..*", description = "What to remove.")
    private List<String> locations = List.of();

    @Option(names = {"-r", "-R", "--recursive"}, description = "Directories with all that is in them.")
    private boolean recursive;

    @Option(names = "--pattern", paramLabel = "REGEX", description = "Files whose path below the directory matches, whole.")
    private @Nullable String pattern;

    @Option(names = {"-n", "--dry-run"}, description = "Only say what would be removed.")
    private boolean dryRun;

    @Option(names = {"-f", "--force"}, description = "No file to remove is no error.")
    private boolean force;

    @Override
    public Integer call() {
        List<StageLocation> read = locations.stream().map(text -> StageArguments.location(spec, text)).toList();
        boolean found = true;
        try (StageClient client = connection.stages(FileOptions.DEFAULT_PATIENCE)) {
            for (StageLocation location : read) {
                found &= remove(client, location);
            }
        } finally {
            spec.commandLine().getOut().flush();
        }
        return found || force ? ExitCode.OK : ExitCode.NOT_FOUND;
    }

    private boolean remove(StageClient client, StageLocation location) {
        StageSelection selection = StageSelection.of(location, Optional.ofNullable(pattern), client.statements());
        if (selection.isWholeDirectory() && !recursive) {
            return refused(client, selection, location);
        }
        if (dryRun) {
            return found(selection.files(client.statements(), file -> spec.commandLine().getOut()
                    .println(DisplayText.printable(location.at(file.path()).toString()))) > 0, location);
        }
        List<String> said = selection.remove(client.statements());
        boolean some = said.isEmpty() || said.stream().noneMatch(warning -> warning.startsWith("0 files"));
        if (some) {
            said.forEach(warning -> spec.commandLine().getOut().println(DisplayText.printable(warning)));
        }
        return found(some, location);
    }

    private boolean refused(StageClient client, StageSelection selection, StageLocation location) {
        if (selection.files(client.statements(), file -> { }) == 0) {
            return found(false, location);
        }
        throw new CommandFailure(selection.prefix() + " is a directory; remove all that is in it with --recursive");
    }

    private boolean found(boolean some, StageLocation location) {
        if (!some && !force) {
            spec.commandLine().getErr().println("stagedoor: there is no file " + location);
        }
        return some;
    }
}

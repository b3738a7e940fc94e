package dev.stagedoor.cli;

import dev.stagedoor.cli.files.CopyReport;
import dev.stagedoor.cli.files.TransferReport;
import dev.stagedoor.client.transfer.FileTransfer;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.StageSelection;
import dev.stagedoor.client.transfer.TransferOptions;
import dev.stagedoor.client.transfer.TransferSummary;
import dev.stagedoor.client.transfer.UploadSource;
import java.io.IOException;
import java.nio.file.Path;
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

/** Copies files between stages. */
@Command(
        name = "cp",
        description = {
            "Copies files between stages, by way of this machine: they are downloaded to the temporary directory and uploaded from there.",
            "In a path * and ? stand for anything but a slash, ** for anything."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CopyFilesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private FileOptions files;

    @Parameters(paramLabel = "@STAGE/PATH… @STAGE/PATH", arity = "2..*", hideParamSyntax = true,
            description = "What to copy, and where to: a directory when it ends with a slash or several files go there, otherwise the name"
                    + " of the file.")
    private List<String> arguments = List.of();

    @Option(names = "--pattern", paramLabel = "REGEX", description = "Files whose path below the directory matches, whole.")
    private @Nullable String pattern;

    @Option(names = "--checksum", description = "Announce the SHA-256 of each file, and have the store verify it.")
    private boolean checksum;

    @Override
    public Integer call() throws IOException {
        List<StageLocation> locations = arguments.stream().map(text -> StageArguments.location(spec, text)).toList();
        List<StageLocation> sources = locations.subList(0, locations.size() - 1);
        TransferOptions options = files.options(checksum);
        TransferReport report = files.report();
        try (StageClient client = connection.stages(files.patience());
                var directory = TemporaryDirectory.create("stagedoor-cp-")) {
            var total = new TransferSummary(0, 0, 0, 0, 0);
            for (int i = 0; i < sources.size(); i++) {
                StageSelection selection = StageSelection.of(sources.get(i), Optional.ofNullable(pattern), client.statements());
                boolean named = sources.size() == 1 && selection.single().isPresent() && !locations.getLast().isDirectory();
                Path room = directory.path().resolve(Integer.toString(i));
                total = total.plus(copy(client, selection, locations.getLast(), named, room, options, report));
            }
            report.summary(total);
            return FileOptions.exitCode(total);
        }
    }

    private TransferSummary copy(
            StageClient client,
            StageSelection selection,
            StageLocation target,
            boolean named,
            Path room,
            TransferOptions options,
            TransferReport report) {
        var copying = new CopyReport(report, room, selection.root());
        var down = new FileTransfer(client, options, copying.download(options.dryRun()));
        TransferSummary fetched = down.download(List.of(selection), files.filter(), room);
        if (fetched.moved() == 0) {
            return fetched;
        }
        var up = new FileTransfer(client, options, copying.upload());
        TransferSummary sent = named
                ? up.uploadAs(room.resolve(selection.prefix().name()), target)
                : up.upload(List.of(new UploadSource(room, "")), files.filter(), target);
        return new TransferSummary(
                sent.moved(), sent.bytes(), sent.skipped(), sent.failed() + fetched.failed(), sent.missing() + fetched.missing());
    }
}

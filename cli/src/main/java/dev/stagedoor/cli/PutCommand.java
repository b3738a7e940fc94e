package dev.stagedoor.cli;

import dev.stagedoor.cli.files.TransferReport;
import dev.stagedoor.client.transfer.FileTransfer;
import dev.stagedoor.client.transfer.LocalGlob;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.TransferOptions;
import dev.stagedoor.client.transfer.TransferSummary;
import dev.stagedoor.client.transfer.UploadSource;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uploads files to stages. */
@Command(
        name = "put",
        description = {
            "Uploads files, and directories with all that is in them. DIR/ means what is in the directory, DIR the directory with its"
                    + " name.",
            "Large files go in parts at the same time. A file that was not sent to its end is not there; the next put of it goes on"
                    + " where the server says that it ended."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PutCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private FileOptions files;

    @Parameters(paramLabel = "SOURCE… @STAGE/PATH", arity = "2..*", hideParamSyntax = true,
            description = "What to upload, or - for standard input, which is kept in a temporary file first; and where to: a directory"
                    + " when it ends with a slash or several files go there, otherwise the name of the file.")
    private List<String> arguments = List.of();

    @Option(names = "--checksum", description = "Announce the SHA-256 of each file, and have the store verify it.")
    private boolean checksum;

    @Override
    public Integer call() throws IOException {
        StageLocation target = StageArguments.location(spec, arguments.getLast());
        List<String> sources = arguments.subList(0, arguments.size() - 1);
        if (sources.contains(STANDARD_INPUT)) {
            return standardInput(sources, target);
        }
        List<UploadSource> read = sources.stream().flatMap(PutCommand::sources).toList();
        boolean named = read.size() == 1 && !target.isDirectory() && !Files.isDirectory(read.getFirst().path());
        TransferOptions options = files.options(checksum);
        TransferReport report = files.report();
        try (StageClient client = connection.stages(files.patience())) {
            var transfer = new FileTransfer(client, options, report);
            TransferSummary summary =
                    named ? transfer.uploadAs(read.getFirst().path(), target) : transfer.upload(read, files.filter(), target);
            report.summary(summary);
            return FileOptions.exitCode(summary);
        }
    }

    /** A pattern that no shell has resolved is resolved here. */
    private static Stream<UploadSource> sources(String text) {
        Path path = Path.of(text);
        List<Path> matching = Files.exists(path) ? List.of() : LocalGlob.resolve(text);
        return matching.isEmpty()
                ? Stream.of(UploadSource.of(path, text))
                : matching.stream().map(match -> UploadSource.of(match, match.toString()));
    }

    private int standardInput(List<String> sources, StageLocation target) throws IOException {
        if (sources.size() != 1 || target.isDirectory()) {
            throw new ParameterException(spec.commandLine(), "from standard input comes one file, whose name is needed: @stage/name");
        }
        TransferOptions options = files.options(checksum);
        TransferReport report = files.report();
        try (var directory = TemporaryDirectory.create("stagedoor-put-");
                StageClient client = connection.stages(files.patience());
                InputStream in = new FileInputStream(FileDescriptor.in)) {
            Path file = directory.path().resolve("standard-input");
            Files.copy(in, file);
            TransferSummary summary = new FileTransfer(client, options, report).uploadAs(file, target);
            report.summary(summary);
            return FileOptions.exitCode(summary);
        }
    }
}

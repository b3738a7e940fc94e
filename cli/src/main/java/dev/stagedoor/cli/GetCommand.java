package dev.stagedoor.cli;

import dev.stagedoor.cli.files.LineReport;
import dev.stagedoor.cli.files.TransferReport;
import dev.stagedoor.client.transfer.FileTransfer;
import dev.stagedoor.client.transfer.RemoteFile;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.StageSelection;
import dev.stagedoor.client.transfer.TransferOptions;
import dev.stagedoor.client.transfer.TransferSummary;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Downloads files of stages. */
@Command(
        name = "get",
        description = {
            "Downloads files of a stage: one, a directory with all that is in it, or those that match. In a path * and ? stand for"
                    + " anything but a slash, ** for anything.",
            "Large files come in ranges at the same time. A file gets its name when it is whole, verified and on disk; until then it is"
                    + " a temporary file, from which the next get goes on."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class GetCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final int BLOCK_BYTES = 64 << 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private FileOptions files;

    @Parameters(paramLabel = "@STAGE/PATH… TARGET", arity = "2..*", hideParamSyntax = true,
            description = "What to download, and the directory, made when missing; or, for one file, its new name, or - for standard"
                    + " output.")
    private List<String> arguments = List.of();

    @Option(names = "--pattern", paramLabel = "REGEX", description = "Files whose path below the directory matches, whole.")
    private @Nullable String pattern;

    @Override
    public Integer call() throws IOException {
        List<StageLocation> sources = arguments.subList(0, arguments.size() - 1).stream()
                .map(text -> StageArguments.location(spec, text))
                .toList();
        String target = arguments.getLast();
        if (target.startsWith("@")) {
            throw new ParameterException(spec.commandLine(), "the target of get is a directory of this machine; cp copies between stages");
        }
        TransferOptions options = files.options(false);
        try (StageClient client = connection.stages(files.patience())) {
            List<StageSelection> selections = sources.stream()
                    .map(source -> StageSelection.of(source, Optional.ofNullable(pattern), client.statements()))
                    .toList();
            return target.equals(STANDARD_OUTPUT)
                    ? stream(client, selections, options)
                    : download(client, selections, target, options);
        }
    }

    private int download(StageClient client, List<StageSelection> selections, String target, TransferOptions options) {
        Path path = Path.of(target);
        boolean renamed = selections.size() == 1
                && selections.getFirst().single().isPresent()
                && !target.endsWith("/")
                && !Files.isDirectory(path);
        TransferReport report = files.report();
        var transfer = new FileTransfer(client, options, report);
        TransferSummary summary =
                renamed ? transfer.downloadAs(selections.getFirst(), path) : transfer.download(selections, files.filter(), path);
        report.summary(summary);
        return FileOptions.exitCode(summary);
    }

    private int stream(StageClient client, List<StageSelection> selections, TransferOptions options) throws IOException {
        Optional<RemoteFile> file = selections.getFirst().single();
        if (selections.size() != 1 || file.isEmpty()) {
            spec.commandLine().getErr().println("stagedoor: there is no file " + selections.getFirst().prefix()
                    + "; to standard output goes one file");
            return ExitCode.NOT_FOUND;
        }
        var report = new LineReport(spec.commandLine().getErr(), spec.commandLine().getErr(), true);
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BLOCK_BYTES)) {
            new FileTransfer(client, options, report).download(file.get(), selections.getFirst().prefix(), out);
        }
        return ExitCode.OK;
    }
}

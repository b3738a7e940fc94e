package dev.stagedoor.client.transfer;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Moves files between this machine and stages, by presigned URLs: several at once, and parts of large ones at once. It keeps no state of
 * its own. What an earlier transfer has moved is told by the server, or lies in a temporary file with its checksums. One transfer a time.
 */
public final class FileTransfer {
    private final StageStatements statements;
    private final TransferOptions options;
    private final Retry retry;
    private final StoreRequests requests;
    private final TransferListener listener;

    public FileTransfer(StageClient client, TransferOptions options, TransferListener listener) {
        this.statements = client.statements();
        this.options = options;
        this.retry = new Retry(options.patience());
        this.requests = new StoreRequests(client.http(), new ParallelBudget(options.parallel()), options.stall());
        this.listener = listener;
    }

    /**
     * Downloads files into a directory, with their paths below the root of their selection. Files that cannot be moved are told to the
     * listener, and the others go on.
     *
     * @throws TransferException when nothing can be written there
     */
    public TransferSummary download(List<StageSelection> sources, NameFilter filter, Path directory) {
        return download(sources, filter, directory, UnaryOperator.identity());
    }

    /** Downloads one file under another name. */
    public TransferSummary downloadAs(StageSelection source, Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = file.getParent() == null ? Path.of("") : file.getParent();
        return download(List.of(source), NameFilter.ALL, directory, _ -> absolute.getFileName().toString());
    }

    private TransferSummary download(List<StageSelection> sources, NameFilter filter, Path directory, UnaryOperator<String> names) {
        var tally = new Tally(listener);
        var downloads = new StageDownloads(
                statements,
                new FileDownload(requests, retry, options.parallel()),
                new TransferWork(options.parallel()),
                options,
                tally);
        try {
            for (StageSelection source : sources) {
                downloads.run(source, filter, directory, names);
            }
        } catch (LocalFailure e) {
            throw new TransferException(String.valueOf(e.getMessage()), e);
        }
        return tally.summary();
    }

    /**
     * Uploads files and directories into a directory of a stage. Files that cannot be moved are told to the listener, and the others go on.
     */
    public TransferSummary upload(List<UploadSource> sources, NameFilter filter, StageLocation directory) {
        var tally = new Tally(listener);
        var uploads = new StageUploads(
                statements,
                new FileUpload(statements, requests, retry, options),
                new TransferWork(options.parallel()),
                options,
                tally,
                directory.asDirectory());
        try {
            for (UploadSource source : sources) {
                uploads.add(source, filter);
            }
        } catch (LocalFailure e) {
            throw new TransferException(String.valueOf(e.getMessage()), e);
        } finally {
            uploads.finish();
        }
        return tally.summary();
    }

    /** Uploads one file under another name. */
    public TransferSummary uploadAs(Path file, StageLocation target) {
        return upload(List.of(new UploadSource(file, target.name())), NameFilter.ALL, target.directory());
    }

    /**
     * Writes one file to a stream.
     *
     * @throws TransferException when that fails; what has been written stays written
     */
    public void download(RemoteFile file, StageLocation location, OutputStream out) {
        var move = new FileMove(location.toString(), "-", file.size());
        SignedUrl first = statements.presign("DOWNLOAD", location, "");
        var url = new RenewableUrl(first, () -> statements.presign("DOWNLOAD", location, ""));
        listener.found(move);
        listener.begun(move, 0);
        try {
            new StreamDownload(requests, retry).run(file, url, out, bytes -> listener.moved(move, bytes));
            listener.done(move, file.etag().orElse(""));
        } catch (StoreFailure e) {
            throw new TransferException(location + ": " + e.getMessage(), e);
        }
    }
}

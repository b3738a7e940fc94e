package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Downloads the files of a selection: lists them, signs for many at once, and hands each to {@link FileDownload}. */
final class StageDownloads {
    private static final String DOWNLOAD = "DOWNLOAD";

    private final StageStatements statements;
    private final FileDownload download;
    private final TransferWork work;
    private final TransferOptions options;
    private final Tally tally;

    StageDownloads(StageStatements statements, FileDownload download, TransferWork work, TransferOptions options, Tally tally) {
        this.statements = statements;
        this.download = download;
        this.work = work;
        this.options = options;
        this.tally = tally;
    }

    /** A file that was listed, and where it goes. */
    private record Wanted(RemoteFile file, String path, String relative, FileMove move) {}

    /**
     * @param names gives the path below the target directory for the path below the selection's root
     * @throws LocalFailure when nothing can be written at all
     */
    void run(StageSelection selection, NameFilter filter, Path directory, UnaryOperator<String> names) throws LocalFailure {
        StageLocation root = selection.root();
        try (ListingSpool spool = ListingSpool.create()) {
            selection.files(statements, file -> {
                if (filter.accepts(below(root, file)) && !file.path().endsWith("/")) {
                    spool.add(file);
                    tally.found(move(root, file, directory.resolve(clean(names.apply(below(root, file))))));
                }
            });
            if (spool.count() == 0) {
                tally.missing(selection.prefix().toString());
                return;
            }
            Optional<TargetDirectory> target = options.dryRun() ? Optional.empty() : Optional.of(TargetDirectory.open(directory));
            NameBatch<Wanted> batch = new NameBatch<>(Wanted::path, files -> fetch(root, files, target.orElseThrow()));
            spool.read(file -> {
                String path = below(root, file);
                String relative = names.apply(path);
                Path planned = directory.resolve(clean(relative));
                var wanted = new Wanted(file, path, relative, move(root, file, planned));
                if (options.dryRun()) {
                    tally.skipped(wanted.move(), "dry run");
                } else if (!options.replace() && Files.exists(planned)) {
                    tally.skipped(wanted.move(), "it is there already");
                } else {
                    batch.add(wanted);
                }
            });
            batch.flush();
            work.await();
            if (target.isPresent()) {
                target.get().force();
            }
        }
    }

    private static String below(StageLocation root, RemoteFile file) {
        return file.path().substring(root.path().length());
    }

    /** For showing alone: what is written is checked by {@link TargetDirectory}. */
    private static String clean(String relative) {
        return relative.replace("\0", "\uFFFD").replaceFirst("^/+", "");
    }

    private static FileMove move(StageLocation root, RemoteFile file, Path target) {
        return new FileMove(root.at(file.path()).toString(), target.toString(), file.size());
    }

    private void fetch(StageLocation root, List<Wanted> files, TargetDirectory target) {
        Map<String, StageStatements.Signed> signed = new HashMap<>();
        try {
            List<String> paths = files.stream().map(Wanted::path).toList();
            statements.presignAll(DOWNLOAD, root, paths, new PresignClauses()).forEach(row -> signed.put(row.file(), row));
        } catch (ClientException | TransferException e) {
            files.forEach(file -> tally.failed(file.move(), String.valueOf(e.getMessage())));
            return;
        }
        for (Wanted file : files) {
            StageStatements.Signed row = signed.get(file.path());
            if (row == null || row.url().isEmpty()) {
                tally.failed(file.move(), row == null ? "the server gave no URL for it" : row.error());
            } else {
                work.add(() -> fetch(root, file, row.url().get(), target));
            }
        }
    }

    private void fetch(StageLocation root, Wanted wanted, SignedUrl first, TargetDirectory target) {
        StageLocation location = root.at(wanted.file().path());
        var url = new RenewableUrl(first, () -> statements.presign(DOWNLOAD, location, ""));
        try {
            download.run(wanted.file(), location, url, target.resolve(wanted.relative()), wanted.move(), tally);
            tally.done(wanted.move(), wanted.file().etag().orElse(""));
        } catch (StoreFailure e) {
            boolean changed = e.kind() == StoreFailure.Kind.CONDITION;
            tally.failed(wanted.move(), changed ? "it has changed since it was listed; get it again" : String.valueOf(e.getMessage()));
        } catch (LocalFailure | ClientException | TransferException e) {
            tally.failed(wanted.move(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            tally.failed(wanted.move(), "unexpected: " + e);
        }
    }
}

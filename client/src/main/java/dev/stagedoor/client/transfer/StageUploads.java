package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Uploads files and directories: signs for many small files at once, and hands each to {@link FileUpload}. */
final class StageUploads {
    /** Larger files go in parts. No server makes smaller ones by itself. */
    private static final long MAX_WHOLE_BYTES = 16L << 20;

    private static final String UPLOAD = "UPLOAD";

    /** A server that does not know uploads in parts, and a store that does not have them. */
    private static final Set<Integer> NO_PARTS = Set.of(1005, 3902);

    private final StageStatements statements;
    private final FileUpload upload;
    private final TransferWork work;
    private final TransferOptions options;
    private final Tally tally;
    private final StageLocation target;
    private final NameBatch<SourceFile> small;

    /** @param target the directory that files go to */
    StageUploads(
            StageStatements statements,
            FileUpload upload,
            TransferWork work,
            TransferOptions options,
            Tally tally,
            StageLocation target) {
        this.statements = statements;
        this.upload = upload;
        this.work = work;
        this.options = options;
        this.tally = tally;
        this.target = target;
        this.small = new NameBatch<>(SourceFile::relative, this::sendSmall);
    }

    /** A file, or a directory with all that is in it. */
    void add(UploadSource source, NameFilter filter) throws LocalFailure {
        if (!Files.exists(source.path())) {
            tally.missing(source.path().toString());
            return;
        }
        if (!Files.isDirectory(source.path())) {
            addFile(source.path(), source.prefix());
            return;
        }
        boolean[] any = {false};
        new SourceTree(source.path(), source.prefix()).visit(filter, new SourceTree.Visitor() {
            @Override
            public void file(SourceFile file) {
                any[0] = true;
                addFound(file);
            }

            @Override
            public void unreadable(Path path, LocalFailure why) {
                any[0] = true;
                tally.failed(new FileMove(path.toString(), target.toString(), 0), String.valueOf(why.getMessage()));
            }
        });
        if (!any[0]) {
            tally.missing(source.path().toString());
        }
    }

    /** One file under that name. */
    void addFile(Path path, String name) {
        try {
            addFound(SourceFile.of(path, name));
        } catch (LocalFailure e) {
            tally.failed(new FileMove(path.toString(), target.file(name).toString(), 0), String.valueOf(e.getMessage()));
        }
    }

    private void addFound(SourceFile file) {
        FileMove move = move(file);
        tally.found(move);
        if (options.dryRun()) {
            tally.skipped(move, "dry run");
        } else if (file.size() > MAX_WHOLE_BYTES) {
            work.add(() -> sendLarge(file));
        } else if (options.checksum()) {
            work.add(() -> sendWhole(file, Optional.empty()));
        } else {
            small.add(file);
        }
    }

    /** Sends what is left, and waits for all. */
    void finish() {
        small.flush();
        work.await();
    }

    private FileMove move(SourceFile file) {
        return new FileMove(file.path().toString(), target.file(file.relative()).toString(), file.size());
    }

    private void sendSmall(List<SourceFile> files) {
        Map<String, StageStatements.Signed> signed = new HashMap<>();
        try {
            statements.presignAll(UPLOAD, target, files.stream().map(SourceFile::relative).toList(), upload.clauses())
                    .forEach(row -> signed.put(row.file(), row));
        } catch (ClientException | TransferException e) {
            files.forEach(file -> tally.failed(move(file), String.valueOf(e.getMessage())));
            return;
        }
        for (SourceFile file : files) {
            StageStatements.Signed row = signed.get(file.relative());
            if (row == null || row.url().isEmpty()) {
                tally.failed(move(file), row == null ? "the server gave no URL for it" : row.error());
            } else {
                work.add(() -> sendWhole(file, row.url()));
            }
        }
    }

    private void sendWhole(SourceFile file, Optional<SignedUrl> url) {
        send(file, move -> upload.whole(file, target.file(file.relative()), url, move, tally));
    }

    private void sendLarge(SourceFile file) {
        StageLocation location = target.file(file.relative());
        send(file, move -> {
            if (!options.replace() && statements.find(location).isPresent()) {
                throw new StoreFailure(StoreFailure.Kind.CONDITION, "it is there already");
            }
            try {
                return upload.inParts(file, location, move, tally);
            } catch (ClientException.ServerError e) {
                if (!NO_PARTS.contains(e.code())) {
                    throw e;
                }
                return upload.whole(file, location, Optional.empty(), move, tally);
            }
        });
    }

    /** How a file is sent. */
    private interface Way {
        String send(FileMove move) throws StoreFailure, LocalFailure;
    }

    private void send(SourceFile file, Way way) {
        FileMove move = move(file);
        try {
            tally.done(move, way.send(move));
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.CONDITION && !options.replace()) {
                tally.skipped(move, "it is there already");
            } else {
                tally.failed(move, String.valueOf(e.getMessage()));
            }
        } catch (LocalFailure | ClientException | TransferException e) {
            failed(file, move, e);
        } catch (RuntimeException e) {
            tally.failed(move, "unexpected: " + e);
        }
    }

    /** A file that another has put there while this one was sent is left alone. */
    private void failed(SourceFile file, FileMove move, Exception e) {
        if (e instanceof ClientException.ServerError && !options.replace() && isThere(file)) {
            tally.skipped(move, "it is there already");
        } else {
            tally.failed(move, String.valueOf(e.getMessage()));
        }
    }

    private boolean isThere(SourceFile file) {
        try {
            return statements.find(target.file(file.relative())).isPresent();
        } catch (ClientException | TransferException e) {
            return false;
        }
    }
}

package dev.stagedoor.cli.files;

import dev.stagedoor.client.transfer.FileMove;
import dev.stagedoor.client.transfer.StageLocation;
import dev.stagedoor.client.transfer.TransferListener;
import java.nio.file.Path;

/** Says of a copy by way of this machine what its user asked for: of downloads what went wrong, of uploads where the files came from. */
public final class CopyReport {
    private final TransferListener report;
    private final Path room;
    private final StageLocation root;

    /**
     * @param room the directory where files lie meanwhile
     * @param root what they lie below in their stage
     */
    public CopyReport(TransferListener report, Path room, StageLocation root) {
        this.report = report;
        this.room = room;
        this.root = root;
    }

    /** Told of the downloads. @param dryRun whether there will be no uploads */
    public TransferListener download(boolean dryRun) {
        return new Download(dryRun);
    }

    /** Told of the uploads. */
    public TransferListener upload() {
        return new Upload();
    }

    private final class Download implements TransferListener {
        private final boolean dryRun;

        Download(boolean dryRun) {
            this.dryRun = dryRun;
        }

        @Override
        public void found(FileMove move) {
            // Told when it is sent.
        }

        @Override
        public void begun(FileMove move, long alreadyThere) {
            // Told when it is sent.
        }

        @Override
        public void moved(FileMove move, long bytes) {
            // Told when it is sent.
        }

        @Override
        public void done(FileMove move, String etag) {
            // Told when it is sent.
        }

        @Override
        public void skipped(FileMove move, String why) {
            if (dryRun) {
                report.skipped(move, why);
            }
        }

        @Override
        public void failed(FileMove move, String why) {
            report.failed(move, why);
        }

        @Override
        public void missing(String source) {
            report.missing(source);
        }
    }

    private final class Upload implements TransferListener {
        private FileMove original(FileMove move) {
            Path from = Path.of(move.from());
            String relative = room.relativize(from).toString().replace(from.getFileSystem().getSeparator(), "/");
            return new FileMove(root.file(relative).toString(), move.to(), move.bytes());
        }

        @Override
        public void found(FileMove move) {
            report.found(original(move));
        }

        @Override
        public void begun(FileMove move, long alreadyThere) {
            report.begun(original(move), alreadyThere);
        }

        @Override
        public void moved(FileMove move, long bytes) {
            report.moved(original(move), bytes);
        }

        @Override
        public void done(FileMove move, String etag) {
            report.done(original(move), etag);
        }

        @Override
        public void skipped(FileMove move, String why) {
            report.skipped(original(move), why);
        }

        @Override
        public void failed(FileMove move, String why) {
            report.failed(original(move), why);
        }

        @Override
        public void missing(String source) {
            report.missing(source);
        }
    }
}

package dev.stagedoor.client.transfer;

/** Counts what becomes of files, and passes it on. */
final class Tally implements TransferListener {
    private final TransferListener listener;
    private long moved;
    private long bytes;
    private long skipped;
    private long failed;
    private long missing;

    Tally(TransferListener listener) {
        this.listener = listener;
    }

    @Override
    public void found(FileMove move) {
        listener.found(move);
    }

    @Override
    public void begun(FileMove move, long alreadyThere) {
        listener.begun(move, alreadyThere);
    }

    @Override
    public void moved(FileMove move, long count) {
        listener.moved(move, count);
    }

    @Override
    public void done(FileMove move, String etag) {
        synchronized (this) {
            moved++;
            bytes += move.bytes();
        }
        listener.done(move, etag);
    }

    @Override
    public void skipped(FileMove move, String why) {
        synchronized (this) {
            skipped++;
        }
        listener.skipped(move, why);
    }

    @Override
    public void failed(FileMove move, String why) {
        synchronized (this) {
            failed++;
        }
        listener.failed(move, why);
    }

    @Override
    public void missing(String source) {
        synchronized (this) {
            missing++;
        }
        listener.missing(source);
    }

    synchronized TransferSummary summary() {
        return new TransferSummary(moved, bytes, skipped, failed, missing);
    }
}

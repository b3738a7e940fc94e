package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadUnderWay.Position;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Uploads under way, asked for a batch at a time, each beginning after the last upload of the one before. */
final class UploadListing implements Iterator<UploadUnderWay> {
    private final Function<Position, List<UploadUnderWay>> next;
    private final int batchSize;
    private Position after;
    private Iterator<UploadUnderWay> batch = List.<UploadUnderWay>of().iterator();
    private boolean exhausted;

    /** @param next the uploads after a position, {@code batchSize} of them unless there are fewer */
    UploadListing(Position after, Function<Position, List<UploadUnderWay>> next, int batchSize) {
        this.after = after;
        this.next = next;
        this.batchSize = batchSize;
    }

    @Override
    public boolean hasNext() {
        if (!batch.hasNext() && !exhausted) {
            List<UploadUnderWay> uploads = next.apply(after);
            exhausted = uploads.size() < batchSize;
            if (!uploads.isEmpty()) {
                after = Position.of(uploads.getLast());
            }
            batch = uploads.iterator();
        }
        return batch.hasNext();
    }

    @Override
    public UploadUnderWay next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.next();
    }
}

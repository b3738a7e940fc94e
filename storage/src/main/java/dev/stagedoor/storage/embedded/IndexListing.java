package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A listing that asks the index for a batch at a time, each beginning after the last key of the one before. */
final class IndexListing implements ObjectListing {
    /** About 300 KiB of memory. Measured: a million rows take as long in batches of 4,000 as in batches of 1,000. */
    static final int BATCH = 1000;

    private final ReaderPool<IndexReader> readers;
    private KeyRange range;
    private Iterator<ObjectSummary> batch = List.<ObjectSummary>of().iterator();
    private boolean exhausted;

    IndexListing(ReaderPool<IndexReader> readers, KeyRange range) {
        this.readers = readers;
        this.range = range;
    }

    @Override
    public boolean hasNext() {
        if (!batch.hasNext() && !exhausted) {
            fetch();
        }
        return batch.hasNext();
    }

    private void fetch() {
        List<ObjectSummary> objects = readers.read(reader -> reader.scan(range, BATCH));
        exhausted = objects.size() < BATCH;
        if (!objects.isEmpty()) {
            range = range.after(objects.getLast().key());
        }
        batch = objects.iterator();
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.next();
    }

    @Override
    public void close() {
        exhausted = true;
        batch = List.<ObjectSummary>of().iterator();
    }
}

package dev.stagedoor.storage.http;

import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** Those of some keys that are there, each asked for when its turn comes. */
final class SpelledListing implements ObjectListing {
    private final Iterator<String> keys;
    private final Function<String, Optional<ObjectSummary>> stat;
    private Optional<ObjectSummary> next = Optional.empty();

    SpelledListing(Iterator<String> keys, Function<String, Optional<ObjectSummary>> stat) {
        this.keys = keys;
        this.stat = stat;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && keys.hasNext()) {
            next = stat.apply(keys.next());
        }
        return next.isPresent();
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ObjectSummary summary = next.orElseThrow();
        next = Optional.empty();
        return summary;
    }

    @Override
    public void close() {}
}

package dev.stagedoor.table;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;

/** The lines of a load history, of which one manifest at a time is in memory. */
final class LoadLines implements Iterator<LoadRecord> {
    private final Queue<LoadList.Entry> left;
    private final Function<LoadList.Entry, Iterator<LoadRecord>> read;
    private Iterator<LoadRecord> current = List.<LoadRecord>of().iterator();

    /** @param read gives the lines of a manifest */
    LoadLines(LoadList list, Function<LoadList.Entry, Iterator<LoadRecord>> read) {
        this.left = new ArrayDeque<>(list.entries());
        this.read = read;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && !left.isEmpty()) {
            current = read.apply(left.remove());
        }
        return current.hasNext();
    }

    @Override
    public LoadRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no load is left");
        }
        return current.next();
    }
}

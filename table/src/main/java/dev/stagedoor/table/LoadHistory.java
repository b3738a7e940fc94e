package dev.stagedoor.table;

import java.util.List;
import java.util.function.Consumer;

/** Which files were loaded into a table, from its beginning. Nothing is ever forgotten but by {@link Warehouse#truncate}. */
public final class LoadHistory {
    LoadHistory() {}

    /** How many files, each counted as often as it was loaded. */
    public long size() {
        throw new UnsupportedOperationException();
    }

    /**
     * What is known of many files, in time that grows with their number and with the number of files that were loaded.
     *
     * @return one for each, in their order
     */
    public List<LoadStanding> standings(List<LoadSource> files) {
        throw new UnsupportedOperationException();
    }

    /** Every line, the oldest load first; what {@code lines} throws ends it. */
    public void forEach(Consumer<LoadRecord> lines) {
        throw new UnsupportedOperationException();
    }
}

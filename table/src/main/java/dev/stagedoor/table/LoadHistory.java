package dev.stagedoor.table;

import dev.stagedoor.errors.StagedoorException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which files were loaded into a table, from its beginning until one moment. Nothing is ever forgotten but by {@link Warehouse#truncate}.
 * Every method throws {@link StagedoorException}: 3001 when a file of the history is missing, 4000 when one is damaged.
 */
public final class LoadHistory {
    private final LoadLog log;
    private final Optional<String> list;

    LoadHistory(LoadLog log, Optional<String> list) {
        this.log = log;
        this.list = list;
    }

    /** How many files, each counted as often as it was loaded. */
    public long size() {
        return log.list(list).files();
    }

    /**
     * What is known of many files, in time that grows with their number and with the number of files that were loaded.
     *
     * @return one for each, in their order
     */
    public List<LoadStanding> standings(List<LoadSource> files) {
        return standings(files, LoadRule.ALWAYS);
    }

    /** The same of the loads that count. A rule by time takes longer: times are read from the history itself. */
    public List<LoadStanding> standings(List<LoadSource> files, LoadRule rule) {
        return log.standings(log.list(list), files, rule);
    }

    /** Every line, the oldest load first, read as they are asked for; {@code hasNext} and {@code next} throw as the others. */
    public Iterator<LoadRecord> lines() {
        return log.lines(log.list(list));
    }

    /** Every line, the oldest load first; what {@code lines} throws ends it. */
    public void forEach(Consumer<LoadRecord> lines) {
        log.forEach(log.list(list), lines);
    }
}

package dev.stagedoor.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The load manifests of a table, the oldest first: an immutable file that a property of the table names.
 *
 * <p>A commit that loads few files makes a small manifest. So that a table of many such commits has few manifests all the same, the last
 * ones are written together when {@value #FAN_IN} of about one size have come. A manifest is written again at most once for each size.
 *
 * @param entries the oldest first
 */
record LoadList(List<Entry> entries) {
    /** Manifests of about one size that become one. */
    static final int FAN_IN = 8;

    /** A manifest of more files is not written again. */
    static final int MAX_MERGED_FILES = 100_000;

    static final LoadList EMPTY = new LoadList(List.of());

    static final Schema SCHEMA = SchemaBuilder.record("load_list_entry").namespace("dev.stagedoor.table").fields()
            .requiredString("manifest")
            .requiredLong("files")
            .endRecord();

    LoadList {
        entries = List.copyOf(entries);
    }

    /**
     * A manifest.
     *
     * @param location of it
     * @param files how many files it tells of
     */
    record Entry(String location, long files) {
        GenericRecord avro() {
            GenericRecord row = new GenericData.Record(SCHEMA);
            row.put("manifest", location);
            row.put("files", files);
            return row;
        }

        static Entry of(GenericRecord row) {
            return new Entry(row.get("manifest").toString(), (Long) row.get("files"));
        }

        /** Which size it is about of: 0 for fewer than {@link #FAN_IN} files, 1 for fewer than its square, and so on. */
        private int tier() {
            int tier = 0;
            for (long left = files; left >= FAN_IN; left /= FAN_IN) {
                tier++;
            }
            return tier;
        }
    }

    long files() {
        return entries.stream().mapToLong(Entry::files).sum();
    }

    LoadList with(Entry newest) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(newest);
        return new LoadList(more);
    }

    /** How many manifests at the end should become one; 0 when they may stay as they are. */
    int toMerge() {
        LoadList merged = this;
        int count = 0;
        for (int run = merged.lastRun(); run > 0; run = merged.lastRun()) {
            count = count == 0 ? run : count - 1 + run;
            merged = merged.without(run).with(new Entry("", merged.filesOfLast(run)));
        }
        return count;
    }

    /** How many at the end are of one size, or smaller, and enough; else 0. */
    private int lastRun() {
        int tier = entries.isEmpty() ? 0 : entries.getLast().tier();
        int run = 0;
        while (run < entries.size() && entries.get(entries.size() - 1 - run).tier() <= tier) {
            run++;
        }
        return run >= FAN_IN && filesOfLast(run) <= MAX_MERGED_FILES ? run : 0;
    }

    private long filesOfLast(int count) {
        return last(count).stream().mapToLong(Entry::files).sum();
    }

    /** The newest {@code count} manifests, the oldest of them first. */
    List<Entry> last(int count) {
        return entries.subList(entries.size() - count, entries.size());
    }

    /** This but its newest {@code count} manifests. */
    LoadList without(int count) {
        return new LoadList(entries.subList(0, entries.size() - count));
    }
}

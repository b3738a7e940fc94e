package dev.stagedoor.table;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Lets the content of before go. A snapshot's age counts from when another took its place, not from when it was made: a query that began a
 * moment ago may be reading one that was the newest for a year. What tags and branches of other engines name stays.
 */
final class SnapshotExpiry implements TableCommits.Change {
    private final Instant until;
    private @Nullable TableMetadata before;
    private Set<Long> expired = Set.of();

    /** @param until those go that were replaced before it */
    SnapshotExpiry(Instant until) {
        this.until = until;
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        TableMetadata metadata = current.metadata();
        before = metadata;
        expired = expired(metadata);
        if (expired.isEmpty()) {
            return;
        }
        // Nothing goes by its age, which Iceberg counts in its own way.
        ExpireSnapshots expire = transaction.expireSnapshots().cleanupLevel(ExpireSnapshots.CleanupLevel.NONE).expireOlderThan(0);
        expired.forEach(expire::expireSnapshotId);
        expire.commit();
        TableNotes.sameSchemaUntilNow(metadata, transaction.updateProperties());
    }

    private Set<Long> expired(TableMetadata metadata) {
        Set<Long> kept = named(metadata);
        Map<Long, Long> replaced = replaced(metadata);
        Set<Long> found = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            long id = snapshot.snapshotId();
            if (!kept.contains(id) && replaced.getOrDefault(id, snapshot.timestampMillis()) < until.toEpochMilli()) {
                found.add(id);
            }
        }
        return found;
    }

    /** What is current, what tags name, and all that led to other branches. */
    private static Set<Long> named(TableMetadata metadata) {
        Set<Long> kept = new HashSet<>();
        metadata.refs().forEach((name, ref) -> {
            kept.add(ref.snapshotId());
            boolean ancestors = ref.isBranch() && !name.equals(SnapshotRef.MAIN_BRANCH);
            Snapshot snapshot = ancestors ? metadata.snapshot(ref.snapshotId()) : null;
            while (snapshot != null) {
                kept.add(snapshot.snapshotId());
                snapshot = snapshot.parentId() == null ? null : metadata.snapshot(snapshot.parentId());
            }
        });
        if (metadata.currentSnapshot() != null) {
            kept.add(metadata.currentSnapshot().snapshotId());
        }
        return kept;
    }

    /** When each was last replaced by another, in milliseconds. */
    private static Map<Long, Long> replaced(TableMetadata metadata) {
        Map<Long, Long> replaced = new HashMap<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            if (snapshot.parentId() != null) {
                replaced.merge(snapshot.parentId(), snapshot.timestampMillis(), Math::max);
            }
        }
        List<HistoryEntry> history = metadata.snapshotLog();
        for (int i = 1; i < history.size(); i++) {
            replaced.merge(history.get(i - 1).snapshotId(), history.get(i).timestampMillis(), Math::max);
        }
        return replaced;
    }

    /** The metadata of before the commit. */
    TableMetadata before() {
        if (before == null) {
            throw new IllegalStateException("nothing was expired yet");
        }
        return before;
    }

    /** The snapshots that went, by their ids. */
    Set<Long> expired() {
        return expired;
    }
}

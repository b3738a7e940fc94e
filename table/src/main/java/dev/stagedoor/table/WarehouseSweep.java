package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.Remains;
import dev.stagedoor.table.name.Remains.Dropped;
import dev.stagedoor.table.name.Remains.Leftover;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no table refers to: files of tables that were dropped long ago, directories of tables that never got a name, and orphans of
 * the others. Several servers may do so at once.
 */
final class WarehouseSweep {
    private static final Logger LOG = LoggerFactory.getLogger(WarehouseSweep.class);

    /** Where other engines may let files of a table lie. */
    private static final List<String> PATHS =
            List.of(TableProperties.WRITE_DATA_LOCATION, TableProperties.WRITE_METADATA_LOCATION);

    private final StoreFileIO files;
    private final FileLocations locations;
    private final Remains remains;
    private final TablePurge purge;
    private final Retention retention;
    private final Clock clock;
    private final Runnable check;
    private final Removal removal;
    private final Instant orphansUntil;
    private int unreadable;
    private boolean complete = true;

    /** For one sweep. */
    WarehouseSweep(
            StoreFileIO files, Remains remains, TablePurge purge, WritesInFlight writes, Retention retention, Clock clock, Runnable check) {
        this.files = files;
        this.locations = files.locations();
        this.remains = remains;
        this.purge = purge;
        this.retention = retention;
        this.clock = clock;
        this.check = check;
        this.removal = new Removal(files, check);
        this.orphansUntil = writes.orphansUntil(retention.orphanAge());
    }

    SweepReport run() {
        giveUpDropped();
        TableDirectories kept = sweepTables();
        if (complete) {
            sweepLeftovers(kept);
        }
        return new SweepReport(removal.files(), removal.bytes(), unreadable);
    }

    private void giveUpDropped() {
        long before = clock.instant().minus(retention.history()).toEpochMilli();
        for (Dropped table : remains.dropped()) {
            if (table.droppedAtMillis() <= before && isRemovable(table.metadata())) {
                remains.giveUp(table);
            }
        }
    }

    /** What cannot be read can be brought back by nobody. */
    private boolean isRemovable(String metadata) {
        try {
            return TablePurge.isRemovable(TableMetadataParser.read(files, metadata));
        } catch (StagedoorException e) {
            return e.code() == ErrorCode.STORAGE_NOT_FOUND;
        }
    }

    /** @return the directories in which tables have files that can be read or brought back */
    private TableDirectories sweepTables() {
        var kept = new TableDirectories(locations);
        List<String> all = remains.kept(); // in one look: a table that is dropped or brought back meanwhile is in it
        all.forEach(metadata -> kept.add(Remains.directory(metadata)));
        Set<String> dropped = remains.dropped().stream().map(Dropped::metadata).collect(Collectors.toSet());
        for (String metadata : remains.keptTables()) {
            check.run();
            if (locations.key(metadata).isPresent()) {
                sweepTable(metadata, !dropped.contains(metadata), kept);
            }
        }
        return kept;
    }

    private void sweepTable(String location, boolean named, TableDirectories kept) {
        try {
            TableMetadata metadata = TableMetadataParser.read(files, location);
            kept.add(metadata.location());
            PATHS.forEach(path -> Optional.ofNullable(metadata.properties().get(path)).ifPresent(kept::add));
            ReferencedKeys referenced = purge.referenced(metadata, orphansUntil, kept::addFile);
            if (named && TablePurge.isRemovable(metadata)) {
                purge.removeOrphans(metadata, referenced, orphansUntil, removal);
            }
        } catch (StagedoorException e) {
            if (e.code() == ErrorCode.ABORTED_QUERY) {
                throw e;
            }
            complete = false;
            unreadable += purge.hasMoved(location, e) ? 0 : 1;
            LOG.debug("A table was passed over", e);
        }
    }

    private void sweepLeftovers(TableDirectories kept) {
        // A statement under way may have noted a directory, and not written its first file yet.
        long notedUntil = orphansUntil.toEpochMilli();
        for (Leftover leftover : remains.leftovers()) {
            Optional<String> prefix = TableDirectories.prefix(leftover.directory(), locations);
            if (prefix.isEmpty() || leftover.notedAtMillis() > notedUntil) {
                continue; // it lies where tables lay once, or may yet get a name
            }
            boolean named = kept.overlaps(prefix.get());
            if (named || purge.isOlder(prefix.get(), orphansUntil) && purge.removeAll(prefix.get(), removal)) {
                remains.forget(leftover.directory());
            }
        }
    }
}

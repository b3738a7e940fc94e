package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.Remains;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a table does not need any more: the content of before, and files that nothing refers to. */
final class TablePurge {
    private static final Logger LOG = LoggerFactory.getLogger(TablePurge.class);

    /** Where files of a table are looked for; anything else in its directory is somebody else's. */
    private static final List<String> DIRECTORIES = List.of("data/", "metadata/", LoadLog.DIRECTORY.substring(1) + "/");

    /** How often it begins when others take away what it reads. */
    private static final int MAX_TRIES = 5;

    private final StoreFileIO files;
    private final Remains remains;
    private final References references;
    private final TableCommits commits;
    private final WritesInFlight writes;
    private final Retention retention;
    private final Clock clock;

    TablePurge(
            StoreFileIO files, Remains remains, References references, TableCommits commits, WritesInFlight writes, Retention retention,
            Clock clock) {
        this.files = files;
        this.remains = remains;
        this.references = references;
        this.commits = commits;
        this.writes = writes;
        this.retention = retention;
        this.clock = clock;
    }

    /** As {@link Warehouse#purge}. What others do at the same time may take away what this is reading: then it begins anew. */
    PurgeReport purge(Table base, Runnable check) {
        requireRemovable(base.id(), base.metadata());
        var removal = new Removal(files, check);
        long snapshots = 0;
        for (int tries = 1; ; tries++) {
            // First: what is written from now on is younger, and what was written before is referred to by what is read next.
            Instant orphansUntil = writes.orphansUntil(retention.orphanAge());
            var expiry = new SnapshotExpiry(clock.instant().minus(retention.history()));
            TableMetadata metadata = commits.commit(base.id(), Optional.of(base.uuid()), expiry).metadata();
            snapshots += expiry.expired().size();
            try {
                ReferencedKeys kept = referenced(metadata, orphansUntil, _ -> {});
                removeExpired(expiry, kept, removal);
                removeOrphans(metadata, kept, orphansUntil, removal);
                return new PurgeReport(snapshots, removal.files(), removal.bytes());
            } catch (StagedoorException e) {
                if (!hasMoved(metadata.metadataFileLocation(), e) || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Whether a file is missing because others have changed the table since its metadata were read. */
    boolean hasMoved(String metadata, StagedoorException failure) {
        return failure.code() == ErrorCode.STORAGE_NOT_FOUND && !remains.kept().contains(metadata);
    }

    /** What others have removed already is theirs; what they leave is an orphan. */
    private void removeExpired(SnapshotExpiry expiry, ReferencedKeys kept, Removal removal) {
        for (long id : expiry.expired()) {
            try {
                references.ofSnapshots(
                        expiry.before(), snapshot -> snapshot.snapshotId() == id, manifest -> !kept.contains(key(manifest)),
                        (location, bytes) -> {
                            String key = key(location);
                            if (!kept.contains(key)) {
                                kept.add(key); // several snapshots may name it: it goes once
                                removal.add(key, bytes.orElseGet(() -> files.size(new ObjectKey(key)).orElse(0)));
                            }
                        });
            } catch (StagedoorException e) {
                if (e.code() != ErrorCode.STORAGE_NOT_FOUND) {
                    throw e;
                }
                LOG.debug("A snapshot that has expired cannot be read any more", e);
            }
        }
        removal.flush();
    }

    /** @throws StagedoorException 1002 when another engine has forbidden it */
    static void requireRemovable(TableId id, TableMetadata metadata) {
        if (!isRemovable(metadata)) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "another engine has set the property '" + TableProperties.GC_ENABLED + "' of the table " + id
                            + " to false, because its files may be others' too: nothing of it is removed until the property is unset");
        }
    }

    static boolean isRemovable(TableMetadata metadata) {
        return metadata.propertyAsBoolean(TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
    }

    /**
     * Every file that a table refers to.
     *
     * @param since as {@link References#ofTable}
     * @param keys is given each too
     * @throws StagedoorException 4000 when one lies outside the warehouse: then nobody can tell which of those inside are meant
     */
    ReferencedKeys referenced(TableMetadata metadata, Instant since, Consumer<String> keys) {
        var kept = new ReferencedKeys(expected(metadata));
        references.ofTable(metadata, since, (location, _) -> {
            String key = key(location);
            if (kept.add(key)) {
                keys.accept(key);
            }
        });
        return kept;
    }

    private static long expected(TableMetadata metadata) {
        Snapshot current = metadata.currentSnapshot();
        String files = current == null ? "0" : current.summary().getOrDefault(SnapshotSummary.TOTAL_DATA_FILES_PROP, "");
        boolean known = files.matches("\\d{1,9}");
        return known ? 1000 + 2 * Long.parseLong(files) + 8L * metadata.snapshots().size() : Long.MAX_VALUE;
    }

    private String key(String location) {
        return files.locations()
                .key(location)
                .map(ObjectKey::value)
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "'" + location + "' lies outside the warehouse " + files.locations().uri()
                                + ": nothing is removed from a table that refers to such files"));
    }

    /** Removes what was changed last at a moment or before and is not referred to. Passes over a directory that is others' too. */
    void removeOrphans(TableMetadata metadata, ReferencedKeys kept, Instant until, Removal removal) {
        Optional<String> directory = TableDirectories.prefix(metadata.location(), files.locations());
        if (directory.isEmpty() || others(metadata).overlaps(directory.get())) {
            return;
        }
        for (String each : DIRECTORIES) {
            try (ObjectListing listing = files.list(new KeyPrefix(directory.get() + each), "")) {
                while (listing.hasNext()) {
                    ObjectSummary object = listing.next();
                    if (!object.lastModified().isAfter(until) && !kept.contains(object.key())) {
                        removal.add(object.key(), object.size());
                    }
                }
            }
        }
        removal.flush();
    }

    /** The directories of all tables but one, of dropped ones too. */
    private TableDirectories others(TableMetadata metadata) {
        List<String> all = new ArrayList<>(remains.kept());
        String own = Remains.directory(metadata.metadataFileLocation());
        all.replaceAll(Remains::directory);
        all.remove(own);
        var others = new TableDirectories(files.locations());
        all.forEach(others::add);
        return others;
    }

    /**
     * Removes the files of a table that was dropped for ever. What fails is left to the next sweep.
     *
     * @param directory a leftover
     */
    void removeLeftover(String directory) {
        try {
            Optional<String> prefix = TableDirectories.prefix(directory, files.locations());
            var others = new TableDirectories(files.locations());
            remains.kept().forEach(metadata -> others.add(Remains.directory(metadata)));
            if (prefix.isEmpty() || others.overlaps(prefix.get()) || removeAll(prefix.get(), new Removal(files, () -> {}))) {
                remains.forget(directory);
            }
        } catch (StagedoorException e) {
            LOG.warn("The files of a table that was dropped could not be removed; they are tried again later", e);
        }
    }

    /**
     * Removes every file of a directory.
     *
     * @return whether none is left
     */
    boolean removeAll(String prefix, Removal removal) {
        long before = removal.failed();
        try (ObjectListing listing = files.list(new KeyPrefix(prefix), "")) {
            listing.forEachRemaining(object -> removal.add(object.key(), object.size()));
        }
        removal.flush();
        return removal.failed() == before;
    }

    /** Whether every file of a directory was changed last at a moment or before. */
    boolean isOlder(String prefix, Instant until) {
        try (ObjectListing listing = files.list(new KeyPrefix(prefix), "")) {
            while (listing.hasNext()) {
                if (listing.next().lastModified().isAfter(until)) {
                    return false;
                }
            }
        }
        return true;
    }
}

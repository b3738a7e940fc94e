package dev.stagedoor.table;

import dev.stagedoor.table.file.PendingFiles;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.UnknownOutcomeException;
import java.util.UUID;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table's metadata for one attempt to change it. The change is made on the very metadata it was prepared on, or not at all.
 *
 * <p>Iceberg's own operations look at the table again when a commit collides, and apply the same changes to what they find. That would set
 * a property over what another commit has set it to, which for the load history means to forget.
 */
final class PinnedOperations implements TableOperations {
    private static final Logger LOG = LoggerFactory.getLogger(PinnedOperations.class);

    private final TableId id;
    private final TableMetadata base;
    private final StoreFileIO files;
    private final PendingFiles pending;
    private final LastStep lastStep;
    private TableMetadata current;

    /** @param base with the location it was read from; without one when the table has no name yet */
    PinnedOperations(TableId id, TableMetadata base, StoreFileIO files, LastStep lastStep) {
        this(id, base, files, new PendingFiles(files), lastStep);
    }

    private PinnedOperations(TableId id, TableMetadata base, StoreFileIO files, PendingFiles pending, LastStep lastStep) {
        this.id = id;
        this.base = base;
        this.files = files;
        this.pending = pending;
        this.lastStep = lastStep;
        this.current = base;
    }

    /** What makes a table what new metadata says. */
    @FunctionalInterface
    interface LastStep {
        /**
         * Makes the step.
         *
         * @return false when another commit came first
         * @throws UnknownOutcomeException when it is not known whether it was made
         */
        boolean make(String location);
    }

    /** Another commit came first; whatever was prepared for this one has been deleted. */
    static final class ConflictException extends RuntimeException implements CleanableFailure {
        ConflictException(TableId id) {
            super("the table " + id + " has changed");
        }
    }

    @Override
    public TableMetadata current() {
        return current;
    }

    /** The same as before: what others do meanwhile is a conflict. */
    @Override
    public TableMetadata refresh() {
        return current;
    }

    /**
     * @throws ConflictException when the table has changed
     * @throws CommitStateUnknownException when it is not known whether this was committed
     */
    @Override
    public void commit(TableMetadata expected, TableMetadata metadata) {
        if (expected != base || current != base) {
            throw new IllegalStateException("a change to another metadata of the table " + id);
        }
        if (metadata != base) {
            publish(metadata);
        }
    }

    /** Commits metadata that may be those the change was prepared on: a new table without content has no others. */
    void publish(TableMetadata metadata) {
        String before = base.metadataFileLocation();
        String location = newMetadataLocation(metadata, before == null ? 0 : versionOf(before) + 1);
        TableMetadata next = located(metadata, location);
        boolean moved;
        try {
            TableMetadataParser.write(metadata, pending.newOutputFile(location));
            pending.await();
            moved = lastStep.make(location);
        } catch (UnknownOutcomeException e) {
            throw new CommitStateUnknownException(e);
        } catch (RuntimeException e) {
            pending.settle();
            files.deleteUnreferenced(location);
            throw e;
        }
        if (!moved) {
            files.deleteUnreferenced(location);
            throw new ConflictException(id);
        }
        current = next;
        deleteOldMetadata(metadata);
    }

    /** The table is another by now: what fails here must not look as if it were not. */
    private void deleteOldMetadata(TableMetadata metadata) {
        try {
            CatalogUtil.deleteRemovedMetadataFiles(files, base, metadata);
        } catch (RuntimeException e) {
            LOG.warn("Old metadata of the table {} could not be deleted", id, e);
        }
    }

    /** Metadata as a reader of its file would have it. */
    private static TableMetadata located(TableMetadata written, String location) {
        return TableMetadata.buildFrom(written).discardChanges().withMetadataLocation(location).build();
    }

    /** A name for metadata as Iceberg's own catalogs give them: the number shows people which came later. */
    private static String newMetadataLocation(TableMetadata metadata, int version) {
        return metadata.location() + "/metadata/" + String.format("%05d-%s.metadata.json", version, UUID.randomUUID());
    }

    private static int versionOf(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1);
        int end = name.indexOf('-');
        try {
            return end < 0 ? 0 : Integer.parseInt(name.substring(0, end));
        } catch (NumberFormatException _) {
            return 0; // another engine names them in another way
        }
    }

    @Override
    public FileIO io() {
        return pending;
    }

    /** What fails here was not committed, unless it says that nobody knows: then everything that was written for it can go. */
    @Override
    public boolean requireStrictCleanup() {
        return false;
    }

    /** Waits until nothing of this attempt is on its way to the store any more. */
    void settle() {
        pending.settle();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return current.location() + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current.location(), current.properties());
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return new PinnedOperations(id, uncommitted, files, pending, lastStep);
    }
}

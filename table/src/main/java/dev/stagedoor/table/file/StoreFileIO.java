package dev.stagedoor.table.file;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that describe tables, as objects of a store. Each is read and written whole, in memory: they are metadata, and none is large.
 * Data files are only named here.
 */
public final class StoreFileIO implements FileIO {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFileIO.class);

    /** Iceberg begins another manifest at 8 MiB; what is much longer is no file of a table. */
    static final int MAX_FILE_BYTES = 512 << 20;

    private final transient ObjectStore store;
    private final transient FileLocations locations;

    /** @param store not closed by this */
    public StoreFileIO(ObjectStore store, FileLocations locations) {
        this.store = store;
        this.locations = locations;
    }

    public ObjectStore store() {
        return store;
    }

    public FileLocations locations() {
        return locations;
    }

    /**
     * Reads a file.
     *
     * @throws StagedoorException 3001 when it is missing, 4000 when it cannot be one of a table; and what the store throws
     */
    public byte[] read(String location) {
        ObjectKey key = key(location);
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            if (content.length() > MAX_FILE_BYTES) {
                throw new StagedoorException(ErrorCode.STORAGE_OTHER, "'" + location + "' is too long to be a file that describes a table");
            }
            var bytes = new ByteArrayOutputStream((int) content.length());
            content.transferTo(Channels.newChannel(bytes));
            return bytes.toByteArray();
        } catch (StorageException e) {
            throw e.kind() == Kind.NOT_FOUND ? missing(location, e) : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StagedoorException missing(String location, StorageException cause) {
        return new StagedoorException(
                ErrorCode.STORAGE_NOT_FOUND,
                "'" + location + "' is missing: the table cannot be read without it; put it back from a backup, or drop the table",
                cause);
    }

    void write(String location, byte[] bytes, boolean onlyIfAbsent) {
        store.put(
                key(location),
                new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length)),
                onlyIfAbsent ? new PutConditions(true, List.of(), Optional.empty()) : PutConditions.NONE);
    }

    /** Deletes a file that nothing refers to. What cannot be deleted is left, and logged: it does no harm. */
    public void deleteUnreferenced(String location) {
        try {
            deleteFile(location);
        } catch (RuntimeException e) {
            LOG.warn("Could not delete '{}', which nothing refers to", location, e);
        }
    }

    @Override
    public InputFile newInputFile(String path) {
        return new StoreInputFile(this, path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new StoreOutputFile(path, this::write, this);
    }

    @Override
    public void deleteFile(String path) {
        DeleteReport report = store.delete(List.of(key(path).value()));
        if (!report.failures().isEmpty()) {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, report.failures().getFirst().reason());
        }
    }

    boolean exists(String location) {
        return store.stat(key(location)).isPresent();
    }

    /** The objects below a directory, data files too, in the order of their keys, read as they are asked for. */
    public ObjectListing list(KeyPrefix directory, String startAfter) {
        return store.list(directory, startAfter);
    }

    /** How many bytes an object has; empty when there is none. */
    public OptionalLong size(ObjectKey key) {
        return store.stat(key).map(object -> OptionalLong.of(object.size())).orElseGet(OptionalLong::empty);
    }

    /** Deletes objects that nothing refers to; the report names those that are still there. */
    public DeleteReport delete(Collection<String> keys) {
        return store.delete(keys);
    }

    private ObjectKey key(String location) {
        return locations
                .key(location)
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "'" + location + "' lies outside the warehouse " + locations.uri() + ": tables are read from there only"));
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    /** The store is its owner's to close. */
    @Override
    public void close() {}
}

package dev.stagedoor.table;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.testsupport.TurnableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An embedded store and the file of a warehouse's names, over which warehouses are opened. */
final class OpenStorage implements AutoCloseable {
    static final String URI = "s3://stagedoor/";
    static final Instant MODIFIED = Instant.parse("2026-11-20T08:00:00Z");

    final Path names;

    /** Begins with the time of now, because snapshots have that. */
    final TurnableClock clock = new TurnableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    private final DataDirectory directory;
    private final EmbeddedStore store;
    private final List<Warehouse> opened = new ArrayList<>();

    OpenStorage(Path path) {
        this.names = path.resolve("warehouse.db");
        this.directory = DataDirectory.open(path);
        this.store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock);
    }

    /** Another warehouse each time, as another process would open it. */
    synchronized Warehouse warehouse() {
        Warehouse warehouse = Warehouse.open(names, new StoreRoot(store, ""), URI, clock);
        opened.add(warehouse);
        return warehouse;
    }

    StoreFileIO files() {
        return new StoreFileIO(store, new FileLocations("", URI));
    }

    /** Puts something where a data file of the table belongs; nobody reads it. */
    WrittenFile written(Table table, long rows) {
        return written(table, rows, Map.of());
    }

    WrittenFile written(Table table, long rows, Map<Integer, FieldStatistics> statistics) {
        ObjectKey key = table.newDataFile();
        byte[] bytes = "PAR1".getBytes(StandardCharsets.US_ASCII);
        put(key, bytes);
        return new WrittenFile(key, bytes.length, rows, statistics);
    }

    void put(ObjectKey key, byte[] bytes) {
        store.put(key, new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length)), PutConditions.NONE);
    }

    byte[] read(ObjectKey key) {
        var bytes = new ByteArrayOutputStream();
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            content.transferTo(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    void delete(String key) {
        store.delete(List.of(key));
    }

    List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(new KeyPrefix(prefix), "")) {
            listing.forEachRemaining(object -> keys.add(object.key()));
        }
        return keys;
    }

    static LoadSource source(String name, String etag) {
        return new LoadSource("s3://in/" + name, Optional.of("\"" + etag + "\""), 10, MODIFIED);
    }

    static LoadedFile loaded(LoadSource source, long rows) {
        return new LoadedFile(source, rows, 0, Optional.empty(), OptionalLong.empty());
    }

    @Override
    public void close() {
        opened.forEach(Warehouse::close);
        store.close();
        directory.close();
    }
}

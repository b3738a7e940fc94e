package dev.stagedoor.e2e.crash;

import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.CloseableIterable;

/** The files of a warehouse, and those that its tables refer to, read with Iceberg itself and nothing that the product knows of them. */
final class WarehouseFiles {
    static final String URI = "s3://stagedoor/";

    private WarehouseFiles() {}

    /** Every file below the warehouse. */
    static Set<String> stored(ObjectStore store) {
        Set<String> found = new TreeSet<>();
        try (ObjectListing listing = store.list(new KeyPrefix("warehouse/"), "")) {
            listing.forEachRemaining(object -> found.add(URI + object.key()));
        }
        return found;
    }

    /** Every file that a table refers to. */
    static Set<String> referred(Path names, ObjectStore store) {
        var files = new StoreFileIO(store, new FileLocations("", URI));
        Set<String> found = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + names);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT metadata_location FROM iceberg_tables")) {
            while (rows.next()) {
                add(TableMetadataParser.read(files, rows.getString(1)), files, found);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the names of tables cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void add(TableMetadata metadata, StoreFileIO files, Set<String> found) throws IOException {
        found.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(before -> found.add(before.file()));
        for (Snapshot snapshot : metadata.snapshots()) {
            found.add(snapshot.manifestListLocation());
            for (ManifestFile manifest : snapshot.allManifests(files)) {
                found.add(manifest.path());
                try (CloseableIterable<String> data = ManifestFiles.readPaths(manifest, files, metadata.specsById())) {
                    data.forEach(found::add);
                }
            }
        }
        String loads = metadata.properties().get("stagedoor.loads");
        if (loads != null) {
            found.add(loads);
            try (var entries = new DataFileStream<>(
                    new ByteArrayInputStream(files.read(loads)), new GenericDatumReader<GenericRecord>())) {
                entries.forEach(entry -> found.add(entry.get("manifest").toString()));
            }
        }
    }
}

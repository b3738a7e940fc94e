package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.StoreFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;

/**
 * Finds every file that tables refer to. One manifest at a time is in memory. Every method throws {@link StagedoorException}: 3001 when a
 * file is missing that tells of others, 4000 when one is damaged.
 */
final class References {
    private static final List<String> COLUMNS = List.of("content", "file_path", "file_format", "record_count", "file_size_in_bytes");

    private final StoreFileIO files;
    private final LoadLog loads;

    References(StoreFileIO files, LoadLog loads) {
        this.files = files;
        this.loads = loads;
    }

    /** Takes files, some of them several times. */
    @FunctionalInterface
    interface Sink {
        /** @param bytes empty where nothing tells it */
        void file(String location, OptionalLong bytes);
    }

    /**
     * Every file of a table: of its metadata now and before, of all snapshots, and of what is known of loaded files.
     *
     * @param since the load history of versions that were the table's at this moment or later counts too: somebody may be reading it
     */
    void ofTable(TableMetadata metadata, Instant since, Sink sink) {
        sink.file(metadata.metadataFileLocation(), OptionalLong.empty());
        metadata.previousFiles().forEach(before -> sink.file(before.file(), OptionalLong.empty()));
        ofSnapshots(metadata, _ -> true, _ -> true, sink);
        ofLoads(Optional.ofNullable(metadata.properties().get(TableNotes.LOADS)), sink);
        long until = metadata.lastUpdatedMillis();
        for (MetadataLogEntry before : metadata.previousFiles().reversed()) {
            if (until < since.toEpochMilli()) {
                return;
            }
            until = before.timestampMillis();
            ofOldLoads(before.file(), sink);
        }
    }

    /**
     * The files of some snapshots.
     *
     * @param wanted which ones
     * @param manifests which of their manifests, by location
     */
    void ofSnapshots(TableMetadata metadata, Predicate<Snapshot> wanted, Predicate<String> manifests, Sink sink) {
        Set<String> seen = new HashSet<>();
        try {
            for (Snapshot snapshot : metadata.snapshots()) {
                if (wanted.test(snapshot)) {
                    ofSnapshot(metadata, snapshot, manifest -> manifests.test(manifest) && seen.add(manifest), sink);
                }
            }
        } catch (StagedoorException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER, "the files that list the data of a table are damaged: put them back from a backup", e);
        }
    }

    private void ofSnapshot(TableMetadata metadata, Snapshot snapshot, Predicate<String> manifests, Sink sink) throws IOException {
        for (StatisticsFile statistics : metadata.statisticsFiles()) {
            if (statistics.snapshotId() == snapshot.snapshotId()) {
                sink.file(statistics.path(), OptionalLong.of(statistics.fileSizeInBytes()));
            }
        }
        for (PartitionStatisticsFile statistics : metadata.partitionStatisticsFiles()) {
            if (statistics.snapshotId() == snapshot.snapshotId()) {
                sink.file(statistics.path(), OptionalLong.of(statistics.fileSizeInBytes()));
            }
        }
        if (snapshot.manifestListLocation() != null) {
            sink.file(snapshot.manifestListLocation(), OptionalLong.empty());
        }
        // A snapshot keeps what it has read of its list; this one goes at once.
        Snapshot passing = SnapshotParser.fromJson(SnapshotParser.toJson(snapshot));
        for (ManifestFile manifest : passing.allManifests(files)) {
            if (manifests.test(manifest.path())) {
                sink.file(manifest.path(), OptionalLong.of(manifest.length()));
                if (manifest.content() == ManifestContent.DATA) {
                    entries(ManifestFiles.read(manifest, files, metadata.specsById()), sink);
                } else {
                    entries(ManifestFiles.readDeleteManifest(manifest, files, metadata.specsById()), sink);
                }
            }
        }
    }

    private static <F extends ContentFile<F>> void entries(ManifestReader<F> manifest, Sink sink) throws IOException {
        try (ManifestReader<F> reader = manifest.select(COLUMNS)) {
            for (F file : reader) {
                sink.file(file.location(), OptionalLong.of(file.fileSizeInBytes()));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void ofLoads(Optional<String> list, Sink sink) {
        list.ifPresent(location -> sink.file(location, OptionalLong.empty()));
        loads.list(list).entries().forEach(manifest -> sink.file(manifest.location(), OptionalLong.empty()));
    }

    /** Of metadata that may be gone, as those of more than a hundred commits before are. */
    private void ofOldLoads(String metadata, Sink sink) {
        try {
            ofLoads(Optional.ofNullable(TableMetadataParser.read(files, metadata).properties().get(TableNotes.LOADS)), sink);
        } catch (StagedoorException e) {
            if (e.code() != ErrorCode.STORAGE_NOT_FOUND) {
                throw e;
            }
        }
    }
}

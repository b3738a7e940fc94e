package dev.stagedoor.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;

/** Reads what a table's metadata refers to. None of those files ever changes, so what was read is kept, within a limit. */
final class TableReader {
    /** Data files of all tables whose lists are kept. Each is some hundred bytes. */
    private static final int MAX_KEPT_FILES = 200_000;

    /** Snapshots that are followed back to see with which schema files were written. */
    private static final int MAX_ANCESTORS = 100_000;

    private static final List<String> WITH_PARTITION =
            List.of("content", "file_path", "file_format", "partition", "record_count", "file_size_in_bytes");

    private static final List<String> COLUMNS = List.of("content", "file_path", "file_format", "record_count", "file_size_in_bytes");

    private final StoreFileIO files;
    private final LoadLog loads;
    private final ScanPlanner planner = new ScanPlanner();
    private final Cache<String, List<TableFile>> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_FILES)
            .weigher((String _, List<TableFile> list) -> 1 + list.size())
            .build();

    TableReader(StoreFileIO files, LoadLog loads) {
        this.files = files;
        this.loads = loads;
    }

    FileLocations locations() {
        return files.locations();
    }

    LoadLog loads() {
        return loads;
    }

    /** As {@link Table#files}. */
    List<TableFile> files(TableId id, TableMetadata metadata, @Nullable Snapshot snapshot) {
        if (snapshot == null) {
            return List.of();
        }
        requireNumberedColumns(id, metadata);
        String list = snapshot.manifestListLocation();
        if (list == null) {
            return read(id, metadata, snapshot); // of a format that is older than lists
        }
        List<TableFile> known = kept.getIfPresent(list);
        if (known == null) {
            known = read(id, metadata, snapshot);
            kept.put(list, known);
        }
        return known;
    }

    /** As {@link Table#scan}. */
    TableScan scan(Table table, @Nullable Snapshot snapshot, List<ColumnFilter> filters, boolean utc) {
        List<TableFile> all = files(table.id(), table.metadata(), snapshot);
        return snapshot == null
                ? new TableScan(all, 0, Set.of())
                : planner.plan(table, all, snapshot.manifestListLocation(), filters, utc, new ScanPlanner.Manifests() {
                    @Override
                    public <T> List<T> read(List<String> columns, Function<DataFile, T> each) {
                        return TableReader.this.read(table.id(), table.metadata(), snapshot, columns, each);
                    }
                });
    }

    /** As {@link Table#smallFiles}. */
    List<List<TableFile>> smallFiles(Table table, @Nullable Snapshot snapshot, long targetBytes, int maxFiles) {
        if (snapshot == null) {
            return List.of();
        }
        TableMetadata metadata = table.metadata();
        requireNumberedColumns(table.id(), metadata);
        var small = new SmallFiles(targetBytes, maxFiles);
        read(table.id(), metadata, snapshot, WITH_PARTITION, file -> {
            PartitionSpec spec = Objects.requireNonNull(metadata.specsById().get(file.specId()));
            small.add(file.specId() + "/" + spec.partitionToPath(file.partition()), file(table.id(), file));
            return true;
        });
        return small.groups();
    }

    /** Some of a table's files as Iceberg knows them. @param locations of those that are wanted; of one that the table lacks nothing */
    List<DataFile> dataFiles(Table table, Set<String> locations) {
        Snapshot snapshot = table.metadata().currentSnapshot();
        if (snapshot == null) {
            return List.of();
        }
        return read(
                        table.id(), table.metadata(), snapshot, WITH_PARTITION,
                        file -> locations.contains(file.location()) ? Optional.of(file.copyWithoutStats()) : Optional.<DataFile>empty())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private List<TableFile> read(TableId id, TableMetadata metadata, Snapshot snapshot) {
        return read(id, metadata, snapshot, COLUMNS, file -> file(id, file));
    }

    /** In the order of the manifests, which is always the same. */
    private <T> List<T> read(
            TableId id, TableMetadata metadata, Snapshot snapshot, List<String> columns, Function<DataFile, T> each) {
        String at = snapshot.manifestListLocation();
        try {
            requireNoDeletes(id, snapshot);
            List<T> found = new ArrayList<>();
            for (ManifestFile manifest : snapshot.dataManifests(files)) {
                at = manifest.path();
                try (ManifestReader<DataFile> reader =
                        ManifestFiles.read(manifest, files, metadata.specsById()).select(columns)) {
                    for (DataFile file : reader) {
                        found.add(each.apply(file));
                    }
                }
            }
            return List.copyOf(found);
        } catch (StagedoorException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER,
                    "'" + at + "', which lists files of the table " + id + ", is damaged: put it back from a backup, or drop the table",
                    e);
        }
    }

    /** Columns of files without numbers would all be NULL. Other engines set the property when they add such files. */
    private static void requireNumberedColumns(TableId id, TableMetadata metadata) {
        if (metadata.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "another engine has added files to the table " + id + " that may lack the numbers of their columns: let it rewrite the"
                            + " data files, unset the property '" + TableProperties.DEFAULT_NAME_MAPPING + "', and try again");
        }
    }

    private void requireNoDeletes(TableId id, Snapshot snapshot) {
        for (ManifestFile manifest : snapshot.deleteManifests(files)) {
            if (manifest.hasAddedFiles() || manifest.hasExistingFiles()) {
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "another engine has deleted rows of the table " + id + " without writing its files again: let it rewrite the data"
                                + " files (in Spark: CALL system.rewrite_data_files with the options delete-file-threshold 1 and"
                                + " remove-dangling-deletes true) and try again");
            }
        }
    }

    private TableFile file(TableId id, DataFile file) {
        if (file.format() != FileFormat.PARQUET) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "another engine has added a file of " + file.format().name().toUpperCase(Locale.ROOT) + " to the table " + id
                            + ": only Parquet is read; let it rewrite the data files");
        }
        ObjectKey key = locations()
                .key(file.location())
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "'" + file.location() + "', a file of the table " + id + ", lies outside the warehouse " + locations().uri()));
        return new TableFile(key, file.fileSizeInBytes(), file.recordCount());
    }

    /**
     * As {@link Table#sameSchemaEverywhere}: every commit since there were files must have noted that it wrote for this schema.
     *
     * @param last the content; null for none
     */
    static boolean sameSchemaEverywhere(TableMetadata metadata, @Nullable Snapshot last, int schemaId) {
        String current = Integer.toString(schemaId);
        @Nullable Snapshot snapshot = last;
        for (int i = 0; i < MAX_ANCESTORS; i++) {
            if (isEmpty(snapshot) || TableNotes.hasSameSchema(Objects.requireNonNull(snapshot), schemaId, metadata)) {
                return true;
            }
            if (!current.equals(snapshot.summary().get(TableNotes.WRITTEN_SCHEMA))) {
                return false;
            }
            Long parent = snapshot.parentId();
            if (parent == null) {
                return true;
            }
            snapshot = metadata.snapshot(parent);
            if (snapshot == null) {
                return false; // expired
            }
        }
        return false;
    }

    /** Whether it is known that there are no data files. */
    static boolean isEmpty(@Nullable Snapshot snapshot) {
        return snapshot == null || "0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP));
    }
}

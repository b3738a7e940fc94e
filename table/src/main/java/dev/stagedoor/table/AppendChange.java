package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.FileLocations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.io.FileIO;

/** Adds data files, and the files they were loaded from, to a table. */
final class AppendChange implements TableCommits.Change {
    private final Table base;
    private final List<DataFile> files;
    private final LoadLog log;
    private final LoadLog.Loads loads;
    private final List<String> written = new ArrayList<>();

    /** @param base the table for whose columns the files were written */
    AppendChange(Table base, List<WrittenFile> files, LoadLog log, LoadLog.Loads loads, FileLocations locations) {
        this.base = base;
        this.log = log;
        this.loads = loads;
        this.files = dataFiles(base, files, locations);
    }

    /** Files as Iceberg has them. */
    static List<DataFile> dataFiles(Table base, List<WrittenFile> files, FileLocations locations) {
        Schema schema = base.metadata().schema();
        PartitionSpec spec = base.metadata().spec();
        // The rows of a partition are sorted by pieces.
        boolean sorted = spec.isUnpartitioned() && !files.isEmpty() && !base.layout().sortedBy().isEmpty();
        return files.stream()
                .map(file -> {
                    DataFiles.Builder builder = DataFiles.builder(spec)
                            .withPath(locations.location(file.key()))
                            .withFormat(FileFormat.PARQUET)
                            .withFileSizeInBytes(file.bytes())
                            .withMetrics(FileMetrics.of(file, schema));
                    if (spec.isPartitioned()) {
                        builder.withPartition(LayoutReader.partition(spec, file.partition()));
                    }
                    return (sorted ? builder.withSortOrder(base.metadata().sortOrder()) : builder).build();
                })
                .toList();
    }

    /** @throws StagedoorException 2009, retryable, when the table has other partitions by now than those files were written for */
    static void requireSamePartitions(Table current, Table base) {
        if (!current.metadata().spec().compatibleWith(base.metadata().spec())) {
            throw new StagedoorException(
                    ErrorCode.TABLE_VERSION_MISMATCHED,
                    "the partitions of the table " + current.id() + " were changed meanwhile: send the statement again",
                    true,
                    null);
        }
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        requireSamePartitions(current, base);
        requireSameColumns(current);
        Optional<String> listLocation = Optional.ofNullable(current.metadata().properties().get(TableNotes.LOADS));
        LoadList list = log.list(listLocation);
        if (!loads.forced()) {
            requireNotLoaded(current, list);
        }
        if (!files.isEmpty()) {
            AppendFiles append = transaction.newAppend();
            append.set(TableNotes.WRITTEN_SCHEMA, Integer.toString(base.metadata().currentSchemaId()));
            files.forEach(append::appendFile);
            append.commit();
        }
        if (!loads.files().isEmpty()) {
            String location = writeLoads(transaction.table().io(), current.metadata().location() + LoadLog.DIRECTORY, list);
            transaction.updateProperties().set(TableNotes.LOADS, location).commit();
        }
    }

    /** Of what the files have no column may be gone, and of what they lack none may be without a value. */
    private void requireSameColumns(Table current) {
        if (files.isEmpty() || current.metadata().currentSchemaId() == base.metadata().currentSchemaId()) {
            return;
        }
        Schema written = base.metadata().schema();
        Schema now = current.metadata().schema();
        boolean gone = written.columns().stream().anyMatch(column -> now.findField(column.fieldId()) == null);
        boolean lacking = now.columns().stream()
                .anyMatch(column -> column.isRequired() && column.initialDefault() == null
                        && (written.findField(column.fieldId()) == null || written.findField(column.fieldId()).isOptional()));
        if (gone || lacking) {
            throw new StagedoorException(
                    ErrorCode.TABLE_VERSION_MISMATCHED,
                    "the columns of the table " + current.id() + " were changed meanwhile: send the statement again",
                    true,
                    null);
        }
    }

    private void requireNotLoaded(Table current, LoadList list) {
        List<LoadSource> sources = loads.files().stream().map(LoadedFile::source).toList();
        List<LoadStanding> standings = log.standings(list, sources, loads.rule());
        List<LoadSource> already = IntStream.range(0, sources.size())
                .filter(i -> standings.get(i) == LoadStanding.LOADED)
                .mapToObj(sources::get)
                .toList();
        if (!already.isEmpty()) {
            throw new AlreadyLoadedException(current.id(), already);
        }
    }

    /** @return where the list with these loads lies */
    private String writeLoads(FileIO out, String directory, LoadList list) {
        int merged = list.with(new LoadList.Entry("", loads.files().size())).toMerge();
        List<LoadList.Entry> older = list.last(Math.max(0, merged - 1));
        LoadList.Entry manifest = log.writeManifest(out, directory, older, loads);
        written.add(manifest.location());
        String location = log.writeList(out, directory, list.without(older.size()).with(manifest));
        written.add(location);
        return location;
    }

    @Override
    public void lost() {
        log.deleteUnreferenced(written);
        written.clear();
    }
}

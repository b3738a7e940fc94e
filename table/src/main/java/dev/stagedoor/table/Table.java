package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.table.type.IcebergTypes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** A table at one moment. Never changes; {@link Warehouse#find} gives the table as it is now. */
public final class Table {
    private final TableId id;
    private final TableMetadata metadata;
    private final TableReader reader;
    private final @Nullable Snapshot snapshot;
    private final Schema schema;
    private volatile @Nullable List<TableColumn> columns;
    private volatile @Nullable Boolean sameSchema;

    /** @param metadata with the location it was read from */
    Table(TableId id, TableMetadata metadata, TableReader reader) {
        this(id, metadata, reader, metadata.currentSnapshot(), metadata.schema());
    }

    private Table(TableId id, TableMetadata metadata, TableReader reader, @Nullable Snapshot snapshot, Schema schema) {
        this.id = id;
        this.metadata = metadata;
        this.reader = reader;
        this.snapshot = snapshot;
        this.schema = schema;
    }

    TableMetadata metadata() {
        return metadata;
    }

    /** Of {@link #columns}. */
    Schema schema() {
        return schema;
    }

    public TableId id() {
        return id;
    }

    /** Of this table through all its changes and names. One that replaces it has another. */
    public UUID uuid() {
        return UUID.fromString(metadata.uuid());
    }

    /**
     * In their order.
     *
     * @throws StagedoorException 1002 when another engine has given a column a type that cannot be read here
     */
    public List<TableColumn> columns() {
        List<TableColumn> known = columns;
        if (known == null) {
            Map<String, String> properties = metadata.properties();
            Map<Integer, String> types = TableNotes.declaredTypes(properties);
            known = schema.columns().stream()
                    .map(field -> new TableColumn(
                            IcebergTypes.field(field, types),
                            TableNotes.defaultOf(field.fieldId(), properties),
                            Optional.ofNullable(field.doc())))
                    .toList();
            columns = known;
        }
        return known;
    }

    /**
     * The fields of the columns, in their order.
     *
     * @throws StagedoorException as {@link #columns}
     */
    public List<TableField> fields() {
        return columns().stream().map(TableColumn::field).toList();
    }

    public Optional<String> comment() {
        return TableNotes.comment(metadata.properties());
    }

    /** Of a table that another engine has made: when it was last changed. */
    public Instant createdOn() {
        return TableNotes.createdOn(metadata.properties()).orElseGet(this::updatedOn);
    }

    /** When its definition or its content last changed. */
    public Instant updatedOn() {
        return Instant.ofEpochMilli(metadata.lastUpdatedMillis());
    }

    /**
     * The table with the content and the columns of a snapshot; the rest is that of now. For reading only. A column that was dropped since
     * has the type that Iceberg knows, and not the one it was declared with.
     *
     * @return empty when there is no such snapshot, or no longer
     */
    public Optional<Table> at(long snapshotId) {
        return Optional.ofNullable(metadata.snapshot(snapshotId)).map(this::at);
    }

    /**
     * The same with what was the content at a moment.
     *
     * @return empty when that is not known, or no longer
     */
    public Optional<Table> at(Instant moment) {
        List<HistoryEntry> history = metadata.snapshotLog();
        if (history.isEmpty() && metadata.currentSnapshot() == null && !moment.isBefore(createdOn())) {
            return Optional.of(this);
        }
        return history.stream()
                .filter(entry -> entry.timestampMillis() <= moment.toEpochMilli())
                .reduce((_, later) -> later)
                .flatMap(entry -> at(entry.snapshotId()));
    }

    private Table at(Snapshot past) {
        Integer number = past.schemaId();
        Schema known = number == null ? null : metadata.schemasById().get(number);
        return new Table(id, metadata, reader, past, known == null ? metadata.schema() : known);
    }

    /** Of the content; empty while there was never any. */
    public OptionalLong snapshotId() {
        return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId());
    }

    /** Rows, deleted ones included when another engine deletes without writing the files again. */
    public long totalRows() {
        return total(SnapshotSummary.TOTAL_RECORDS_PROP);
    }

    /** Bytes of the data files. */
    public long totalBytes() {
        return total(SnapshotSummary.TOTAL_FILE_SIZE_PROP);
    }

    private long total(String property) {
        return snapshot == null ? 0 : number(property, snapshot.summary()).orElse(0);
    }

    /** Empty where another engine's summary has no such number. */
    private static OptionalLong number(String property, Map<String, String> summary) {
        try {
            return OptionalLong.of(Long.parseLong(summary.getOrDefault(property, "")));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /**
     * The data files, in no particular order.
     *
     * @throws StagedoorException 1002 when another engine has deleted rows without writing the files again, or has added files that are
     *     not Parquet; 3001 when a file that lists them is missing; 4000 when one is damaged or a data file lies outside the warehouse
     */
    public List<TableFile> files() {
        return reader.files(id, metadata, snapshot);
    }

    /**
     * Small data files of now, in groups that are worth joining into one file each.
     *
     * @param targetBytes how large a file should be; what is nearly as large is left alone
     * @param maxFiles of a group
     * @throws StagedoorException as {@link #files}
     */
    public List<List<TableFile>> smallFiles(long targetBytes, int maxFiles) {
        return reader.smallFiles(this, snapshot, targetBytes, maxFiles);
    }

    /**
     * Those of them in which rows may pass the conditions of a query, as far as is known.
     *
     * @param filters a row that does not pass all of them is not used; the case of letters does not count in names of columns
     * @param utc whether a time without a zone in a filter is one of UTC
     * @throws StagedoorException as {@link #files}
     */
    public TableScan scan(List<ColumnFilter> filters, boolean utc) {
        return reader.scan(this, snapshot, filters, utc);
    }

    /**
     * Whether every file has exactly the columns of the table, by name and type. When it is not known, as after changes by other engines,
     * it is false: then read the files by their field ids.
     */
    public boolean sameSchemaEverywhere() {
        Boolean known = sameSchema;
        if (known == null) {
            known = TableReader.sameSchemaEverywhere(metadata, snapshot, schema.schemaId());
            sameSchema = known;
        }
        return known;
    }

    /** The URI of the directory of its files, without a slash at the end. */
    public String location() {
        return metadata.location();
    }

    /**
     * How files that are written for the table must be laid out.
     *
     * @throws StagedoorException 1002 when another engine has partitioned it in a way that is not known here
     */
    public FileLayout layout() {
        return LayoutReader.layout(id, metadata.schema(), metadata.spec(), metadata.sortOrder());
    }

    /** The transforms by which the table is parted; empty where another engine has chosen one that is not known here. */
    public Optional<List<PartitionBy>> partitionBy() {
        try {
            List<Types.NestedField> columns = metadata.schema().columns();
            return Optional.of(layout().partitions().stream()
                    .map(part -> new PartitionBy(columns.get(part.column()).name(), part.transform(), part.width()))
                    .toList());
        } catch (StagedoorException _) {
            return Optional.empty();
        }
    }

    /** The columns by which the rows of each file are sorted, upwards; empty also where another engine has chosen another order. */
    public List<String> clusterBy() {
        List<FileLayout.Sort> sortedBy = LayoutReader.sortedBy(metadata.schema(), metadata.sortOrder());
        return sortedBy.stream().allMatch(sort -> sort.ascending() && sort.nullsFirst())
                ? sortedBy.stream().map(sort -> metadata.schema().columns().get(sort.column()).name()).toList()
                : List.of();
    }

    /**
     * A key for a data file to write: another one with each call, in the directory of the table.
     *
     * @throws StagedoorException 1002 when only other engines can write to the table
     */
    public ObjectKey newDataFile() {
        layout();
        for (TableField field : fields()) {
            if (!IcebergTypes.isWritten(field.type())) {
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "column '" + field.name() + "' of the table " + id + " has a VARIANT inside of another type, which cannot be"
                                + " written here: write to the table with another engine");
            }
        }
        String location = metadata.location() + "/data/" + UUID.randomUUID() + ".parquet";
        return reader.locations()
                .key(location)
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.UNIMPLEMENTED, "the table " + id + " lies outside the warehouse: write to it with another engine"));
    }

    /** Those that are not expired, the oldest first; not all of them need be ancestors of the content of now. */
    public List<TableSnapshot> snapshots() {
        return metadata.snapshots().stream().map(Table::snapshot).toList();
    }

    private static TableSnapshot snapshot(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        Long parent = snapshot.parentId();
        return new TableSnapshot(
                snapshot.snapshotId(),
                parent == null ? OptionalLong.empty() : OptionalLong.of(parent),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                snapshot.operation() == null ? "" : snapshot.operation(),
                number(SnapshotSummary.ADDED_RECORDS_PROP, summary),
                number(SnapshotSummary.DELETED_RECORDS_PROP, summary),
                number(SnapshotSummary.ADDED_FILES_PROP, summary),
                number(SnapshotSummary.DELETED_FILES_PROP, summary),
                number(SnapshotSummary.TOTAL_RECORDS_PROP, summary),
                number(SnapshotSummary.TOTAL_DATA_FILES_PROP, summary),
                number(SnapshotSummary.TOTAL_FILE_SIZE_PROP, summary));
    }

    /** What was loaded until this moment. */
    public LoadHistory loads() {
        return new LoadHistory(reader.loads(), Optional.ofNullable(metadata.properties().get(TableNotes.LOADS)));
    }
}

package dev.stagedoor.table;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.storage.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A table at one moment. Never changes; {@link Warehouse#find} gives the table as it is now. */
public final class Table {
    Table() {}

    public TableId id() {
        throw new UnsupportedOperationException();
    }

    /** Of this table through all its changes and names. One that replaces it has another. */
    public UUID uuid() {
        throw new UnsupportedOperationException();
    }

    /** In their order. */
    public List<TableColumn> columns() {
        throw new UnsupportedOperationException();
    }

    /** The fields of the columns, in their order. */
    public List<TableField> fields() {
        return columns().stream().map(TableColumn::field).toList();
    }

    public Optional<String> comment() {
        throw new UnsupportedOperationException();
    }

    public Instant createdOn() {
        throw new UnsupportedOperationException();
    }

    /** When its definition or its content last changed. */
    public Instant updatedOn() {
        throw new UnsupportedOperationException();
    }

    /** Of the content; empty while there was never any. */
    public OptionalLong snapshotId() {
        throw new UnsupportedOperationException();
    }

    /** Rows, deleted ones included when another engine deletes without writing the files again. */
    public long totalRows() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the data files. */
    public long totalBytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * The data files, in no particular order.
     *
     * @throws StagedoorException 1002 when another engine has deleted rows without writing the files again, or has added files that are
     *     not Parquet; 3001 when a file that lists them is missing; 4000 when one is damaged or a data file lies outside the warehouse
     */
    public List<TableFile> files() {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether every file has exactly the columns of now, by name and type. When it is not known, as after changes by other engines, it is
     * false: then read the files by their field ids.
     */
    public boolean sameSchemaEverywhere() {
        throw new UnsupportedOperationException();
    }

    /** A key for a data file to write: another one with each call, in the directory of the table. */
    public ObjectKey newDataFile() {
        throw new UnsupportedOperationException();
    }

    /** What was loaded until this moment. */
    public LoadHistory loads() {
        throw new UnsupportedOperationException();
    }
}

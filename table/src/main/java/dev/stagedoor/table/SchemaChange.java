package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.table.type.FieldDefaults;
import dev.stagedoor.table.type.IcebergTypes;
import dev.stagedoor.table.type.TypeWidening;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/** Changes the columns of a table, one after the other. No file is written again: readers find columns by their ids. */
final class SchemaChange implements TableCommits.Change {
    private final List<ColumnChange> changes;

    SchemaChange(List<ColumnChange> changes) {
        this.changes = List.copyOf(changes);
    }

    @Override
    public void prepare(Table current, Transaction transaction) {
        for (ColumnChange change : changes) {
            Columns columns = new Columns(current, transaction);
            switch (change) {
                case ColumnChange.Add add -> columns.add(add);
                case ColumnChange.Drop(String column) -> columns.drop(column);
                case ColumnChange.Rename(String from, String to) -> columns.rename(from, to);
                case ColumnChange.Modify modify -> columns.modify(modify);
                case ColumnChange.CommentColumn(String column, String comment) -> columns.comment(column, comment);
                case ColumnChange.Comment(String comment) -> TableNotes.setComment(comment, transaction.updateProperties());
            }
        }
    }

    /** The columns as the changes before have left them. */
    private record Columns(TableId id, TableMetadata metadata, Transaction transaction) {
        Columns(Table current, Transaction transaction) {
            this(current.id(), ((HasTableOperations) transaction.table()).operations().current(), transaction);
        }

        private Schema schema() {
            return metadata.schema();
        }

        void add(ColumnChange.Add change) {
            NewColumn column = change.column();
            requireFree(column.name(), null);
            boolean filled = change.fill().isPresent() && !isEmpty();
            if (!column.nullable() && !isEmpty() && !filled) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "column '" + column.name() + "' is NOT NULL, and the rows of " + id + " have no value for it: give it a DEFAULT, or"
                                + " allow NULL");
            }
            Type type = IcebergTypes.of(column.name(), column.type(), new AtomicInteger()::incrementAndGet);
            Literal<?> value = filled ? FieldDefaults.literal(column.name(), type, change.fill().get()) : null;
            requireVersion3(filled || IcebergTypes.needsVersion3(column.type()));
            UpdateSchema update = transaction.updateSchema();
            String parent = null; // a name without one may have dots
            if (column.nullable()) {
                update.addColumn(parent, column.name(), type, column.comment().orElse(null), value);
            } else {
                update.allowIncompatibleChanges();
                update.addRequiredColumn(parent, column.name(), type, column.comment().orElse(null), value);
            }
            change.place().ifPresent(place -> move(column.name(), place, update));
            update.commit();
            NestedField added = transaction.table().schema().findField(column.name());
            note(Set.of(), TableNotes.ofColumn(added, column.type(), column.defaultSql()));
        }

        private void move(String column, ColumnChange.Place place, UpdateSchema update) {
            switch (place) {
                case ColumnChange.First() -> update.moveFirst(column);
                case ColumnChange.After(String other) -> update.moveAfter(column, require(other).name());
            }
        }

        private void requireVersion3(boolean needed) {
            if (needed && metadata.formatVersion() < 3) {
                transaction.updateProperties().set(TableProperties.FORMAT_VERSION, "3").commit();
            }
        }

        void drop(String name) {
            NestedField field = require(name);
            if (schema().columns().size() == 1) {
                throw new StagedoorException(
                        ErrorCode.DROP_COLUMN_EMPTY, "column '" + name + "' is the only one of " + id + ": drop the table instead");
            }
            Set<Integer> ids = ids(field);
            boolean used = Stream.concat(
                            metadata.specs().stream().flatMap(spec -> spec.fields().stream().map(part -> part.sourceId())),
                            metadata.sortOrders().stream().flatMap(order -> order.fields().stream().map(part -> part.sourceId())))
                    .anyMatch(ids::contains);
            if (used) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "column '" + name + "' cannot be dropped: " + id + " is, or once was, partitioned or sorted by it");
            }
            transaction.updateSchema().deleteColumn(field.name()).commit();
            note(TableNotes.namesOf(ids), Map.of());
        }

        void rename(String from, String to) {
            NestedField field = require(from);
            requireFree(to, field);
            if (!field.name().equals(to)) {
                transaction.updateSchema().renameColumn(field.name(), to).commit();
            }
        }

        void modify(ColumnChange.Modify change) {
            NewColumn wanted = change.column();
            NestedField field = require(wanted.name());
            String name = field.name();
            DataType before = IcebergTypes.field(field, TableNotes.declaredTypes(metadata.properties())).type();
            if (!TypeWidening.isAllowed(before, wanted.type())) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "column '" + name + "' cannot be changed from " + before.sqlName() + " to " + wanted.type().sqlName()
                                + ": only types with more values of the kind take its place, since no file is written again; CREATE TABLE"
                                + " … AS SELECT makes a table of the other type");
            }
            UpdateSchema update = transaction.updateSchema();
            Type type = IcebergTypes.of(name, wanted.type(), new AtomicInteger()::incrementAndGet);
            if (type.isPrimitiveType() && !type.equals(field.type())) {
                update.updateColumn(name, type.asPrimitiveType());
            }
            allowNull(field, wanted.nullable(), update);
            wanted.comment().ifPresent(comment -> update.updateColumnDoc(name, text(comment)));
            if (field.writeDefault() != null) {
                Optional<Literal<?>> value = change.fill().map(fill -> FieldDefaults.literal(name, type, fill));
                update.updateColumnDefault(name, value.orElse(null));
            }
            update.commit();
            NestedField after = transaction.table().schema().findField(field.fieldId());
            note(TableNotes.namesOf(ids(field)), TableNotes.ofColumn(after, wanted.type(), wanted.defaultSql()));
        }

        private void allowNull(NestedField field, boolean nullable, UpdateSchema update) {
            if (nullable && field.isRequired()) {
                update.makeColumnOptional(field.name());
            }
            if (!nullable && field.isOptional()) {
                if (!isEmpty()) {
                    throw new StagedoorException(
                            ErrorCode.BAD_ARGUMENTS,
                            "column '" + field.name() + "' cannot become NOT NULL: rows of " + id + " may have NULL in it");
                }
                update.allowIncompatibleChanges().requireColumn(field.name());
            }
        }

        void comment(String column, String comment) {
            transaction.updateSchema().updateColumnDoc(require(column).name(), text(comment)).commit();
        }

        private static @Nullable String text(String comment) {
            return comment.isEmpty() ? null : comment;
        }

        private boolean isEmpty() {
            return TableReader.isEmpty(metadata.currentSnapshot());
        }

        private NestedField require(String name) {
            NestedField exact = schema().asStruct().field(name);
            return Optional.ofNullable(exact == null ? schema().asStruct().caseInsensitiveField(name) : exact)
                    .orElseThrow(() -> new StagedoorException(ErrorCode.UNKNOWN_COLUMN, "table " + id + " has no column '" + name + "'"));
        }

        /** @param except a column that may have the name */
        private void requireFree(String name, @Nullable NestedField except) {
            IcebergTypes.requireDistinct(List.of(name), "columns");
            NestedField taken = schema().asStruct().caseInsensitiveField(name);
            if (taken != null && (except == null || taken.fieldId() != except.fieldId())) {
                throw new StagedoorException(
                        ErrorCode.ADD_COLUMN_EXISTS, "table " + id + " has a column '" + taken.name() + "' already: choose another name");
            }
        }

        /** Of the field, and of what is inside it. */
        private static Set<Integer> ids(NestedField field) {
            return new HashSet<>(TypeUtil.indexById(StructType.of(field)).keySet());
        }

        private void note(Set<String> stale, Map<String, String> fresh) {
            UpdateProperties update = transaction.updateProperties();
            stale.stream().filter(name -> !fresh.containsKey(name)).forEach(update::remove);
            fresh.forEach(update::set);
            update.commit();
        }
    }
}

package dev.stagedoor.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.table.type.BoundOrder;
import dev.stagedoor.table.type.FieldBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a table in which rows may pass the conditions of a query. Of a list of files the bounds of those columns alone are
 * kept that conditions were on, within a limit.
 */
final class ScanPlanner {
    /** Bounds that are kept, of all tables: one for each file and column. Each is at most some hundred bytes. */
    private static final int MAX_KEPT_BOUNDS = 400_000;

    /** Reads something of each data file of a table. */
    interface Manifests {
        /** @return in the order of {@link TableReader#files} */
        <T> List<T> read(List<String> columns, Function<DataFile, T> each);
    }

    private static final List<String> COLUMNS =
            List.of("record_count", "value_counts", "null_value_counts", "nan_value_counts", "lower_bounds", "upper_bounds");

    /** @param list of the manifests */
    private record Key(String list, int field) {}

    private final Cache<Key, List<FieldBounds>> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_BOUNDS)
            .weigher((Key _, List<FieldBounds> bounds) -> 1 + bounds.size())
            .build();

    /** The filters on one column. */
    private record Condition(int field, String column, @Nullable BoundOrder<?> order, List<ColumnFilter> filters) {}

    /**
     * Plans a scan.
     *
     * @param files all of the table
     * @param list by which its bounds are known; null when they are not kept
     * @param filters a row that does not pass all of them is not used; those on columns that are not there say nothing
     * @param utc whether a time without a zone in a filter is one of UTC
     */
    TableScan plan(
            Table table, List<TableFile> files, @Nullable String list, List<ColumnFilter> filters, boolean utc, Manifests manifests) {
        List<Condition> conditions = conditions(table, filters, utc);
        if (conditions.isEmpty() || files.isEmpty()) {
            return new TableScan(files, 0, Set.of());
        }
        Map<Integer, List<FieldBounds>> bounds = bounds(list, conditions, manifests);
        List<TableFile> read = new ArrayList<>();
        Set<String> by = new TreeSet<>();
        for (int i = 0; i < files.size(); i++) {
            Optional<String> out = ruledOut(files.get(i), i, conditions, bounds);
            out.ifPresent(by::add);
            if (out.isEmpty()) {
                read.add(files.get(i));
            }
        }
        return new TableScan(read, files.size() - read.size(), by);
    }

    private static Optional<String> ruledOut(
            TableFile file, int place, List<Condition> conditions, Map<Integer, List<FieldBounds>> bounds) {
        for (Condition condition : conditions) {
            FieldBounds known = bounds.get(condition.field).get(place);
            for (ColumnFilter filter : condition.filters) {
                if (BoundOrder.rulesOut(condition.order, known, file.rows(), filter)) {
                    return Optional.of(condition.column);
                }
            }
        }
        return Optional.empty();
    }

    /** A name that two columns have, but for the case of letters, says nothing. */
    private static List<Condition> conditions(Table table, List<ColumnFilter> filters, boolean utc) {
        Map<String, List<ColumnFilter>> byColumn = filters.stream().collect(Collectors.groupingBy(ColumnFilter::column));
        List<Condition> conditions = new ArrayList<>();
        byColumn.forEach((column, on) -> {
            List<TableColumn> named = table.columns().stream()
                    .filter(each -> each.field().name().toLowerCase(Locale.ROOT).equals(column))
                    .toList();
            if (named.size() == 1) {
                int id = named.getFirst().field().id();
                Types.NestedField field = table.schema().findField(id);
                var order = BoundOrder.of(field.type(), named.getFirst().field().type(), utc);
                conditions.add(new Condition(id, column, order.orElse(null), on));
            }
        });
        return conditions;
    }

    private Map<Integer, List<FieldBounds>> bounds(@Nullable String list, List<Condition> conditions, Manifests manifests) {
        Map<Integer, List<FieldBounds>> known = new HashMap<>();
        List<Integer> missing = new ArrayList<>();
        for (Condition condition : conditions) {
            List<FieldBounds> bounds = list == null ? null : kept.getIfPresent(new Key(list, condition.field));
            if (bounds == null) {
                missing.add(condition.field);
            } else {
                known.put(condition.field, bounds);
            }
        }
        if (missing.isEmpty()) {
            return known;
        }
        List<List<FieldBounds>> read = manifests.read(COLUMNS, file -> missing.stream().map(field -> bounds(file, field)).toList());
        for (int i = 0; i < missing.size(); i++) {
            int place = i;
            List<FieldBounds> bounds = read.stream().map(each -> each.get(place)).toList();
            known.put(missing.get(i), bounds);
            if (list != null) {
                kept.put(new Key(list, missing.get(i)), bounds);
            }
        }
        return known;
    }

    private static FieldBounds bounds(DataFile file, int field) {
        return FieldBounds.of(
                of(file.valueCounts(), field),
                of(file.nullValueCounts(), field),
                of(file.nanValueCounts(), field),
                of(file.lowerBounds(), field),
                of(file.upperBounds(), field));
    }

    private static <V> @Nullable V of(@Nullable Map<Integer, V> byField, int field) {
        return byField == null ? null : byField.get(field);
    }
}

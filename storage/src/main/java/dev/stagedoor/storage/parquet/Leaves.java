package dev.stagedoor.storage.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/**
 * The leaves of a file's schema, each of which has a column chunk in a row group, in that order.
 *
 * @param columns of each leaf the name of the column it is in, in lower case
 * @param plain the leaves that are a column themselves, by its name
 * @param distinct whether every column has a name, and no other the same one but for the case
 */
record Leaves(List<String> columns, Map<String, SchemaElement> plain, boolean distinct) {
    /** Of schemas; also bounds the recursion. */
    private static final int MAX_DEPTH = 64;

    /** @param elements each before what is below it; the first is the root */
    static Leaves of(List<SchemaElement> elements) throws UnplannedFooterException {
        List<String> columns = new ArrayList<>();
        Map<String, SchemaElement> plain = new HashMap<>();
        Set<String> names = new HashSet<>();
        boolean distinct = true;
        int at = 1;
        int left = elements.isEmpty() ? 0 : elements.getFirst().num_children;
        for (; left > 0; left--) {
            if (at >= elements.size()) {
                throw new UnplannedFooterException("the schema is cut short");
            }
            SchemaElement column = elements.get(at);
            String name = column.name.toLowerCase(Locale.ROOT);
            distinct &= names.add(name) && !name.isEmpty();
            if (column.num_children == 0 && column.repetition_type != FieldRepetitionType.REPEATED) {
                plain.put(name, column);
            }
            at = below(elements, at, name, columns);
        }
        if (at != elements.size() && !elements.isEmpty()) {
            throw new UnplannedFooterException("the schema is longer than its root");
        }
        return new Leaves(columns, plain, distinct);
    }

    /** Adds the leaves from an element on that are in it; where the next begins. */
    private static int below(List<SchemaElement> elements, int first, String name, List<String> columns) throws UnplannedFooterException {
        int[] open = new int[MAX_DEPTH];
        int depth = 0;
        open[0] = 1;
        int at = first;
        while (depth >= 0) {
            if (open[depth] == 0) {
                depth--;
                continue;
            }
            if (at >= elements.size() || depth + 1 == MAX_DEPTH) {
                throw new UnplannedFooterException("the schema is cut short or too deep");
            }
            open[depth]--;
            int children = elements.get(at++).num_children;
            if (children == 0) {
                columns.add(name);
            } else if (children > 0) {
                open[++depth] = children;
            } else {
                throw new UnplannedFooterException("the schema counts below zero");
            }
        }
        return at;
    }

    /** Of each leaf whether it is needed. */
    boolean[] needed(Optional<Set<String>> wanted) {
        boolean[] needed = new boolean[columns.size()];
        if (wanted.isEmpty() || !distinct) {
            Arrays.fill(needed, true);
            return needed;
        }
        for (int i = 0; i < needed.length; i++) {
            needed[i] = wanted.get().contains(columns.get(i));
        }
        return needed;
    }
}

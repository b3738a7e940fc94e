package dev.stagedoor.storage.parquet;

import dev.stagedoor.storage.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Extents in order, those that overlap or touch as one. */
final class Joined {
    private Joined() {}

    static List<Extent> of(List<Extent> extents) {
        List<Extent> joined = new ArrayList<>();
        for (Extent each : extents.stream().sorted(Comparator.comparingLong(Extent::offset)).toList()) {
            Extent last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && each.offset() <= last.offset() + last.length()) {
                long end = Math.max(last.offset() + last.length(), each.offset() + each.length());
                joined.set(joined.size() - 1, new Extent(last.offset(), end - last.offset()));
            } else if (each.length() > 0) {
                joined.add(each);
            }
        }
        return joined;
    }
}

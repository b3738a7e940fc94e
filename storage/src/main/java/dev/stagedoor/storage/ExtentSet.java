package dev.stagedoor.storage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which bytes of an object are there, or were looked at: extents that neither overlap nor touch. Not safe for use by many threads. */
public final class ExtentSet {
    /** The end of each extent by its beginning. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Adds bytes, some of which may be in it. */
    public void add(Extent extent) {
        if (extent.length() == 0) {
            return;
        }
        long from = extent.offset();
        long to = from + extent.length();
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Iterator<Map.Entry<Long, Long>> touched = ends.subMap(from, true, to, true).entrySet().iterator();
        while (touched.hasNext()) {
            to = Math.max(to, touched.next().getValue());
            touched.remove();
        }
        ends.put(from, to);
    }

    /** Those of the bytes that are not in it, in order. */
    public List<Extent> missing(Extent extent) {
        List<Extent> missing = new ArrayList<>();
        long at = extent.offset();
        long end = at + extent.length();
        Map.Entry<Long, Long> before = ends.floorEntry(at);
        if (before != null) {
            at = Math.max(at, before.getValue());
        }
        for (Map.Entry<Long, Long> next = ends.ceilingEntry(at); at < end; next = ends.ceilingEntry(at)) {
            long until = next == null ? end : Math.min(end, next.getKey());
            if (until > at) {
                missing.add(new Extent(at, until - at));
            }
            at = next == null ? end : Math.max(until, next.getValue());
        }
        return missing;
    }

    /** Whether all of the bytes are in it. */
    public boolean covers(Extent extent) {
        return missing(extent).isEmpty();
    }

    /** How many bytes are in it. */
    public long bytes() {
        return ends.entrySet().stream().mapToLong(extent -> extent.getValue() - extent.getKey()).sum();
    }

    /** How many extents it takes. */
    public int extents() {
        return ends.size();
    }
}

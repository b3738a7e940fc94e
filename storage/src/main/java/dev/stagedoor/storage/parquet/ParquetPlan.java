package dev.stagedoor.storage.parquet;

import dev.stagedoor.storage.Extent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which bytes of a file a query needs beside its footer.
 *
 * @param rowGroups how many the file has
 * @param skipped how many of them the filters rule out
 * @param kept bytes of the others, in order, apart from each other
 * @param ruledOut what would be needed of the row groups that are skipped
 * @param footer the end of the file anew, without the row groups that are skipped; empty when there are none
 * @param types signatures of the columns of the filters that this file and the first one have in common
 */
public record ParquetPlan(
        int rowGroups, int skipped, List<Extent> kept, List<Extent> ruledOut, Optional<byte[]> footer, Map<String, String> types) {
    public ParquetPlan {
        kept = List.copyOf(kept);
        ruledOut = List.copyOf(ruledOut);
        types = Map.copyOf(types);
    }

    /** How long what is needed of the row groups that are kept is. */
    public long keptBytes() {
        return kept.stream().mapToLong(Extent::length).sum();
    }

    /** The same of those that are skipped. */
    public long ruledOutBytes() {
        return ruledOut.stream().mapToLong(Extent::length).sum();
    }
}

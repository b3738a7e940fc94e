package dev.stagedoor.client.transfer;

import dev.stagedoor.client.FetchedRows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The requests that upload a file, or those of them that are left.
 *
 * @param id by which the server knows the upload; empty for one request that needs no confirmation
 * @param partSize of all parts but the last
 * @param parts by their numbers
 */
record PartPlan(String id, long partSize, Map<Integer, Part> parts) {
    private static final String NULL = "NULL";

    /** A range of the file and where it goes. */
    record Part(long offset, long length, SignedUrl url) {}

    PartPlan {
        parts = Map.copyOf(parts);
    }

    /** From the rows of a PRESIGN UPLOAD with SIZE: all parts. */
    static PartPlan whole(FetchedRows rows) {
        PartPlan plan = of(rows, "", 0);
        return new PartPlan(plan.id(), plan.parts().values().stream().mapToLong(Part::length).max().orElse(0), plan.parts());
    }

    /** From the rows of a PRESIGN UPLOAD PARTS. @param id when there may be no row that has it */
    static PartPlan of(FetchedRows rows, String id, long partSize) {
        List<String> names = rows.columnNames();
        int idColumn = names.indexOf("upload_id");
        Map<Integer, Part> parts = new TreeMap<>();
        IntStream.range(0, rows.rows().size()).forEach(row -> parts.put(
                Integer.parseInt(rows.cell(row, names.indexOf("part"))),
                new Part(
                        Long.parseLong(rows.cell(row, names.indexOf("offset"))),
                        Long.parseLong(rows.cell(row, names.indexOf("length"))),
                        SignedUrl.of(
                                rows.cell(row, names.indexOf("method")),
                                rows.cell(row, names.indexOf("headers")),
                                rows.cell(row, names.indexOf("url"))))));
        String found = idColumn < 0 || rows.rows().isEmpty() ? id : rows.cell(0, idColumn);
        return new PartPlan(found.equals(NULL) ? "" : found, partSize, parts);
    }

    List<Integer> numbers() {
        return parts.keySet().stream().sorted().toList();
    }

    /** Of all parts together. */
    long bytes() {
        return parts.values().stream().mapToLong(Part::length).sum();
    }
}

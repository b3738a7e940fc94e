package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import dev.stagedoor.storage.parquet.FooterPlanner;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import dev.stagedoor.storage.parquet.ParquetPlan;
import dev.stagedoor.storage.parquet.ParquetTail;
import dev.stagedoor.storage.parquet.UnplannedFooterException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes as the footer of a Parquet file: it is planned, or told that it cannot be. What is planned lies in the file, and a footer that
 * is written anew has the row groups that are left.
 */
public final class ParquetFooterTarget {
    private static final long DATA_END = 1L << 40;

    /** Of a column that the seed has, and of others that have a short name. */
    private static final List<ColumnFilter> FILTERS = List.of(filter("title"), filter("id"), filter("a"));

    private ParquetFooterTarget() {}

    private static ColumnFilter filter(String column) {
        Range text = new Range(Optional.of(new Bound(new Constant.Text("Z"), true)), Optional.empty());
        Range number = new Range(Optional.empty(), Optional.of(new Bound(new Constant.Number(BigDecimal.ZERO), false)));
        return new ColumnFilter(column, List.of(text, number));
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        byte[] footer = data.consumeRemainingAsBytes();
        var needs = new ParquetNeeds(Optional.empty(), FILTERS, true, true);
        try {
            ParquetPlan plan = FooterPlanner.plan(footer, DATA_END, needs, Optional.empty());
            plan.kept().forEach(ParquetFooterTarget::requireInside);
            plan.ruledOut().forEach(ParquetFooterTarget::requireInside);
            if (plan.footer().isPresent()) {
                requireRest(plan, plan.footer().get());
            }
        } catch (UnplannedFooterException e) {
            // Then the whole file is fetched.
        }
    }

    private static void requireInside(Extent extent) {
        if (extent.offset() < 0 || extent.length() <= 0 || extent.length() > DATA_END - extent.offset()) {
            throw new AssertionError("outside of the file: " + extent);
        }
    }

    private static void requireRest(ParquetPlan plan, byte[] tail) throws UnplannedFooterException {
        byte[] anew = Arrays.copyOf(tail, tail.length - ParquetTail.BYTES);
        ParquetPlan rest = FooterPlanner.plan(anew, DATA_END, ParquetNeeds.ALL, Optional.empty());
        if (rest.rowGroups() != plan.rowGroups() - plan.skipped() || !rest.kept().equals(plan.kept())) {
            throw new AssertionError("the footer anew has other row groups than are left");
        }
    }
}

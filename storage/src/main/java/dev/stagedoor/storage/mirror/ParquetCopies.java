package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles.LinkedFile;
import dev.stagedoor.storage.parquet.FooterPlanner;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import dev.stagedoor.storage.parquet.ParquetPlan;
import dev.stagedoor.storage.parquet.ParquetTail;
import dev.stagedoor.storage.parquet.UnplannedFooterException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Fetches of Parquet files what a query needs: the footer, and then the column chunks of the row groups that its conditions do not rule
 * out. What is not fetched must not be read. So where row groups are left out, the query gets a file of its own, whose footer does not
 * know them.
 */
final class ParquetCopies {
    /** What is fetched of a file first. Footers are seldom longer. */
    static final int TAIL_BYTES = 64 << 10;

    /** A file that is read in place and no longer than this is looked at as a whole, which is done once, and its footer is not read. */
    private static final long CHECKED_WHOLE_BYTES = 1 << 20;

    /** Row groups are left out when what that spares is at least this share of the rest, which has to be copied for it. */
    private static final int MIN_SPARED_SHARE = 8;

    /** Footers that are read at the same time; a long one takes some hundred MB. */
    private static final int FOOTERS_AT_ONCE = 2;

    private final Copies copies;
    private final CopyMaker maker;
    private final Semaphore footers = new Semaphore(FOOTERS_AT_ONCE);

    ParquetCopies(Copies copies, CopyMaker maker) {
        this.copies = copies;
        this.maker = maker;
    }

    /**
     * @param own a file for this query alone, in place of the copy; to be released
     * @param types of the columns of the filters, for the files that are read with this
     */
    record Prepared(Optional<Copy> own, FetchReport report, Map<String, String> types) {}

    /**
     * @param fetch whether more than the footer is fetched
     * @param firstTypes of the first file; empty for itself
     */
    Prepared prepare(Copy copy, ParquetNeeds needs, boolean fetch, Optional<Map<String, String>> firstTypes, LongConsumer arriving) {
        long size = copy.version.size();
        Extent all = new Extent(0, size);
        LinkedFile linked = copy.linked;
        if (fetch && linked != null && (!linked.hasChecksums() || size <= CHECKED_WHOLE_BYTES)) {
            return new Prepared(Optional.empty(), FetchReport.whole(size, maker.need(copy, List.of(all), arriving)), Map.of());
        }
        long tail = Math.min(size, TAIL_BYTES);
        long missing = maker.need(copy, List.of(new Extent(size - tail, tail)), arriving);
        try {
            OptionalInt length = size < ParquetTail.MIN_FILE_BYTES
                    ? OptionalInt.empty()
                    : ParquetTail.footerBytes(read(copy, size - ParquetTail.BYTES, ParquetTail.BYTES), size);
            if (length.isEmpty()) {
                // It is no Parquet file, which its reader finds out from these bytes.
                return new Prepared(Optional.empty(), new FetchReport(size, tail, missing, 0, 0), Map.of());
            }
            Extent footer = new Extent(size - ParquetTail.BYTES - length.getAsInt(), length.getAsInt());
            Optional<ParquetPlan> plan = Optional.empty();
            if (footer.length() <= FooterPlanner.MAX_FOOTER_BYTES) {
                missing += maker.need(copy, List.of(footer), arriving);
                plan = plan(copy, footer, needs, firstTypes);
            }
            if (needs.equals(ParquetNeeds.FOOTER)) {
                missing += maker.need(copy, List.of(footer), arriving);
                int rowGroups = plan.map(ParquetPlan::rowGroups).orElse(0);
                return new Prepared(Optional.empty(), new FetchReport(size, footer.length(), missing, rowGroups, 0), Map.of());
            }
            if (plan.isEmpty()) {
                missing += fetch ? maker.need(copy, List.of(all), arriving) : bytes(copy.missing(List.of(all)));
                return new Prepared(Optional.empty(), FetchReport.whole(size, missing), Map.of());
            }
            return fetched(copy, plan.get(), footer, missing, fetch, arriving);
        } catch (IOException e) {
            throw CopyMaker.failed(e);
        }
    }

    private Optional<ParquetPlan> plan(Copy copy, Extent footer, ParquetNeeds needs, Optional<Map<String, String>> firstTypes)
            throws IOException {
        footers.acquireUninterruptibly();
        try {
            return Optional.of(FooterPlanner.plan(read(copy, footer.offset(), (int) footer.length()), footer.offset(), needs, firstTypes));
        } catch (UnplannedFooterException e) {
            return Optional.empty();
        } finally {
            footers.release();
        }
    }

    private Prepared fetched(Copy copy, ParquetPlan plan, Extent footer, long before, boolean fetch, LongConsumer arriving)
            throws IOException {
        List<Extent> needed = new ArrayList<>(plan.kept());
        boolean spares = copy.linked == null
                && bytes(copy.missing(plan.ruledOut())) * MIN_SPARED_SHARE >= Math.max(1, plan.keptBytes());
        if (!spares) {
            needed.addAll(plan.ruledOut());
        }
        long missing = before + (fetch ? maker.need(copy, needed, arriving) : bytes(copy.missing(needed)));
        Optional<Copy> own = Optional.empty();
        if (fetch && spares && plan.footer().isPresent()) {
            own = withoutRowGroups(copy, plan.kept(), plan.footer().get());
            if (own.isEmpty()) {
                needed.addAll(plan.ruledOut());
                missing += maker.need(copy, plan.ruledOut(), arriving);
            }
        }
        var report = new FetchReport(
                copy.version.size(), bytes(needed) + footer.length(), missing, plan.rowGroups(), plan.skipped());
        return new Prepared(own, report, plan.types());
    }

    private static long bytes(List<Extent> extents) {
        return extents.stream().mapToLong(Extent::length).sum();
    }

    static byte[] read(Copy copy, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel file = FileChannel.open(copy.path, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException("the copy is shorter than its object");
                }
            }
        }
        return bytes.array();
    }

    /** Empty when there is no room for it beside the copy. */
    private Optional<Copy> withoutRowGroups(Copy from, List<Extent> kept, byte[] footer) throws IOException {
        Copy own = copies.temporary(from.version);
        boolean whole = false;
        try {
            if (!copies.reserveIfFree(own, bytes(kept) + footer.length)) {
                return Optional.empty();
            }
            CopyMaker.makeEmpty(own);
            try (FileChannel source = FileChannel.open(from.path, StandardOpenOption.READ);
                    FileChannel target = FileChannel.open(own.path, StandardOpenOption.WRITE)) {
                for (Extent extent : kept) {
                    copy(source, target, extent);
                }
                CopyMaker.write(ByteBuffer.wrap(ParquetTail.MAGIC.getBytes(StandardCharsets.ISO_8859_1)), target, 0);
                CopyMaker.write(ByteBuffer.wrap(footer), target, from.version.size() - footer.length);
            }
            whole = true;
            return Optional.of(own);
        } finally {
            if (!whole) {
                copies.discard(own);
            }
        }
    }

    private static void copy(FileChannel source, FileChannel target, Extent extent) throws IOException {
        long end = extent.offset() + extent.length();
        target.position(extent.offset());
        for (long at = extent.offset(); at < end; ) {
            long copied = source.transferTo(at, end - at, target);
            if (copied <= 0) {
                throw new EOFException("the copy is shorter than its object");
            }
            at += copied;
        }
    }
}

package dev.stagedoor.query.worker;

import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What a query needs of Parquet files, as bytes between server and worker. */
final class WireNeeds {
    private WireNeeds() {}

    static void write(FrameBuffer out, Optional<ParquetNeeds> needs) {
        optional(out, needs, WireNeeds::write);
    }

    static Optional<ParquetNeeds> read(ByteBuffer in) {
        return optional(in, WireNeeds::needs);
    }

    private static <T> void optional(FrameBuffer out, Optional<T> value, BiConsumer<FrameBuffer, T> writing) {
        out.putBoolean(value.isPresent());
        value.ifPresent(present -> writing.accept(out, present));
    }

    private static <T> Optional<T> optional(ByteBuffer in, Function<ByteBuffer, T> reading) {
        return in.get() == 0 ? Optional.empty() : Optional.of(reading.apply(in));
    }

    private static void write(FrameBuffer out, ParquetNeeds needs) {
        optional(out, needs.columns(), WireNeeds::write);
        out.putInt(needs.filters().size());
        for (ColumnFilter filter : needs.filters()) {
            WireValues.text(out, filter.column());
            out.putInt(filter.ranges().size());
            for (Range range : filter.ranges()) {
                optional(out, range.lower(), WireNeeds::write);
                optional(out, range.upper(), WireNeeds::write);
            }
            out.putBoolean(filter.orNull());
        }
        out.putBoolean(needs.indexes());
        out.putBoolean(needs.utc());
    }

    private static ParquetNeeds needs(ByteBuffer in) {
        Optional<Set<String>> columns = optional(in, WireNeeds::names);
        List<ColumnFilter> filters = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            String column = WireValues.text(in);
            List<Range> ranges = new ArrayList<>();
            for (int more = in.getInt(); more > 0; more--) {
                ranges.add(new Range(optional(in, WireNeeds::bound), optional(in, WireNeeds::bound)));
            }
            filters.add(new ColumnFilter(column, ranges, in.get() != 0));
        }
        return new ParquetNeeds(columns, filters, in.get() != 0, in.get() != 0);
    }

    private static void write(FrameBuffer out, Set<String> names) {
        out.putInt(names.size());
        names.forEach(name -> WireValues.text(out, name));
    }

    private static Set<String> names(ByteBuffer in) {
        Set<String> names = new HashSet<>();
        for (int left = in.getInt(); left > 0; left--) {
            names.add(WireValues.text(in));
        }
        return names;
    }

    private static void write(FrameBuffer out, Bound bound) {
        out.putBoolean(bound.inclusive());
        switch (bound.value()) {
            case Constant.Number(BigDecimal value) -> {
                out.putBoolean(true);
                WireValues.text(out, value.toPlainString());
            }
            case Constant.Text(String value) -> {
                out.putBoolean(false);
                WireValues.text(out, value);
            }
        }
    }

    private static Bound bound(ByteBuffer in) {
        boolean inclusive = in.get() != 0;
        boolean number = in.get() != 0;
        String text = WireValues.text(in);
        return new Bound(number ? new Constant.Number(new BigDecimal(text)) : new Constant.Text(text), inclusive);
    }
}

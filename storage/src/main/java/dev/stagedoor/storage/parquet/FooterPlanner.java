package dev.stagedoor.storage.parquet;

import dev.stagedoor.storage.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.protocol.TProtocolUtil;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * Reads a footer ({@code FileMetaData} of parquet-format, in Thrift's compact protocol) one column chunk at a time, so that a long one
 * takes little memory, and writes it anew byte by byte but for the row groups that are left out: what it says beside them, also what is
 * newer than this, stays as it is.
 */
public final class FooterPlanner {
    /** Longer footers are not read here. */
    public static final int MAX_FOOTER_BYTES = 8 << 20;

    /** How deep structures may lie in each other that are passed over. */
    private static final int MAX_DEPTH = 32;

    /** Types of Thrift ("Thrift Binary protocol encoding"): the end of a structure, and a structure. */
    private static final byte STOP = 0;

    private static final byte STRUCT = 12;

    private static final int SCHEMA = 2;
    private static final int NUM_ROWS = 3;
    private static final int ROW_GROUPS = 4;
    private static final int ENCRYPTION = 8;

    /** Fields of a row group. */
    private static final int COLUMNS = 1;
    private static final int GROUP_ROWS = 3;

    /** DuckDB takes no smaller offset of a dictionary for one. */
    private static final int MIN_DICTIONARY_OFFSET = 4;

    private final byte[] footer;
    private final Position in;
    private final TProtocol protocol;
    private final long dataEnd;
    private final ParquetNeeds needs;
    private final @Nullable Map<String, String> firstTypes;

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, List<Rule>> rules = new HashMap<>();
    private @Nullable Leaves leaves;
    private boolean[] needed = new boolean[0];

    private record Rule(ColumnOrder<?> order, ColumnFilter filter) {}

    /** Bytes of the footer, from one offset to another. */
    private record Span(int from, int to) {}

    private record Group(Span span, List<Extent> extents, long rows, boolean ruledOut) {}

    private FooterPlanner(byte[] footer, long dataEnd, ParquetNeeds needs, @Nullable Map<String, String> firstTypes) throws TException {
        this.footer = footer;
        this.in = new Position(footer);
        TConfiguration bounds =
                TConfiguration.custom().setMaxMessageSize(footer.length).setRecursionLimit(MAX_DEPTH).build();
        this.protocol = new TCompactProtocol(new TIOStreamTransport(bounds, in), footer.length, footer.length);
        this.dataEnd = dataEnd;
        this.needs = needs;
        this.firstTypes = firstTypes;
    }

    private static final class Position extends ByteArrayInputStream {
        Position(byte[] bytes) {
            super(bytes);
        }

        int at() {
            return pos;
        }
    }

    /**
     * @param footer at most {@link #MAX_FOOTER_BYTES}
     * @param dataEnd where it begins in the file
     * @param firstTypes {@link ParquetPlan#types} of the first of the files that are read together, whose types all of them are read as;
     *     empty when this is the first
     */
    public static ParquetPlan plan(byte[] footer, long dataEnd, ParquetNeeds needs, Optional<Map<String, String>> firstTypes)
            throws UnplannedFooterException {
        if (footer.length > MAX_FOOTER_BYTES) {
            throw new UnplannedFooterException("the footer is longer than is read here");
        }
        try {
            return new FooterPlanner(footer, dataEnd, needs, firstTypes.orElse(null)).plan();
        } catch (TException | RuntimeException e) {
            throw new UnplannedFooterException(e);
        }
    }

    private ParquetPlan plan() throws TException, UnplannedFooterException {
        List<Group> groups = new ArrayList<>();
        Span rows = null;
        Span list = null;
        protocol.readStructBegin();
        for (TField field = protocol.readFieldBegin(); field.type != STOP; field = protocol.readFieldBegin()) {
            int from = in.at();
            switch (field.id) {
                case SCHEMA -> readSchema();
                case NUM_ROWS -> {
                    protocol.readI64();
                    rows = new Span(from, in.at());
                }
                case ROW_GROUPS -> {
                    readGroups(groups);
                    list = new Span(from, in.at());
                }
                case ENCRYPTION -> throw new UnplannedFooterException("the file is encrypted");
                default -> TProtocolUtil.skip(protocol, field.type, MAX_DEPTH);
            }
            protocol.readFieldEnd();
        }
        protocol.readStructEnd();
        if (leaves == null || rows == null || list == null || rows.to > list.from) {
            throw new UnplannedFooterException("the footer lacks a part, or its parts are in another order");
        }
        return planned(groups, rows, list);
    }

    private ParquetPlan planned(List<Group> groups, Span rows, Span list) {
        List<Group> kept = groups.stream().filter(group -> !group.ruledOut()).toList();
        int skipped = groups.size() - kept.size();
        Optional<byte[]> anew = skipped == 0 ? Optional.empty() : Optional.of(ParquetTail.of(footerOf(kept, rows, list)));
        List<Extent> ruledOut = groups.stream().filter(Group::ruledOut).flatMap(group -> group.extents().stream()).toList();
        List<Extent> keptExtents = kept.stream().flatMap(group -> group.extents().stream()).toList();
        return new ParquetPlan(groups.size(), skipped, Joined.of(keptExtents), Joined.of(ruledOut), anew, types);
    }

    private byte[] footerOf(List<Group> kept, Span rows, Span list) {
        var anew = new ByteArrayOutputStream(footer.length);
        anew.write(footer, 0, rows.from);
        CompactNumbers.writeZigZag(anew, kept.stream().mapToLong(Group::rows).sum());
        anew.write(footer, rows.to, list.from - rows.to);
        CompactNumbers.writeStructListHeader(anew, kept.size());
        kept.forEach(group -> anew.write(footer, group.span().from(), group.span().to() - group.span().from()));
        anew.write(footer, list.to, footer.length - list.to);
        return anew.toByteArray();
    }

    private void readSchema() throws TException, UnplannedFooterException {
        TList list = protocol.readListBegin();
        List<SchemaElement> elements = new ArrayList<>();
        for (int i = 0; i < list.size; i++) {
            SchemaElement element = new SchemaElement();
            element.read(protocol);
            elements.add(element);
        }
        protocol.readListEnd();
        Leaves found = Leaves.of(elements);
        leaves = found;
        needed = found.needed(needs.columns());
        if (found.distinct()) {
            needs.filters().forEach(filter -> addRule(found, filter));
        }
    }

    /** A column of another type than in the first file is converted before it is compared. */
    private void addRule(Leaves found, ColumnFilter filter) {
        SchemaElement column = found.plain().get(filter.column());
        Optional<ColumnOrder<?>> order = column == null ? Optional.empty() : ColumnOrder.of(column, needs.utc());
        if (order.isEmpty() || (firstTypes != null && !order.get().signature().equals(firstTypes.get(filter.column())))) {
            return;
        }
        types.put(filter.column(), order.get().signature());
        rules.computeIfAbsent(filter.column(), _ -> new ArrayList<>()).add(new Rule(order.get(), filter));
    }

    private void readGroups(List<Group> groups) throws TException, UnplannedFooterException {
        if (leaves == null) {
            throw new UnplannedFooterException("the row groups come before the schema");
        }
        TList list = protocol.readListBegin();
        for (int i = 0; i < list.size; i++) {
            groups.add(readGroup());
        }
        protocol.readListEnd();
    }

    private Group readGroup() throws TException, UnplannedFooterException {
        int from = in.at();
        List<Extent> extents = new ArrayList<>();
        boolean ruledOut = false;
        long rows = 0;
        protocol.readStructBegin();
        for (TField field = protocol.readFieldBegin(); field.type != STOP; field = protocol.readFieldBegin()) {
            switch (field.id) {
                case COLUMNS -> ruledOut = readChunks(extents);
                case GROUP_ROWS -> rows = protocol.readI64();
                default -> TProtocolUtil.skip(protocol, field.type, MAX_DEPTH);
            }
            protocol.readFieldEnd();
        }
        protocol.readStructEnd();
        return new Group(new Span(from, in.at()), Joined.of(extents), rows, ruledOut);
    }

    /** Whether a filter rules the row group out. */
    private boolean readChunks(List<Extent> extents) throws TException, UnplannedFooterException {
        TList list = protocol.readListBegin();
        if (list.size != needed.length) {
            throw new UnplannedFooterException("a row group has other columns than the schema");
        }
        boolean ruledOut = false;
        for (int leaf = 0; leaf < list.size; leaf++) {
            if (!needed[leaf]) {
                TProtocolUtil.skip(protocol, STRUCT, MAX_DEPTH);
                continue;
            }
            ColumnChunk chunk = new ColumnChunk();
            chunk.read(protocol);
            addExtents(chunk, extents);
            ruledOut |= isRuledOut(leaf, chunk.meta_data);
        }
        protocol.readListEnd();
        return ruledOut;
    }

    private boolean isRuledOut(int leaf, ColumnMetaData chunk) {
        Leaves known = leaves;
        return known != null && chunk.isSetStatistics()
                && rules.getOrDefault(known.columns().get(leaf), List.of()).stream()
                        .anyMatch(rule -> rule.order().rulesOut(chunk.statistics, rule.filter()));
    }

    private void addExtents(ColumnChunk chunk, List<Extent> extents) throws UnplannedFooterException {
        ColumnMetaData data = chunk.meta_data;
        if (data == null || chunk.isSetFile_path() || chunk.isSetCrypto_metadata() || chunk.isSetEncrypted_column_metadata()) {
            throw new UnplannedFooterException("a column chunk is encrypted or in another file");
        }
        boolean dictionary = data.isSetDictionary_page_offset() && data.dictionary_page_offset >= MIN_DICTIONARY_OFFSET;
        if (dictionary && data.dictionary_page_offset > data.data_page_offset) {
            throw new UnplannedFooterException("a dictionary lies behind the values");
        }
        add(dictionary ? data.dictionary_page_offset : data.data_page_offset, data.total_compressed_size, extents);
        if (needs.indexes()) {
            addIndexes(chunk, data, extents);
        }
    }

    private void addIndexes(ColumnChunk chunk, ColumnMetaData data, List<Extent> extents) throws UnplannedFooterException {
        if (data.isSetBloom_filter_offset()) {
            if (!data.isSetBloom_filter_length()) {
                throw new UnplannedFooterException("a Bloom filter has no length");
            }
            add(data.bloom_filter_offset, data.bloom_filter_length, extents);
        }
        if (chunk.isSetColumn_index_offset() && chunk.isSetColumn_index_length()) {
            add(chunk.column_index_offset, chunk.column_index_length, extents);
        }
        if (chunk.isSetOffset_index_offset() && chunk.isSetOffset_index_length()) {
            add(chunk.offset_index_offset, chunk.offset_index_length, extents);
        }
    }

    private void add(long offset, long length, List<Extent> extents) throws UnplannedFooterException {
        if (offset < 0 || length < 0 || offset > dataEnd || length > dataEnd - offset) {
            throw new UnplannedFooterException("a column chunk lies outside of the file");
        }
        extents.add(new Extent(offset, length));
    }
}

package dev.stagedoor.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** On footers as the library writes them. */
class FooterPlannerTest {
    private static final long CHUNK = 1_000;

    private static SchemaElement element(String name, int children) {
        SchemaElement element = new SchemaElement(name);
        element.setNum_children(children);
        return element;
    }

    private static SchemaElement leaf(String name, Type type) {
        SchemaElement element = new SchemaElement(name);
        element.setType(type);
        element.setRepetition_type(FieldRepetitionType.OPTIONAL);
        return element;
    }

    private static SchemaElement text(String name) {
        return leaf(name, Type.BYTE_ARRAY).setLogicalType(LogicalType.STRING(new StringType()));
    }

    /** {@code id}, {@code St} with two leaves, {@code name}. */
    private static List<SchemaElement> schema() {
        return List.of(
                element("root", 3), leaf("id", Type.INT32), element("St", 2), leaf("a", Type.INT64), leaf("b", Type.DOUBLE), text("name"));
    }

    private static ByteBuffer int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
    }

    private static Statistics statistics(ByteBuffer min, ByteBuffer max, boolean exact) {
        Statistics statistics = new Statistics();
        statistics.setMin_value(min);
        statistics.setMax_value(max);
        statistics.setIs_min_value_exact(exact);
        statistics.setIs_max_value_exact(exact);
        return statistics;
    }

    /** @param at offset of its first byte */
    private static ColumnChunk chunk(Type type, long at, Statistics statistics) {
        ColumnMetaData data = new ColumnMetaData(
                type, List.of(Encoding.PLAIN), List.of("path"), CompressionCodec.SNAPPY, 10, 2 * CHUNK, CHUNK, at + 10);
        data.setDictionary_page_offset(at);
        data.setStatistics(statistics);
        data.setBloom_filter_offset(at + CHUNK);
        data.setBloom_filter_length(16);
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(data);
        return chunk;
    }

    /** A row group whose chunks lie 1,100 bytes apart, from an offset of 5,000 for each row group on. */
    private static RowGroup group(int number, int from, int to) {
        List<ColumnChunk> chunks = new ArrayList<>();
        List<Type> types = List.of(Type.INT32, Type.INT64, Type.DOUBLE, Type.BYTE_ARRAY);
        for (int i = 0; i < types.size(); i++) {
            chunks.add(chunk(types.get(i), 4 + number * 5_000L + i * 1_100L, new Statistics()));
        }
        chunks.get(0).meta_data.setStatistics(statistics(int32(from), int32(to), true));
        chunks.get(3).meta_data.setStatistics(statistics(utf8("n" + from), utf8("n" + to), number % 2 == 0));
        return new RowGroup(chunks, 5_000, 10).setOrdinal((short) number);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static FileMetaData file(List<RowGroup> groups) {
        FileMetaData file = new FileMetaData(1, schema(), 10L * groups.size(), groups);
        file.setKey_value_metadata(List.of(new KeyValue("key").setValue("value")));
        file.setCreated_by("test");
        return file;
    }

    private static byte[] bytes(FileMetaData file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeFileMetaData(file, out);
        return out.toByteArray();
    }

    private static ParquetNeeds needs(Set<String> columns, ColumnFilter... filters) {
        return new ParquetNeeds(Optional.of(columns), List.of(filters), false, false);
    }

    private static ColumnFilter filter(String column, Constant from, Constant to) {
        return new ColumnFilter(
                column, List.of(new Range(Optional.of(new Bound(from, true)), Optional.of(new Bound(to, false)))));
    }

    private static Constant number(int value) {
        return new Constant.Number(BigDecimal.valueOf(value));
    }

    private static ParquetPlan plan(FileMetaData file, ParquetNeeds needs) throws IOException, UnplannedFooterException {
        return FooterPlanner.plan(bytes(file), 1_000_000, needs, Optional.empty());
    }

    @Example
    void chunks_of_the_columns_are_needed_whatever_their_case_and_depth() throws Exception {
        FileMetaData file = file(List.of(group(0, 0, 9), group(1, 10, 19)));

        assertThat(plan(file, needs(Set.of("name", "other"))).kept()).containsExactly(new Extent(3_304, 1_000), new Extent(8_304, 1_000));
        assertThat(plan(file, needs(Set.of("st"))).kept())
                .containsExactly(new Extent(1_104, 1_000), new Extent(2_204, 1_000), new Extent(6_104, 1_000), new Extent(7_204, 1_000));
        assertThat(plan(file, needs(Set.of())).kept()).isEmpty();
        assertThat(plan(file, new ParquetNeeds(Optional.empty(), List.of(), false, false)).keptBytes()).isEqualTo(8_000);
        assertThat(plan(file, new ParquetNeeds(Optional.of(Set.of("id")), List.of(), true, false)).kept())
                .containsExactly(new Extent(4, 1_016), new Extent(5_004, 1_016));
    }

    @Example
    void columns_that_differ_in_case_alone_are_all_needed_and_filter_nothing() throws Exception {
        FileMetaData file = file(List.of(group(0, 0, 9)));
        file.getSchema().get(5).setName("ID");

        ParquetPlan plan = plan(file, needs(Set.of("name"), filter("id", number(100), number(200))));

        assertThat(plan.keptBytes()).isEqualTo(4_000);
        assertThat(plan.skipped()).isZero();
    }

    /** Some thousand lists of row groups, up to those whose length stands behind the header of their list. */
    @Property(tries = 300)
    void footer_anew_is_the_old_one_without_the_row_groups_that_are_ruled_out(
            @ForAll @Size(max = 40) List<@IntRange(min = -50, max = 50) Integer> starts,
            @ForAll @IntRange(min = -60, max = 60) int from,
            @ForAll @IntRange(min = -60, max = 60) int to)
            throws Exception {
        List<RowGroup> groups = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            groups.add(group(i, starts.get(i), starts.get(i) + 5));
        }
        List<RowGroup> left = groups.stream().filter(group -> {
            int min = group.getColumns().get(0).meta_data.statistics.min_value.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt();
            return min + 5 >= from && min < to;
        }).toList();

        ParquetPlan plan = plan(file(groups), needs(Set.of("id"), filter("id", number(from), number(to))));

        assertThat(plan.rowGroups()).isEqualTo(groups.size());
        assertThat(plan.skipped()).isEqualTo(groups.size() - left.size());
        assertThat(plan.keptBytes()).isEqualTo(CHUNK * left.size());
        assertThat(plan.ruledOutBytes()).isEqualTo(CHUNK * plan.skipped());
        if (plan.skipped() > 0) {
            byte[] tail = plan.footer().orElseThrow();
            OptionalInt length = ParquetTail.footerBytes(Arrays.copyOfRange(tail, tail.length - ParquetTail.BYTES, tail.length), 1_000_000);
            assertThat(length).hasValue(tail.length - ParquetTail.BYTES);
            FileMetaData expected = file(left);
            assertThat(Util.readFileMetaData(new ByteArrayInputStream(tail))).isEqualTo(expected);
        } else {
            assertThat(plan.footer()).isEmpty();
        }
    }

    @Example
    void texts_rule_out_by_exact_bounds_alone() throws Exception {
        FileMetaData file = file(List.of(group(0, 10, 19), group(1, 10, 19), group(2, 50, 59)));

        ParquetPlan plan = plan(file, needs(Set.of("id", "name"), filter("name", new Constant.Text("n50"), new Constant.Text("n6"))));

        assertThat(plan.skipped()).isOne();
    }

    @Example
    void filters_do_not_hold_for_a_file_whose_column_is_of_another_type_than_in_the_first() throws Exception {
        byte[] footer = bytes(file(List.of(group(0, 0, 9))));
        ParquetNeeds needs = needs(Set.of("id"), filter("id", number(100), number(200)));

        ParquetPlan first = FooterPlanner.plan(footer, 1_000_000, needs, Optional.empty());
        assertThat(first.skipped()).isOne();
        assertThat(FooterPlanner.plan(footer, 1_000_000, needs, Optional.of(first.types())).skipped()).isOne();
        assertThat(FooterPlanner.plan(footer, 1_000_000, needs, Optional.of(Map.of("id", "integer 8"))).skipped()).isZero();
        assertThat(FooterPlanner.plan(footer, 1_000_000, needs, Optional.of(Map.of())).skipped()).isZero();
    }

    @Example
    void types_whose_order_is_not_sure_rule_nothing_out() throws Exception {
        FileMetaData file = file(List.of(group(0, 0, 9)));
        ColumnFilter filter = filter("id", number(100), number(200));
        assertThat(plan(file, needs(Set.of("id"), filter)).skipped()).isOne();
        assertThat(plan(file, needs(Set.of("id"), filter("id", new Constant.Text("100"), new Constant.Text("200")))).skipped()).isZero();

        SchemaElement id = file.getSchema().get(1);
        id.setLogicalType(LogicalType.INTEGER(new IntType((byte) 32, false)));
        assertThat(plan(file, needs(Set.of("id"), filter)).skipped()).isZero();
        id.setLogicalType(LogicalType.DECIMAL(new DecimalType(1, 9)));
        assertThat(plan(file, needs(Set.of("id"), filter)).skipped()).isOne();
        assertThat(plan(file, needs(Set.of("id"), filter("id", number(0), number(1)))).skipped()).isZero();
        id.setRepetition_type(FieldRepetitionType.REPEATED);
        assertThat(plan(file, needs(Set.of("id"), filter)).skipped()).isZero();
    }

    @Example
    void what_is_not_taken_into_account_needs_the_whole_file() throws Exception {
        List<FileMetaData> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(file(List.of(group(0, 0, 9))));
        }
        ColumnChunk first = files.get(0).getRow_groups().getFirst().getColumns().getFirst();
        first.setFile_path("elsewhere");
        files.get(1).getRow_groups().getFirst().getColumns().getFirst().meta_data.setTotal_compressed_size(2_000_000);
        files.get(2).getRow_groups().getFirst().getColumns().getFirst().meta_data.setDictionary_page_offset(-5).setData_page_offset(-1);
        files.get(3).getRow_groups().getFirst().getColumns().removeLast();
        files.get(4).getSchema().get(2).setNum_children(7);
        for (FileMetaData file : files) {
            assertThatThrownBy(() -> plan(file, needs(Set.of("id")))).isInstanceOf(UnplannedFooterException.class);
        }
        assertThatThrownBy(() -> FooterPlanner.plan(new byte[FooterPlanner.MAX_FOOTER_BYTES + 1], 9, ParquetNeeds.ALL, Optional.empty()))
                .isInstanceOf(UnplannedFooterException.class);
    }

    /** Whatever the bytes are, nothing but that is thrown, and nothing is taken for granted of sizes they name. */
    @Property(tries = 3_000)
    void bytes_that_are_changed_are_planned_or_refused(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 100_000) Integer> places, @ForAll byte value) throws Exception {
        byte[] footer = bytes(file(List.of(group(0, 0, 9), group(1, 10, 19))));
        for (int place : places) {
            footer[place % footer.length] = value;
        }
        try {
            ParquetPlan plan = FooterPlanner.plan(
                    footer, 1_000_000, needs(Set.of("id", "name"), filter("id", number(5), number(7))), Optional.empty());
            for (Extent extent : plan.kept()) {
                assertThat(extent.offset() + extent.length()).isBetween(0L, 1_000_000L);
            }
        } catch (UnplannedFooterException _) {
            // As it should be.
        }
    }
}

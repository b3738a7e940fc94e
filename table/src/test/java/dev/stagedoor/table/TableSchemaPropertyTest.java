package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.testsupport.TurnableClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;

class TableSchemaPropertyTest {
    private static final TableId ID = new TableId("default", "t");

    @Provide
    Arbitrary<List<NewColumn>> columns() {
        return Combinators.combine(
                        ArbitraryTypes.types(), Arbitraries.of(true, false), Arbitraries.strings().ofMaxLength(5).optional(),
                        Arbitraries.strings().ofMaxLength(5).optional())
                .as((type, nullable, sql, comment) -> new NewColumn("", type, nullable, sql, comment))
                .list().ofMinSize(1).ofMaxSize(8)
                .map(TableSchemaPropertyTest::named);
    }

    private static List<NewColumn> named(List<NewColumn> columns) {
        List<NewColumn> named = new ArrayList<>();
        for (NewColumn column : columns) {
            named.add(new NewColumn(
                    "Column " + named.size(), column.type(), column.nullable(), column.defaultSql(), column.comment()));
        }
        return named;
    }

    private static Table table(List<NewColumn> columns) {
        TableMetadata first = TableDefinition.metadata(new NewTable(ID, columns, Optional.empty()), "s3://b/t", new TurnableClock());
        // As the file of the metadata has it.
        TableMetadata read = TableMetadataParser.fromJson("s3://b/t/metadata/0.json", TableMetadataParser.toJson(first));
        return new Table(ID, read, null);
    }

    @Property(tries = 300)
    void columns_come_back_as_they_were_declared(@ForAll("columns") List<NewColumn> columns) {
        Table table = table(columns);

        assertThat(table.columns())
                .extracting(column -> new NewColumn(
                        column.field().name(), column.field().type(), column.field().nullable(), column.defaultSql(), column.comment()))
                .isEqualTo(columns);
    }

    @Property(tries = 300)
    void every_field_has_a_number_of_its_own_and_says_of_its_children_what_its_type_does(@ForAll("columns") List<NewColumn> columns) {
        Set<Integer> ids = new HashSet<>();
        for (TableField field : table(columns).fields()) {
            check(field, ids);
        }
    }

    private static void check(TableField field, Set<Integer> ids) {
        assertThat(ids.add(field.id())).as("id %d", field.id()).isTrue();
        List<DataType> types = field.children().stream().map(TableField::type).toList();
        switch (field.type()) {
            case Scalar _ -> assertThat(types).isEmpty();
            case DataType.Decimal _ -> assertThat(types).isEmpty();
            case DataType.Array array -> assertThat(types).containsExactly(array.element());
            case DataType.Map map -> assertThat(types).containsExactly(map.key(), map.value());
            case DataType.Tuple tuple ->
                assertThat(field.children().stream().map(TableField::column)).containsExactlyElementsOf(tuple.fields());
        }
        field.children().forEach(child -> check(child, ids));
    }

    @Property(tries = 200)
    void only_variants_need_the_third_version(@ForAll("columns") List<NewColumn> columns) {
        boolean variant = columns.stream().anyMatch(column -> column.type().typeName().contains("Variant"));

        assertThat(table(columns).metadata().formatVersion()).isEqualTo(variant ? 3 : 2);
    }

    @Example
    void a_declared_type_counts_no_more_when_another_engine_has_widened_it() {
        Table before = table(List.of(NewColumn.of("n", Scalar.UINT8, true), NewColumn.of("m", Scalar.INT16, true)));
        Schema schema = before.metadata().schema();
        var widened = new Schema(
                Types.NestedField.optional(schema.findField("n").fieldId(), "n", Types.LongType.get()), schema.findField("m"));

        Table after = new Table(ID, before.metadata().updateSchema(widened), null);

        assertThat(after.fields()).extracting(TableField::column)
                .containsExactly(Column.nullable("n", Scalar.INT64), Column.nullable("m", Scalar.INT16));
    }
}

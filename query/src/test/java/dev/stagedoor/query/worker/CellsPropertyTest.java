package dev.stagedoor.query.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.ArbitraryCells;
import dev.stagedoor.query.TypedCells;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Rows and their columns arrive at the other end as they were. */
class CellsPropertyTest {
    @Property(tries = 500)
    void every_row_arrives_as_it_was(@ForAll("columns") ArbitraryCells.CellsOfType column) {
        List<Column> schema = List.of(Column.nullable("a \"b\"", column.type()), Column.of("\u00e4", column.type()));
        List<Row> rows = column.cells().stream().map(cell -> Row.of(cell, cell)).toList();
        FrameBuffer out = new FrameBuffer();
        WireValues.columns(out, schema);
        new Cells(schema).write(out, rows);
        ByteBuffer in = out.toByteBuffer();
        List<Column> arrived = WireValues.columns(in);
        assertThat(arrived).isEqualTo(schema);
        List<Row> read = new Cells(arrived).read(in);
        assertThat(read).isEqualTo(rows);
        read.forEach(row -> TypedCells.check(List.of(schema.getFirst()), row.select(List.of(0))));
        assertThat(in.hasRemaining()).isFalse();
    }

    @Provide
    Arbitrary<ArbitraryCells.CellsOfType> columns() {
        return new ArbitraryCells(Set.of(Scalar.NULL), Set.of()).columns();
    }
}

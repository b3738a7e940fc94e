package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.ArbitraryCells;
import dev.stagedoor.query.ArbitraryCells.CellsOfType;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.TypedCells;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.duckdb.DuckDBConnection;

/** What is put into a table of the query engine is read back as the same type and the same cell. */
class CellRoundTripPropertyTest {
    /** What the driver appends nowhere, or not within arrays and maps. */
    private static final Set<Scalar> NOT_APPENDED = Set.of(Scalar.INTERVAL, Scalar.NULL);

    private static final Set<Scalar> NOT_NESTED = Set.of(Scalar.UINT8, Scalar.UINT16, Scalar.UINT32, Scalar.UINT64);

    private static DuckDBConnection connection;

    @BeforeContainer
    static void connect() throws SQLException {
        connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
    }

    @Property(tries = 300)
    void every_cell_is_read_back_as_it_was(@ForAll("columns") CellsOfType column) throws SQLException {
        List<Column> schema = List.of(Column.nullable("x", column.type()));
        List<Row> rows = column.cells().stream().map(cell -> Row.of(cell)).toList();
        RelationLoader.load("t", schema, RowCursor.of(rows), connection, new Cancellation());
        try (Statement statement = connection.createStatement()) {
            assertThat(read(statement.executeQuery("SELECT x FROM temp.main.t"), column.type())).isEqualTo(rows);
            statement.execute("DROP TABLE temp.main.t");
        }
    }

    private static List<Row> read(ResultSet result, DataType type) throws SQLException {
        DataType described = DuckDbTypes.parse(result.getMetaData().getColumnTypeName(1));
        assertThat(described).isEqualTo(type);
        ResultReader reader = new ResultReader(List.of(described));
        List<Row> rows = new ArrayList<>();
        while (result.next()) {
            Row row = reader.row(result);
            TypedCells.check(List.of(Column.nullable("x", type)), row);
            rows.add(row);
        }
        return rows;
    }

    @Provide
    Arbitrary<CellsOfType> columns() {
        return new ArbitraryCells(NOT_APPENDED, NOT_NESTED).columns();
    }
}

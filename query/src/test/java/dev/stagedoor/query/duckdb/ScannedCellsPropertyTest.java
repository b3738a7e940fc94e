package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.ArbitraryCells;
import dev.stagedoor.query.ArbitraryCells.CellsOfType;
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

/** What a query reads through the table function is the same type and the same cell as its source gave. */
class ScannedCellsPropertyTest {
    private static DuckDBConnection connection;
    private static RelationScans relations;

    @BeforeContainer
    static void connect() throws SQLException {
        connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        relations = new RelationScans();
        relations.register(connection);
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
    }

    @Property(tries = 500)
    void every_cell_is_read_as_it_was(@ForAll("columns") CellsOfType column) throws SQLException {
        List<Column> schema = List.of(Column.nullable("x \"y", column.type()));
        List<Row> rows = column.cells().stream().map(cell -> Row.of(cell)).toList();
        try (QueryScans scans = new QueryScans(relations);
                Statement statement = connection.createStatement()) {
            String select = scans.select(schema, _ -> RowCursor.of(rows));
            assertThat(read(statement.executeQuery(select), column.type())).isEqualTo(rows);
        }
    }

    private static List<Row> read(ResultSet result, DataType type) throws SQLException {
        DataType described = DuckDbTypes.parse(result.getMetaData().getColumnTypeName(1));
        assertThat(described).isEqualTo(type);
        assertThat(result.getMetaData().getColumnLabel(1)).isEqualTo("x \"y");
        ResultReader reader = new ResultReader(List.of(described));
        List<Row> rows = new ArrayList<>();
        while (result.next()) {
            Row row = reader.row(result);
            TypedCells.check(List.of(Column.nullable("x", type)), row);
            rows.add(row);
        }
        return rows;
    }

    /** The text of an interval is written anew on the way, and the JSON null within others is their NULL. */
    @Provide
    Arbitrary<CellsOfType> columns() {
        return new ArbitraryCells(Set.of(Scalar.NULL, Scalar.INTERVAL), Set.of(Scalar.VARIANT)).columns();
    }
}

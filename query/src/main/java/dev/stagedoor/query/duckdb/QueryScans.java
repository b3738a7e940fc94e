package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The relations that one query reads as their rows come. */
final class QueryScans implements AutoCloseable {
    private final RelationScans scans;
    private final List<RelationScans.Relation> relations = new ArrayList<>();

    QueryScans(RelationScans scans) {
        this.scans = scans;
    }

    /** A SELECT over the rows of a source, good until the query ends. */
    String select(List<Column> schema, RelationScans.Source source) {
        RelationScans.Relation relation = scans.add(schema, source);
        relations.add(relation);
        return relation.select();
    }

    /** None yet, over the same function, to be closed by itself. */
    QueryScans another() {
        return new QueryScans(scans);
    }

    /** A step that reads what is scanned. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException;
    }

    /** Runs a step; where it fails because a row did not come, with what kept it from coming. */
    <T> T sound(Step<T> step) throws SQLException {
        try {
            return step.run();
        } catch (SQLException e) {
            requireSound();
            throw e;
        }
    }

    /** Fails with what kept rows of one of them from coming, which DuckDB tells as a text among others. */
    void requireSound() {
        relations.forEach(RelationScans.Relation::requireSound);
    }

    @Override
    public void close() {
        relations.forEach(RelationScans.Relation::close);
    }
}

package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
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

    /** Fails with what kept rows of one of them from coming, which DuckDB tells as a text among others. */
    void requireSound() {
        relations.forEach(RelationScans.Relation::requireSound);
    }

    @Override
    public void close() {
        relations.forEach(RelationScans.Relation::close);
    }
}

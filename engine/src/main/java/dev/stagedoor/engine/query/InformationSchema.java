package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.StatementParser;
import java.util.Collection;
import java.util.List;

/**
 * The database {@code information_schema}, with Databend's columns: views over the {@code system} database, and tables of what there is
 * nothing of. As in Databend the catalog of a table or schema is named like its database.
 */
final class InformationSchema {
    private InformationSchema() {}

    /** @param system the tables of the {@code system} database */
    static List<SystemRelation> relations(Collection<SystemRelation> system) {
        return List.of(
                schemata(find("databases", system)),
                tables(find("tables", system)),
                views(find("views", system)),
                columns(find("columns", system)),
                keywords(),
                empty(
                        "key_column_usage",
                        "constraint_catalog", "constraint_schema", "constraint_name", "table_catalog", "table_schema", "table_name",
                        "column_name", "ordinal_position", "position_in_unique_constraint", "referenced_table_schema",
                        "referenced_table_name", "referenced_column_name"),
                empty(
                        "referential_constraints",
                        "constraint_catalog", "constraint_schema", "constraint_name", "unique_constraint_catalog",
                        "unique_constraint_schema", "unique_constraint_name", "match_option", "update_rule", "delete_rule", "table_name",
                        "referenced_table_name"),
                empty(
                        "statistics",
                        "table_catalog", "table_schema", "table_name", "non_unique", "index_schema", "index_name", "seq_in_index",
                        "column_name", "collation", "cardinality", "sub_part", "packed", "nullable", "index_type", "comment",
                        "index_comment"),
                empty("character_sets", "character_set_name", "default_collate_name", "description", "maxlen"));
    }

    private static SystemRelation schemata(SystemRelation databases) {
        return new DerivedView("schemata", databases)
                .column("catalog_name", "name")
                .column("schema_name", "name")
                .text("schema_owner", "default")
                .absent("default_character_set_catalog")
                .absent("default_character_set_schema")
                .absent("default_character_set_name")
                .absent("default_collation_name")
                .absent("sql_path")
                .build();
    }

    private static SystemRelation tables(SystemRelation tables) {
        return new DerivedView("tables", tables)
                .column("table_catalog", "database")
                .column("table_schema", "database")
                .column("table_name", "name")
                .column("table_type", "table_type")
                .column("engine", "engine")
                .column("create_time", "created_on")
                .column("drop_time", "dropped_on")
                .column("data_length", "data_size")
                .column("index_length", "index_size")
                .column("table_rows", "num_rows")
                .absent("auto_increment")
                .absent("table_collation")
                .absent("data_free")
                .column("table_comment", "comment")
                .build();
    }

    private static SystemRelation views(SystemRelation views) {
        return new DerivedView("views", views)
                .column("table_catalog", "catalog")
                .column("table_schema", "database")
                .column("table_name", "name")
                .column("view_definition", "view_query")
                .text("check_option", "NONE")
                .number("is_updatable", 0)
                .number("is_insertable_into", 0)
                .number("is_trigger_updatable", 0)
                .number("is_trigger_deletable", 0)
                .number("is_trigger_insertable_into", 0)
                .build();
    }

    private static SystemRelation columns(SystemRelation columns) {
        return new DerivedView("columns", columns)
                .column("table_catalog", "database")
                .column("table_schema", "database")
                .column("table_name", "table")
                .column("column_name", "name")
                .countWithin("ordinal_position", "database", "table")
                .absent("column_default")
                .column("column_comment", "comment")
                .absent("column_key")
                .computed(Column.of("nullable", Scalar.UINT8), "is_nullable", answer -> answer.equals("YES") ? 1L : 0L)
                .column("is_nullable", "is_nullable")
                .column("data_type", "type")
                .column("column_type", "data_type")
                .absent("character_maximum_length")
                .absent("character_octet_length")
                .absent("numeric_precision")
                .absent("numeric_precision_radix")
                .absent("numeric_scale")
                .absent("datetime_precision")
                .absent("character_set_catalog")
                .absent("character_set_schema")
                .absent("character_set_name")
                .absent("collation_catalog")
                .absent("collation_schema")
                .absent("collation_name")
                .absent("domain_catalog")
                .absent("domain_schema")
                .absent("domain_name")
                .absent("privileges")
                .column("default", "default_expression")
                .absent("extra")
                .build();
    }

    /** All of them in one row, as Databend has it. */
    private static SystemRelation keywords() {
        Row row = Row.of(String.join(", ", StatementParser.reservedWords()), 1L);
        return view("keywords", List.of(Column.string("keywords"), Column.of("reserved", Scalar.UINT8)), List.of(row));
    }

    private static SystemRelation empty(String name, String... columns) {
        return view(name, List.of(columns).stream().map(Column::nullableString).toList(), List.of());
    }

    private static SystemRelation view(String name, List<Column> schema, List<Row> rows) {
        return new SystemRelation(
                SystemDatabases.INFORMATION_SCHEMA, name, SystemRelation.Kind.VIEW, schema, _ -> RowCursor.of(rows));
    }

    private static SystemRelation find(String name, Collection<SystemRelation> system) {
        return system.stream().filter(relation -> relation.name().equals(name)).findFirst().orElseThrow();
    }
}

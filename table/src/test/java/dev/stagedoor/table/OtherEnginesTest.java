package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.FileLayout.Transform;
import dev.stagedoor.table.name.NameDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own JDBC catalog over the same database and the same files, with which other engines open them. */
class OtherEnginesTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final TableIdentifier THEIR_BOOKS = TableIdentifier.of("default", "books");

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse warehouse;
    private JdbcCatalog catalog;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouse = storage.warehouse();
        catalog = new JdbcCatalog(_ -> storage.files(), null, true);
        catalog.initialize(
                NameDatabase.CATALOG,
                Map.of(
                        "uri", "jdbc:sqlite:" + storage.names,
                        "warehouse", OpenStorage.URI + "elsewhere",
                        "jdbc.schema-version", "V1",
                        "jdbc.busy_timeout", "10000"));
    }

    @AfterEach
    void close() {
        catalog.close();
        storage.close();
    }

    private Table create() {
        return warehouse.create(WarehouseNamesTest.table(BOOKS, "title", "author"), false, false);
    }

    private Table load(Table base, String name) {
        return warehouse.append(
                base, List.of(storage.written(base, 2)), List.of(OpenStorage.loaded(OpenStorage.source(name, "1"), 2)), false);
    }

    private DataFile file(org.apache.iceberg.Table table, FileFormat format) {
        String location = table.location() + "/data/theirs." + format.name();
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location).withFormat(format).withFileSizeInBytes(4).withRecordCount(7).build();
    }

    private Table now() {
        return warehouse.table(BOOKS);
    }

    private static void refuses(ErrorCode code, Table table) {
        assertThatThrownBy(table::files)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("default.books");
    }

    @Test
    void they_see_our_databases_and_tables() {
        warehouse.createDatabase("sales", false);
        Table books = load(create(), "a");

        assertThat(catalog.listNamespaces()).containsExactlyInAnyOrder(Namespace.of("default"), Namespace.of("sales"));
        assertThat(catalog.listTables(Namespace.of("default"))).containsExactly(THEIR_BOOKS);
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);
        assertThat(theirs.uuid()).isEqualTo(books.uuid());
        assertThat(theirs.schema().columns()).extracting(Types.NestedField::name).containsExactly("title", "author");
        assertThat(theirs.currentSnapshot().addedDataFiles(theirs.io()))
                .singleElement()
                .satisfies(file -> assertThat(file.location())
                        .isEqualTo(OpenStorage.URI + books.files().getFirst().key().value()));
    }

    @Test
    void we_see_their_tables_and_databases() {
        catalog.createNamespace(Namespace.of("theirs"), Map.of("owner", "spark"));
        var schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "at", Types.TimestampType.withZone()));
        catalog.createTable(TableIdentifier.of("theirs", "events"), schema);

        assertThat(warehouse.databases()).containsExactly("default", "theirs");
        assertThat(warehouse.tables("theirs")).containsExactly(new TableId("theirs", "events"));
        Table events = warehouse.table(new TableId("theirs", "events"));
        assertThat(events.fields()).extracting(field -> field.type()).containsExactly(Scalar.INT64, Scalar.TIMESTAMP);
        assertThat(events.fields().getFirst().nullable()).isFalse();
        assertThat(events.createdOn()).isEqualTo(events.updatedOn());

        Table after = warehouse.append(
                events, List.of(storage.written(events, 1)), List.of(OpenStorage.loaded(OpenStorage.source("a", "1"), 1)), false);
        assertThat(after.loads().size()).isOne();
        assertThat(catalog.loadTable(TableIdentifier.of("theirs", "events")).currentSnapshot()).isNotNull();
    }

    @Test
    void a_type_of_theirs_that_cannot_be_read_is_refused_by_name_and_the_table_is_listed() {
        catalog.createTable(THEIR_BOOKS, new Schema(Types.NestedField.optional(1, "key", Types.UUIDType.get())));

        assertThat(warehouse.tables("default")).containsExactly(BOOKS);
        Table found = now();
        assertThatThrownBy(found::columns)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNIMPLEMENTED))
                .hasMessageContaining("'key'")
                .hasMessageContaining("uuid");
    }

    @Test
    void what_was_loaded_is_known_after_their_commits_and_after_snapshots_expired() {
        Table books = load(create(), "a");
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);

        theirs.newAppend().appendFile(file(theirs, FileFormat.PARQUET)).commit();
        theirs.updateSchema().renameColumn("title", "name").addColumn("year", Types.IntegerType.get()).commit();
        theirs.updateProperties().set("mine", "1").commit();
        theirs.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

        Table after = now();
        assertThat(after.totalRows()).isEqualTo(9);
        assertThat(after.files()).hasSize(2);
        assertThat(after.sameSchemaEverywhere()).isFalse();
        assertThat(after.metadata().snapshots()).hasSize(1);
        assertThat(after.loads().standings(List.of(OpenStorage.source("a", "1")))).containsExactly(LoadStanding.LOADED);
        assertThatThrownBy(() -> load(books, "a")).isInstanceOf(AlreadyLoadedException.class);
        assertThat(after.fields()).extracting(field -> field.name()).containsExactly("name", "author", "year");
        assertThat(after.fields()).extracting(field -> field.id()).containsExactly(1, 2, 3);
    }

    /** Spark's passes over what begins with {@code _}; Trino's looks into {@code data} and {@code metadata} alone. */
    @Test
    void no_removal_of_orphans_finds_the_load_history() {
        Table books = load(load(create(), "a"), "b");

        String root = books.metadata().location().substring(OpenStorage.URI.length()) + "/";
        List<String> loads = storage.keys(root).stream().filter(key -> key.contains("load")).toList();
        assertThat(loads).hasSizeGreaterThanOrEqualTo(3).allSatisfy(key -> assertThat(key).startsWith(root + "_"));
    }

    @Test
    void files_that_may_lack_the_numbers_of_columns_are_refused() {
        load(create(), "a");
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);
        theirs.updateProperties()
                .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(theirs.schema())))
                .commit();

        refuses(ErrorCode.UNIMPLEMENTED, now());

        theirs.updateProperties().remove(TableProperties.DEFAULT_NAME_MAPPING).commit();
        assertThat(now().files()).hasSize(1);
    }

    @Test
    void files_have_one_schema_until_it_changes() {
        Table books = load(load(create(), "a"), "b");
        assertThat(books.sameSchemaEverywhere()).isTrue();

        catalog.loadTable(THEIR_BOOKS).updateSchema().addColumn("year", Types.IntegerType.get()).commit();
        assertThat(now().sameSchemaEverywhere()).isFalse();

        Table writtenBefore = load(books, "c");
        assertThat(writtenBefore.sameSchemaEverywhere()).isFalse();

        warehouse.truncate(BOOKS);
        assertThat(now().sameSchemaEverywhere()).isTrue();
        assertThat(load(now(), "d").sameSchemaEverywhere()).isTrue();
        assertThat(load(books, "e").sameSchemaEverywhere()).isFalse();
    }

    @Test
    void our_commit_is_prepared_again_after_theirs_and_theirs_after_ours() {
        Table books = create();
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);
        AppendFiles append = theirs.newAppend().appendFile(file(theirs, FileFormat.PARQUET));

        load(books, "a");
        append.commit();
        load(books, "b");

        assertThat(now().totalRows()).isEqualTo(11);
        assertThat(now().loads().size()).isEqualTo(2);
    }

    @Test
    void rows_that_they_deleted_beside_the_files_are_not_given() {
        load(create(), "a");
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);
        DeleteFile deletes = FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                .ofPositionDeletes()
                .withPath(theirs.location() + "/data/deletes.parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build();
        theirs.newRowDelta().addDeletes(deletes).commit();

        refuses(ErrorCode.UNIMPLEMENTED, now());

        theirs.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        assertThat(now().files()).isEmpty();
    }

    @Test
    void their_files_of_other_formats_and_other_places_are_refused() {
        create();
        org.apache.iceberg.Table theirs = catalog.loadTable(THEIR_BOOKS);
        theirs.newAppend().appendFile(file(theirs, FileFormat.ORC)).commit();
        refuses(ErrorCode.UNIMPLEMENTED, now());

        warehouse.truncate(BOOKS);
        theirs.refresh();
        theirs.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("s3://elsewhere/x.parquet").withFileSizeInBytes(4).withRecordCount(1).build())
                .commit();
        refuses(ErrorCode.STORAGE_OTHER, now());
    }

    @Test
    void files_are_added_only_with_the_partitions_they_were_written_for() {
        Table books = load(create(), "a");
        catalog.loadTable(THEIR_BOOKS).updateSpec().addField("author").commit();

        assertThat(now().files()).hasSize(1);
        assertThatThrownBy(() -> load(books, "b")).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED);
            assertThat(e.retryable()).isTrue();
        });
        assertThat(now().partitionBy()).contains(List.of(new PartitionBy("author", Transform.IDENTITY, 0)));
    }

    @Test
    void a_table_with_partitions_that_are_not_known_is_read_and_not_written() {
        load(create(), "a");
        UpdatePartitionSpec update = catalog.loadTable(THEIR_BOOKS).updateSpec();
        for (int width = 1; width <= FileLayout.MAX_PARTS + 1; width++) {
            update.addField("b" + width, Expressions.bucket("author", width));
        }
        update.commit();

        assertThat(now().files()).hasSize(1);
        assertThat(now().partitionBy()).isEmpty();
        assertThatThrownBy(() -> now().newDataFile())
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNIMPLEMENTED));
    }

    @Test
    void what_they_dropped_and_renamed_is_dropped_and_renamed() {
        create();
        catalog.renameTable(THEIR_BOOKS, TableIdentifier.of("default", "volumes"));
        assertThat(warehouse.tables("default")).containsExactly(new TableId("default", "volumes"));

        catalog.dropTable(TableIdentifier.of("default", "volumes"), false);
        assertThat(warehouse.tables("default")).isEmpty();
    }

    @Test
    void a_view_of_theirs_takes_a_name_and_is_no_table() {
        catalog.buildView(THEIR_BOOKS)
                .withSchema(new Schema(Types.NestedField.optional(1, "a", Types.LongType.get())))
                .withDefaultNamespace(Namespace.of("default"))
                .withQuery("spark", "SELECT 1 AS a")
                .create();

        assertThat(warehouse.tables("default")).isEmpty();
        assertThat(warehouse.find(BOOKS)).isEmpty();
        assertThatThrownBy(this::create)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_ALREADY_EXISTS));
        NewTable table = WarehouseNamesTest.table(BOOKS, "a");
        assertThatThrownBy(() -> warehouse.create(new NewTable(BOOKS, table.columns(), Optional.empty()), true, false))
                .isInstanceOf(StagedoorException.class);
    }

    @Test
    void of_a_table_whose_files_they_have_protected_nothing_is_removed() {
        Table made = load(create(), "a");
        catalog.loadTable(THEIR_BOOKS).updateProperties().set(TableProperties.GC_ENABLED, "false").commit();
        storage.written(made, 1);

        assertThatThrownBy(() -> warehouse.dropForEver(BOOKS)).hasMessageContaining(TableProperties.GC_ENABLED);
        assertThatThrownBy(() -> warehouse.purge(now(), () -> {})).hasMessageContaining(TableProperties.GC_ENABLED);
        warehouse.drop(BOOKS, false);
        storage.clock.turn(Duration.ofDays(2));
        assertThat(warehouse.sweep(() -> {}).files()).isZero();
        warehouse.undrop(BOOKS);
        assertThat(now().files()).isEqualTo(made.files());
    }

    @Test
    void what_their_tags_and_branches_name_is_not_purged() {
        load(create(), "a");
        Table tagged = now();
        catalog.loadTable(THEIR_BOOKS).manageSnapshots().createTag("keep", tagged.snapshotId().orElseThrow()).commit();
        for (int i = 0; i < 3; i++) {
            warehouse.overwrite(now(), List.of(storage.written(tagged, 1)));
        }
        storage.clock.turn(Duration.ofDays(2));

        assertThat(warehouse.purge(now(), () -> {}).snapshots()).isEqualTo(2);

        assertThat(now().snapshots()).extracting(TableSnapshot::id).contains(tagged.snapshotId().orElseThrow());
        assertThat(storage.read(tagged.files().getFirst().key())).isNotEmpty();
        assertThat(now().files()).allSatisfy(file -> assertThat(storage.read(file.key())).isNotEmpty());
    }

    @Test
    void a_directory_that_they_share_between_a_dropped_table_and_a_new_one_stays() {
        String location = OpenStorage.URI + "warehouse/default/theirs";
        Schema schema = new Schema(Types.NestedField.optional(1, "title", Types.StringType.get()));
        TableId theirs = new TableId("default", "theirs");
        catalog.createTable(TableIdentifier.of("default", "theirs"), schema, PartitionSpec.unpartitioned(), location, Map.of());
        Table first = warehouse.table(theirs);
        warehouse.append(first, List.of(storage.written(first, 1)), List.of(), false);
        Table dropped = warehouse.table(theirs);
        warehouse.drop(theirs, false);
        catalog.createTable(TableIdentifier.of("default", "theirs"), schema, PartitionSpec.unpartitioned(), location, Map.of());
        storage.clock.turn(Duration.ofHours(23));
        Duration later = Duration.ofHours(2);

        warehouse.purge(warehouse.table(theirs), () -> {});
        assertThat(storage.read(dropped.files().getFirst().key())).as("it can be brought back").isNotEmpty();
        storage.clock.turn(later);
        warehouse.sweep(() -> {});
        assertThat(warehouse.table(theirs).files()).isEmpty();
        assertThat(storage.keys("warehouse/default/theirs/metadata/")).as("those of the new one").isNotEmpty();
    }
}

package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.NameDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit between whose preparation and last step another one always comes. */
class CommitConflictTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final int ATTEMPTS = 3;

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private Warehouse others;
    private NameDatabase names;
    private TableCommits commits;
    private LoadLog log;

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        others = storage.warehouse();
        others.create(WarehouseNamesTest.table(BOOKS, "title"), false, false);
        names = NameDatabase.open(storage.names);
        StoreFileIO files = storage.files();
        log = new LoadLog(files);
        commits = new TableCommits(files, names, new TableReader(files, log), others::find, read -> read, ATTEMPTS);
    }

    @AfterEach
    void close() {
        names.close();
        storage.close();
    }

    private AppendChange change(Table base, LoadSource source) {
        var loads = new LoadLog.Loads(List.of(OpenStorage.loaded(source, 1)), storage.clock.instant(), false, LoadRule.ALWAYS);
        return new AppendChange(base, List.of(storage.written(base, 1)), log, loads, storage.files().locations());
    }

    /** Ours, with what others do between. */
    private record Interrupted(AppendChange ours, Runnable between, List<Table> prepared) implements TableCommits.Change {
        @Override
        public void prepare(Table current, Transaction transaction) {
            ours.prepare(current, transaction);
            prepared.add(current);
            between.run();
        }

        @Override
        public void lost() {
            ours.lost();
        }
    }

    private void loadMeanwhile(LoadSource source) {
        Table now = others.table(BOOKS);
        others.append(now, List.of(storage.written(now, 1)), List.of(OpenStorage.loaded(source, 1)), false);
    }

    @Test
    void it_ends_with_an_error_that_can_be_retried_and_leaves_nothing() {
        Table base = others.table(BOOKS);
        var next = new ArrayList<Integer>();
        var prepared = new ArrayList<Table>();
        var change = new Interrupted(change(base, OpenStorage.source("ours", "1")), () -> {
            next.add(next.size());
            loadMeanwhile(OpenStorage.source("theirs" + next.size(), "1"));
        }, prepared);

        assertThatThrownBy(() -> commits.commit(BOOKS, Optional.of(base.uuid()), change))
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED);
                    assertThat(e.retryable()).isTrue();
                });

        assertThat(prepared).extracting(table -> table.loads().size()).containsExactly(0L, 1L, 2L);
        Table after = others.table(BOOKS);
        assertThat(after.loads().size()).isEqualTo(ATTEMPTS);
        assertThat(after.totalRows()).isEqualTo(ATTEMPTS);
        // One of each for each of their commits, and the metadata of the beginning.
        assertThat(keys("/load-list-")).hasSize(ATTEMPTS);
        assertThat(keys("/loads-")).hasSize(ATTEMPTS);
        assertThat(keys("/snap-")).hasSize(ATTEMPTS);
        assertThat(keys("-m0.avro")).hasSize(ATTEMPTS);
        assertThat(keys(".metadata.json")).hasSize(ATTEMPTS + 1);
    }

    private List<String> keys(String part) {
        return storage.keys(Warehouse.PREFIX).stream().filter(key -> key.contains(part)).toList();
    }

    @Test
    void when_the_others_end_both_are_there() {
        Table base = others.table(BOOKS);
        var prepared = new ArrayList<Table>();
        var change = new Interrupted(change(base, OpenStorage.source("ours", "1")), () -> {
            if (prepared.size() == 1) {
                loadMeanwhile(OpenStorage.source("theirs", "1"));
            }
        }, prepared);

        Table after = commits.commit(BOOKS, Optional.of(base.uuid()), change);

        var locations = new TreeSet<String>();
        after.loads().forEach(line -> locations.add(line.file().source().location()));
        assertThat(locations).containsExactly("s3://in/ours", "s3://in/theirs");
        assertThat(after.totalRows()).isEqualTo(2);
    }

    @Test
    void a_file_that_they_loaded_between_is_not_loaded_again() {
        Table base = others.table(BOOKS);
        LoadSource both = OpenStorage.source("both", "1");
        var change = new Interrupted(change(base, both), () -> {
            if (others.table(BOOKS).loads().size() == 0) {
                loadMeanwhile(both);
            }
        }, new ArrayList<>());

        assertThatThrownBy(() -> commits.commit(BOOKS, Optional.of(base.uuid()), change))
                .isInstanceOfSatisfying(AlreadyLoadedException.class, e -> assertThat(e.files()).containsExactly(both));

        assertThat(others.table(BOOKS).loads().size()).isOne();
        assertThat(keys("/load-list-")).hasSize(1);
    }

    @Test
    void a_table_that_they_replaced_between_is_not_written_to() {
        Table base = others.table(BOOKS);
        var change = new Interrupted(
                change(base, OpenStorage.source("ours", "1")),
                () -> others.create(WarehouseNamesTest.table(BOOKS, "title"), true, false),
                new ArrayList<>());

        assertThatThrownBy(() -> commits.commit(BOOKS, Optional.of(base.uuid()), change))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TABLE));
        assertThat(others.table(BOOKS).loads().size()).isZero();
    }

    /** What another commit has noted in the metadata stays: it is not set over. */
    @Test
    void metadata_is_not_committed_on_what_was_not_looked_at() {
        Table base = others.table(BOOKS);
        TableMetadata old = base.metadata();
        loadMeanwhile(OpenStorage.source("theirs", "1"));
        var operations = new PinnedOperations(
                BOOKS, old, storage.files(), to -> names.move(BOOKS.database(), BOOKS.name(), old.metadataFileLocation(), to));

        assertThatThrownBy(() -> operations.commit(old, old.replaceProperties(Map.of("a", "b"))))
                .isInstanceOf(PinnedOperations.ConflictException.class);
        assertThat(others.table(BOOKS).loads().size()).isOne();
    }
}

package dev.stagedoor.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.testsupport.Race;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several warehouses over one store and one database of names, as several servers have them, that commit at the same moment. */
class ConcurrentCommitsTest {
    private static final TableId BOOKS = new TableId("default", "books");
    private static final int WAREHOUSES = 4;

    @TempDir
    private Path directory;

    private OpenStorage storage;
    private List<Warehouse> warehouses;
    private final AtomicInteger next = new AtomicInteger();

    @BeforeEach
    void open() {
        storage = new OpenStorage(directory);
        warehouses = new ArrayList<>();
        for (int i = 0; i < WAREHOUSES; i++) {
            warehouses.add(storage.warehouse());
        }
        warehouses.getFirst().create(WarehouseNamesTest.table(BOOKS, "title"), false, false);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** Loads what is not known yet, as a COPY does. Looks again when another has loaded some of it meanwhile. */
    private int load(Warehouse warehouse, List<LoadSource> sources) {
        while (true) {
            Table table = warehouse.table(BOOKS);
            List<LoadStanding> standings = table.loads().standings(sources);
            List<LoadedFile> loaded = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                if (standings.get(i) == LoadStanding.NEW) {
                    loaded.add(OpenStorage.loaded(sources.get(i), 1));
                }
            }
            if (loaded.isEmpty()) {
                return 0;
            }
            WrittenFile file = storage.written(table, loaded.size());
            try {
                warehouse.append(table, List.of(file), loaded, false);
                return loaded.size();
            } catch (AlreadyLoadedException e) {
                assertThat(e.files()).isNotEmpty().allMatch(sources::contains);
                storage.delete(file.key().value());
            }
        }
    }

    @Test
    void each_file_is_loaded_once_whoever_comes_first() throws Exception {
        List<LoadSource> sources = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sources.add(OpenStorage.source("f" + i, "1"));
        }

        List<Integer> counts = Race.of(12, () -> {
            int me = next.getAndIncrement();
            return load(warehouses.get(me % WAREHOUSES), sources.subList(me % 5, 10 + me % 11));
        });

        Table table = storage.warehouse().table(BOOKS);
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(table.loads().size());
        assertThat(table.totalRows()).isEqualTo(table.loads().size());
        Set<String> locations = new HashSet<>();
        table.loads().forEach(line -> assertThat(locations.add(line.file().source().location())).isTrue());
        assertThat(locations).hasSize(20);
    }

    @Test
    void no_commit_is_lost_and_no_file_is_left_over() throws Exception {
        int commits = 24;
        Race.of(commits, () -> {
            int me = next.getAndIncrement();
            return load(warehouses.get(me % WAREHOUSES), List.of(OpenStorage.source("f" + me, "1")));
        });

        Table table = storage.warehouse().table(BOOKS);
        assertThat(table.totalRows()).isEqualTo(commits);
        assertThat(table.files()).hasSize(commits);
        assertThat(table.loads().size()).isEqualTo(commits);
        assertThat(table.metadata().snapshots()).hasSize(commits);

        List<String> keys = storage.keys(Warehouse.PREFIX);
        assertThat(keys.stream().filter(key -> key.contains("/load-list-"))).hasSize(commits);
        assertThat(keys.stream().filter(key -> key.contains("/snap-"))).hasSize(commits);
        assertThat(keys.stream().filter(key -> key.endsWith(".metadata.json"))).hasSize(commits + 1);
    }

    @Test
    void a_table_that_is_dropped_during_commits_is_gone() throws Exception {
        List<String> outcomes = Race.of(8, () -> {
            int me = next.getAndIncrement();
            Warehouse warehouse = warehouses.get(me % WAREHOUSES);
            try {
                if (me == 3) {
                    warehouse.drop(BOOKS, false);
                    return "dropped";
                }
                load(warehouse, List.of(OpenStorage.source("f" + me, "1")));
                return "loaded";
            } catch (StagedoorException e) {
                return e.code().name();
            }
        });

        assertThat(outcomes).contains("dropped").allMatch(outcome -> Set.of("dropped", "loaded", "UNKNOWN_TABLE").contains(outcome));
        assertThat(warehouses.getFirst().find(BOOKS)).isEmpty();
    }
}

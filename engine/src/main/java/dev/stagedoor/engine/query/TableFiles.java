package dev.stagedoor.engine.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import dev.stagedoor.table.TableScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of tables, as queries read those of stages. No file of a table is ever written twice, so what the store said of one is kept.
 * Safe for use by many threads.
 */
public final class TableFiles {
    /** How many files are kept in mind. */
    private static final long MAX_KEPT = 200_000;

    /** Up to so many files are asked for one by one; of more the store lists the directory, which gives a thousand with one answer. */
    private static final int MOST_ASKED = 4;

    private final Authorization authorization;
    private final ObjectStore store;
    private final Cache<String, ObjectSummary> kept = Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    /** @param store where the tables lie */
    public TableFiles(Authorization authorization, ObjectStore store) {
        this.authorization = authorization;
        this.store = store;
    }

    /** Files that a query reads. @param ruledOut as {@link TableScan} has it, like {@code by} */
    record Readable(List<Selected> files, int ruledOut, Set<String> by) {}

    /**
     * The files of a table in which rows may pass the conditions of a query that reads it. The store is not asked for others.
     *
     * @param chosen of which ones all are read; empty when the conditions choose
     * @throws StagedoorException 1063 without SELECT on it; 3001 when a file is missing
     */
    Readable readable(
            Table table, Optional<List<TableFile>> chosen, Optional<ParquetNeeds> needs, StatementContext context) {
        requireSelect(table, context);
        if (chosen.isPresent()) {
            return new Readable(of(table, chosen.get(), context), 0, Set.of());
        }
        TableScan scan = table.scan(needs.map(ParquetNeeds::filters).orElse(List.of()), needs.map(ParquetNeeds::utc).orElse(false));
        return new Readable(of(table, scan.files(), context), scan.ruledOut(), scan.by());
    }

    /** What is fetched of them: all, where they lie on this machine, or where some of them may have the columns under other names. */
    Optional<ParquetNeeds> parts(Table table, Optional<ParquetNeeds> needs) {
        return store.localFiles().isEmpty() && table.sameSchemaEverywhere() ? needs : Optional.empty();
    }

    /** @throws StagedoorException 1063 */
    void requireSelect(Table table, StatementContext context) {
        authorization.requireSelect(table.id().database(), table.id().name(), context);
    }

    private List<Selected> of(Table table, List<TableFile> files, StatementContext context) {
        Map<String, ObjectSummary> known = new HashMap<>();
        List<TableFile> unknown = new ArrayList<>();
        for (TableFile file : files) {
            ObjectSummary object = kept.getIfPresent(file.key().value());
            if (object == null) {
                unknown.add(file);
            } else {
                known.put(object.key(), object);
            }
        }
        if (unknown.size() > MOST_ASKED && store.localFiles().isEmpty()) {
            list(unknown, known, context);
        }
        List<Selected> selected = new ArrayList<>(files.size());
        for (TableFile file : files) {
            ObjectSummary object = known.get(file.key().value());
            selected.add(new Selected(store, object == null ? ask(table, file) : object, file.key().value()));
        }
        return selected;
    }

    private ObjectSummary ask(Table table, TableFile file) {
        ObjectSummary object = store.stat(file.key()).orElseThrow(() -> missing(table, file));
        kept.put(object.key(), object);
        return object;
    }

    /** Lists each directory in which some of the files lie. */
    private void list(List<TableFile> files, Map<String, ObjectSummary> known, StatementContext context) {
        Set<String> wanted = files.stream().map(file -> file.key().value()).collect(Collectors.toSet());
        List<String> directories = files.stream().map(file -> directory(file.key())).distinct().toList();
        for (String directory : directories) {
            try (ObjectListing listing = store.list(new KeyPrefix(directory), "")) {
                while (listing.hasNext()) {
                    context.cancellation().check();
                    ObjectSummary object = listing.next();
                    kept.put(object.key(), object);
                    if (wanted.contains(object.key())) {
                        known.put(object.key(), object);
                    }
                }
            }
        }
    }

    private static String directory(ObjectKey key) {
        return key.value().substring(0, key.value().lastIndexOf('/') + 1);
    }

    private static StagedoorException missing(Table table, TableFile file) {
        return new StagedoorException(
                ErrorCode.STORAGE_NOT_FOUND,
                "the file '" + ShownText.of(file.key().value()) + "' of table " + ShownText.of(table.id().toString()) + " is missing");
    }
}

package dev.stagedoor.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.file.StoreFileIO;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * The files of load histories. A list names the manifests of a table, and a property of the table names the list. None of them changes
 * once it is written, so what was read is kept, within a limit.
 */
final class LoadLog {
    /**
     * Where they lie, below the table. What removes orphaned files knows nothing of them: Spark's passes over names that begin with
     * {@code _}, Trino's looks into {@code data} and {@code metadata} alone.
     */
    static final String DIRECTORY = "/_loads";

    /** Of hashes that are kept, of all tables: about two and a half million files. */
    private static final long MAX_KEPT_BYTES = 64L << 20;

    private static final int MAX_KEPT_LISTS = 1000;

    private final StoreFileIO files;
    private final Cache<String, KnownFiles> known = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_BYTES)
            .weigher((String _, KnownFiles each) -> Math.max(1, each.bytes()))
            .build();
    private final Cache<String, LoadList> lists = Caffeine.newBuilder().maximumSize(MAX_KEPT_LISTS).build();

    LoadLog(StoreFileIO files) {
        this.files = files;
    }

    /** @param location of the list; empty when nothing was loaded yet */
    LoadList list(Optional<String> location) {
        return location.map(this::list).orElse(LoadList.EMPTY);
    }

    private LoadList list(String location) {
        LoadList kept = lists.getIfPresent(location);
        if (kept == null) {
            List<LoadList.Entry> entries = new ArrayList<>();
            read(location, LoadList.SCHEMA, row -> entries.add(LoadList.Entry.of(row)));
            kept = new LoadList(entries);
            lists.put(location, kept);
        }
        return kept;
    }

    /** As {@link LoadHistory#standings(List, LoadRule)}. */
    List<LoadStanding> standings(LoadList list, List<LoadSource> sources, LoadRule rule) {
        var candidates = new LoadCandidates(sources);
        if (sources.isEmpty()) {
            return List.of();
        }
        if (rule.since().isPresent()) {
            markSince(rule.since().get(), list, candidates);
        } else {
            list.entries().forEach(entry -> known(entry).markIn(candidates));
        }
        List<LoadStanding> standings = candidates.standings();
        if (rule.byLocation()) {
            standings.replaceAll(standing -> standing == LoadStanding.CHANGED ? LoadStanding.LOADED : standing);
        }
        return standings;
    }

    private void markSince(Instant since, LoadList list, LoadCandidates candidates) {
        var hash = new FileHash();
        forEach(list, line -> {
            if (!line.loadedAt().isBefore(since)) {
                hash.compute(line.file().source());
                candidates.mark(hash.location1, hash.location2, hash.version);
            }
        });
    }

    private KnownFiles known(LoadList.Entry entry) {
        KnownFiles kept = known.getIfPresent(entry.location());
        if (kept == null) {
            try {
                kept = LoadManifest.known(files.read(entry.location()), Math.toIntExact(entry.files()));
            } catch (IOException | AvroRuntimeException e) {
                throw damaged(entry.location(), e);
            }
            known.put(entry.location(), kept);
        }
        return kept;
    }

    /** As {@link LoadHistory#forEach}. */
    void forEach(LoadList list, Consumer<LoadRecord> lines) {
        for (LoadList.Entry entry : list.entries()) {
            read(entry.location(), LoadManifest.SCHEMA, row -> lines.accept(LoadManifest.record(row)));
        }
    }

    /** As {@link LoadHistory#lines}. */
    Iterator<LoadRecord> lines(LoadList list) {
        return new LoadLines(list, entry -> {
            try {
                return new ManifestLines(entry.location(), LoadManifest.rows(files.read(entry.location())));
            } catch (IOException | AvroRuntimeException e) {
                throw damaged(entry.location(), e);
            }
        });
    }

    /** Of one manifest. */
    private record ManifestLines(String location, Iterator<GenericRecord> rows) implements Iterator<LoadRecord> {
        @Override
        public boolean hasNext() {
            try {
                return rows.hasNext();
            } catch (AvroRuntimeException e) {
                throw damaged(location, e);
            }
        }

        @Override
        public LoadRecord next() {
            try {
                return LoadManifest.record(rows.next());
            } catch (AvroRuntimeException e) {
                throw damaged(location, e);
            }
        }
    }

    private void read(String location, Schema schema, Consumer<GenericRecord> rows) {
        byte[] bytes = files.read(location);
        try {
            LoadManifest.read(bytes, schema, rows);
        } catch (IOException | AvroRuntimeException e) {
            throw damaged(location, e);
        }
    }

    private static StagedoorException damaged(String location, Exception cause) {
        return new StagedoorException(
                ErrorCode.STORAGE_OTHER,
                "'" + location + "' is damaged: what was loaded into the table is not known without it; put it back from a backup",
                cause);
    }

    /**
     * Writes a manifest: the rows of older ones, in their order, and new ones.
     *
     * @param out takes it
     * @param directory {@link #DIRECTORY} of the table
     */
    LoadList.Entry writeManifest(FileIO out, String directory, List<LoadList.Entry> older, Loads loads) {
        String location = directory + "/loads-" + UUID.randomUUID() + ".avro";
        write(out, location, LoadManifest.bytes(LoadManifest.SCHEMA, sink -> {
            older.forEach(entry -> read(entry.location(), LoadManifest.SCHEMA, sink));
            loads.files().forEach(file -> sink.accept(LoadManifest.row(file, loads.loadedAt(), loads.forced())));
        }));
        return new LoadList.Entry(location, older.stream().mapToLong(LoadList.Entry::files).sum() + loads.files().size());
    }

    /**
     * What one commit adds.
     *
     * @param rule by which none of the files may have been loaded, unless {@code forced}
     */
    record Loads(List<LoadedFile> files, Instant loadedAt, boolean forced, LoadRule rule) {
        /** Of rows that come from no file. */
        static final Loads NONE = new Loads(List.of(), Instant.EPOCH, false, LoadRule.ALWAYS);

        Loads {
            files = List.copyOf(files);
        }
    }

    /** @return where the list lies */
    String writeList(FileIO out, String directory, LoadList list) {
        String location = directory + "/load-list-" + UUID.randomUUID() + ".avro";
        write(out, location, LoadManifest.bytes(LoadList.SCHEMA, sink -> list.entries().forEach(entry -> sink.accept(entry.avro()))));
        lists.put(location, list);
        return location;
    }

    private static void write(FileIO out, String location, byte[] bytes) {
        try (PositionOutputStream file = out.newOutputFile(location).create()) {
            file.write(bytes);
        } catch (IOException e) {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, "the load history could not be written: " + e.getMessage(), e);
        }
    }

    /** Deletes files that were not committed. */
    void deleteUnreferenced(List<String> locations) {
        locations.forEach(files::deleteUnreferenced);
    }
}

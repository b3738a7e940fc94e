package dev.stagedoor.bench.system;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;

/** Fills a data directory through the store itself, before any clock starts. */
final class SmallObjects {
    private static final int PUTTING_THREADS = 64;

    private SmallObjects() {}

    /** Puts that many objects of ten bytes below {@code prefix}, which ends in a slash. */
    static void fill(Path data, String prefix, int count) throws Exception {
        byte[] content = "ten bytes!".getBytes(StandardCharsets.US_ASCII);
        try (var directory = DataDirectory.open(data);
                var store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                var threads = Executors.newFixedThreadPool(PUTTING_THREADS)) {
            for (int thread = 0; thread < PUTTING_THREADS; thread++) {
                int first = thread;
                threads.submit(() -> {
                    for (int i = first; i < count; i += PUTTING_THREADS) {
                        var key = String.format(Locale.ROOT, "%s2026/11/%03d/part-%07d.parquet", prefix, i / 1000, i);
                        var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
                        store.put(new ObjectKey(key), body, PutConditions.NONE);
                    }
                    return null;
                });
            }
        }
    }
}

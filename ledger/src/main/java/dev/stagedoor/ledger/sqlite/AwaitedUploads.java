package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.sqlite.LedgerEntry.Arrived;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Uploads to stores elsewhere whose file nobody has seen, by stage and path. At most {@link #MAX_AWAITED}: then the oldest give way. Those
 * stay in the ledger as {@link PresignRecord.Outcome#ISSUED}, and are not noticed when they arrive.
 */
final class AwaitedUploads {
    /** About 16 MiB of memory. */
    static final int MAX_AWAITED = 50_000;

    /** Of one path, the newest. */
    static final int MAX_AWAITED_OF_A_PATH = 16;

    /** What the modification of a file may be later than the expiry of the URL it came by: an upload goes on after it was let in. */
    static final Duration UPLOAD_MAY_TAKE = Duration.ofHours(1);

    private record Awaited(PresignScope stage, String path, long key, Instant issuedAt, Instant expiresAt) {}

    private final Map<PresignScope, Map<String, List<Awaited>>> byStage = new ConcurrentHashMap<>();
    private final ArrayDeque<Awaited> oldestFirst = new ArrayDeque<>();

    /** Waits for an upload. */
    synchronized void add(IssuedPresign presign) {
        var awaited = new Awaited(
                Watermark.stageOf(presign), presign.path(), LedgerKey.of(presign.id()), presign.issuedAt(), presign.expiresAt());
        if (oldestFirst.size() == MAX_AWAITED) {
            remove(oldestFirst.remove());
        }
        oldestFirst.add(awaited);
        byStage.computeIfAbsent(awaited.stage(), _ -> new ConcurrentHashMap<>())
                .merge(awaited.path(), List.of(awaited), AwaitedUploads::joined);
    }

    private static List<Awaited> joined(List<Awaited> some, List<Awaited> others) {
        List<Awaited> all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all.subList(Math.max(0, all.size() - MAX_AWAITED_OF_A_PATH), all.size()));
    }

    private synchronized void remove(Awaited awaited) {
        Map<String, List<Awaited>> byPath = byStage.get(awaited.stage());
        if (byPath == null) {
            return;
        }
        byPath.computeIfPresent(awaited.path(), (_, list) -> without(list, awaited));
        if (byPath.isEmpty()) {
            byStage.remove(awaited.stage());
        }
    }

    private static @Nullable List<Awaited> without(List<Awaited> list, Awaited removed) {
        List<Awaited> rest = list.stream().filter(awaited -> awaited.key() != removed.key()).toList();
        return rest.isEmpty() ? null : rest;
    }

    boolean isEmpty(PresignScope stage) {
        return !byStage.containsKey(stage);
    }

    /** The uploads that may have brought a file; they are waited for no longer. */
    List<Arrived> saw(PresignScope stage, String path, long bytes, Instant lastModified) {
        Map<String, List<Awaited>> byPath = byStage.get(stage);
        List<Awaited> awaited = byPath == null ? null : byPath.get(path);
        if (awaited == null) {
            return List.of();
        }
        List<Arrived> arrived = new ArrayList<>();
        for (Awaited upload : awaited) {
            if (mayHaveBrought(upload, lastModified)) {
                remove(upload);
                arrived.add(new Arrived(upload.key(), LedgerFormat.micros(lastModified), bytes));
            }
        }
        return arrived;
    }

    /** Stores give whole seconds, some of them rounded down. */
    private static boolean mayHaveBrought(Awaited upload, Instant lastModified) {
        return !lastModified.isBefore(upload.issuedAt().truncatedTo(ChronoUnit.SECONDS))
                && !lastModified.isAfter(upload.expiresAt().plus(UPLOAD_MAY_TAKE));
    }
}

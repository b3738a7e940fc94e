package dev.stagedoor.ledger;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignScope.User;
import dev.stagedoor.ledger.PresignScope.UserStage;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ledger in memory, for tests of others: shows each use as it was told, and fails when a test wants it to. Closing it does nothing. */
public final class MemoryLedger implements PresignLedger {
    private static final int COUNTER_BITS = 12;

    /** What was told to {@link #used}, in order, whether or not the URL was entered. */
    public final List<PresignUse> uses = new CopyOnWriteArrayList<>();

    /** While true, the ledger fails the door. */
    public volatile boolean broken;

    private record Watermark(PresignScope scope, PresignId upTo, Instant at) {
        boolean concerns(IssuedPresign presign) {
            return scopesOf(presign).anyMatch(scope::equals) && presign.id().compareTo(upTo) <= 0;
        }
    }

    private final Clock clock;
    private final NavigableMap<PresignId, PresignRecord> records = new TreeMap<>();
    private final Set<PresignId> claims = new HashSet<>();
    private final Set<PresignId> revoked = new HashSet<>();
    private final List<Watermark> watermarks = new ArrayList<>();
    private long lastKey;

    public MemoryLedger(Clock clock) {
        this.clock = clock;
    }

    /** Enters a URL to the door that holds for an hour, for tests that do not care which. */
    public PresignId issue() {
        Instant now = clock.instant();
        var presign = new IssuedPresign(
                nextId(), now, "ann", "s", "a", HttpMethod.GET, "{}", now.plus(Duration.ofHours(1)), "127.0.0.1", true);
        issued(presign);
        return presign.id();
    }

    private void refuseWhenBroken() {
        if (broken) {
            throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "the ledger is out of order");
        }
    }

    @Override
    public synchronized PresignId nextId() {
        lastKey = Math.max(lastKey + 1, clock.millis() << COUNTER_BITS);
        long counter = lastKey & (1L << COUNTER_BITS) - 1;
        return new PresignId(new UUID(lastKey >>> COUNTER_BITS << 16 | 0x7000L | counter, 0x8000_0000_0000_0000L));
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public synchronized void issued(IssuedPresign presign) {
        records.put(
                presign.id(),
                new PresignRecord(
                        presign,
                        Outcome.ISSUED,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public synchronized Optional<PresignRecord> find(PresignId id) {
        return Optional.ofNullable(records.get(id)).map(this::withRevocation);
    }

    @Override
    public synchronized PresignRecords records() {
        Iterator<PresignRecord> newestFirst = List.copyOf(records.descendingMap().values()).iterator();
        return new PresignRecords() {
            @Override
            public @Nullable PresignRecord next() {
                return newestFirst.hasNext() ? withRevocation(newestFirst.next()) : null;
            }

            @Override
            public void close() {}
        };
    }

    private synchronized PresignRecord withRevocation(PresignRecord record) {
        IssuedPresign presign = record.issued();
        boolean stopped = revoked.contains(presign.id()) || isConcerned(presign, mark -> mark.at().isBefore(presign.expiresAt()));
        return stopped ? with(record, Outcome.REVOKED) : record;
    }

    @Override
    public synchronized boolean isRevoked(PresignId id) {
        refuseWhenBroken();
        PresignRecord record = records.get(id);
        return revoked.contains(id) || record != null && isConcerned(record.issued(), _ -> true);
    }

    private boolean isConcerned(IssuedPresign presign, Predicate<Watermark> counts) {
        return watermarks.stream().anyMatch(mark -> mark.concerns(presign) && counts.test(mark));
    }

    @Override
    public boolean hadExpired(PresignId id, Instant expiresAt) {
        return false;
    }

    @Override
    public synchronized boolean claim(PresignId id, Instant expiresAt) {
        refuseWhenBroken();
        return claims.add(id);
    }

    @Override
    public synchronized void release(PresignId id) {
        claims.remove(id);
    }

    @Override
    public synchronized void used(PresignUse use) {
        refuseWhenBroken();
        uses.add(use);
        records.computeIfPresent(use.id(), (_, record) -> use.refusal().isPresent() ? refused(record, use) : served(record, use));
    }

    private static PresignRecord served(PresignRecord record, PresignUse use) {
        return new PresignRecord(
                record.issued(),
                Outcome.USED,
                record.firstUsedAt().or(() -> Optional.of(use.at())),
                Optional.of(use.at()),
                record.uses() + 1,
                OptionalLong.of(use.bytes()),
                Optional.of(use.clientAddress()),
                record.refusal());
    }

    private static PresignRecord refused(PresignRecord record, PresignUse use) {
        return new PresignRecord(
                record.issued(),
                record.uses() == 0 ? Outcome.REFUSED : record.outcome(),
                record.firstUsedAt(),
                record.lastUsedAt(),
                record.uses(),
                record.bytes(),
                Optional.of(use.clientAddress()),
                use.refusal());
    }

    private static PresignRecord with(PresignRecord record, Outcome outcome) {
        return new PresignRecord(
                record.issued(),
                outcome,
                record.firstUsedAt(),
                record.lastUsedAt(),
                record.uses(),
                record.bytes(),
                record.usedFrom(),
                record.refusal());
    }

    @Override
    public synchronized Optional<Revocation> revoke(PresignId id) {
        PresignRecord record = records.get(id);
        if (record == null) {
            return Optional.empty();
        }
        List<IssuedPresign> stopped = record.issued().expiresAt().isAfter(clock.instant()) ? List.of(record.issued()) : List.of();
        stopped.forEach(presign -> revoked.add(presign.id()));
        return Optional.of(count(stopped));
    }

    @Override
    public synchronized Revocation revokeAll(PresignScope scope) {
        Revocation revocation = wouldRevoke(scope);
        watermarks.add(new Watermark(scope, nextId(), clock.instant()));
        return revocation;
    }

    @Override
    public synchronized Revocation wouldRevoke(PresignScope scope) {
        Instant now = clock.instant();
        return count(records.values().stream()
                .map(PresignRecord::issued)
                .filter(presign -> scopesOf(presign).anyMatch(scope::equals))
                .filter(presign -> presign.expiresAt().isAfter(now) && !isRevoked(presign.id()))
                .toList());
    }

    private static Revocation count(List<IssuedPresign> presigns) {
        List<IssuedPresign> elsewhere = presigns.stream().filter(presign -> !presign.door()).toList();
        return new Revocation(
                presigns.size() - elsewhere.size(),
                elsewhere.size(),
                elsewhere.stream().map(IssuedPresign::expiresAt).max(Instant::compareTo));
    }

    private static Stream<PresignScope> scopesOf(IssuedPresign presign) {
        return Stream.of(stageOf(presign), new User(presign.user()));
    }

    private static PresignScope stageOf(IssuedPresign presign) {
        return presign.stage().equals("~") ? new UserStage(presign.user()) : new Stage(presign.stage());
    }

    @Override
    public synchronized ArrivalWatch watch(PresignScope stage) {
        boolean awaited = records.values().stream().anyMatch(record -> isAwaited(record, stage));
        return awaited ? (path, bytes, lastModified) -> saw(stage, path, bytes, lastModified) : ArrivalWatch.NONE;
    }

    private static boolean isAwaited(PresignRecord record, PresignScope stage) {
        IssuedPresign presign = record.issued();
        return presign.method() == HttpMethod.PUT && !presign.door() && record.outcome() == Outcome.ISSUED
                && stageOf(presign).equals(stage);
    }

    private synchronized void saw(PresignScope stage, String path, long bytes, Instant lastModified) {
        records.replaceAll((_, record) -> {
            IssuedPresign presign = record.issued();
            boolean arrived = isAwaited(record, stage) && presign.path().equals(path)
                    && !lastModified.isBefore(presign.issuedAt().truncatedTo(ChronoUnit.SECONDS));
            return arrived ? arrived(record, bytes, lastModified) : record;
        });
    }

    private static PresignRecord arrived(PresignRecord record, long bytes, Instant lastModified) {
        return new PresignRecord(
                record.issued(),
                Outcome.ARRIVED,
                Optional.of(lastModified),
                record.lastUsedAt(),
                record.uses(),
                OptionalLong.of(bytes),
                record.usedFrom(),
                record.refusal());
    }

    @Override
    public UploadPlans uploads() {
        throw new UnsupportedOperationException("no test plans uploads with this ledger");
    }

    @Override
    public void close() {}
}

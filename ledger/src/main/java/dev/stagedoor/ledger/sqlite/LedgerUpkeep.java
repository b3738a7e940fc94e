package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.LedgerOptions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Forgets what has been kept long enough, a batch of rows at a time, from the oldest to the first that was issued too late to be pruned;
 * then again after a while.
 */
final class LedgerUpkeep implements LedgerWriter.Upkeep {
    /** Looked at in one transaction: some milliseconds. Ten of them a second keep up with more URLs than the server can sign. */
    private static final int ROWS = 8_000;

    /** Between the beginnings of two passes, unless less is kept. */
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(10);

    private final LedgerOptions options;
    private final Clock clock;
    private final Revocations revocations;
    private final Map<Long, Long> claims;
    private final Forgotten forgotten;
    private final LongSupplier lastKey;
    private @Nullable Instant begun;
    private OptionalLong after = OptionalLong.empty();

    /**
     * @param lastKey the greatest that was given
     * @param claims expiry by key
     */
    LedgerUpkeep(
            LedgerOptions options,
            Clock clock,
            LongSupplier lastKey,
            Revocations revocations,
            Map<Long, Long> claims,
            Forgotten forgotten) {
        this.options = options;
        this.clock = clock;
        this.revocations = revocations;
        this.claims = claims;
        this.forgotten = forgotten;
        this.lastKey = lastKey;
    }

    @Override
    public boolean step(LedgerTables tables) throws SQLException {
        Instant now = clock.instant();
        if (after.isEmpty() && !isDue(now)) {
            return false;
        }
        boolean beginning = after.isEmpty();
        boolean done = false;
        tables.begin(false);
        try {
            if (beginning) {
                begin(tables, now);
            }
            boolean more = prune(tables, Objects.requireNonNull(begun));
            tables.commit();
            done = true;
            return more;
        } finally {
            if (!done) {
                tables.rollback();
            }
        }
    }

    private boolean isDue(Instant now) {
        Instant last = begun;
        Duration interval = options.keep().compareTo(MAX_INTERVAL) < 0 ? options.keep() : MAX_INTERVAL;
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(interval));
    }

    private void begin(LedgerTables tables, Instant now) throws SQLException {
        begun = now;
        long micros = LedgerFormat.micros(now);
        if (claims.values().stream().anyMatch(expiresAt -> expiresAt <= micros) || revocations.canForget(now)) {
            // First, and with the same commit as what is deleted: what is forgotten stays expired when the clock goes back.
            List<Forgotten.Moment> moments = forgotten.with(new Forgotten.Moment(lastKey.getAsLong(), micros));
            tables.forgotten(moments);
            forgotten.load(moments);
        }
        List<Long> watermarks = revocations.forget(now, now.minus(options.keep()));
        for (long key : watermarks) {
            tables.deleteWatermark(key);
        }
        claims.values().removeIf(expiresAt -> expiresAt <= micros);
        tables.pruneAwaited(AwaitedUploads.MAX_AWAITED);
    }

    /** @param now when the pass began: what expired since is not within what is noted as forgotten */
    private boolean prune(LedgerTables tables, Instant now) throws SQLException {
        Instant cutoff = now.minus(options.keep());
        OptionalLong next = tables.prune(after.orElse(-1), LedgerKey.at(cutoff), LedgerFormat.micros(cutoff), ROWS);
        boolean moreClaims = tables.pruneClaims(LedgerFormat.micros(now), ROWS) == ROWS;
        after = next;
        if (after.isEmpty() && moreClaims) {
            after = OptionalLong.of(LedgerKey.at(cutoff));
        }
        return after.isPresent();
    }
}

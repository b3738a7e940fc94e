package dev.stagedoor.ledger.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of claims and revocations when they are forgotten: up to which key URLs had been issued, and what the clock said. A URL up
 * to that key that expires no later had expired by that clock. Should the clock go back, it stays expired, because nobody knows any more
 * whether it was used or revoked. URLs that are issued after the clock went back have later keys, and are untouched.
 */
final class Forgotten {
    /** More come only of a clock that goes back again and again; then two are joined, which refuses more than it must. */
    static final int MAX_MOMENTS = 16;

    /** @param at microseconds since 1970 UTC */
    record Moment(long key, long at) {
        private boolean covers(long otherKey, long expiresAt) {
            return otherKey <= key && expiresAt <= at;
        }
    }

    private volatile List<Moment> moments = List.of();

    void load(List<Moment> stored) {
        moments = List.copyOf(stored);
    }

    /** Every moment that is not within another one, by key. */
    List<Moment> moments() {
        return moments;
    }

    /** The moments with one more; those within it are left out. */
    List<Moment> with(Moment moment) {
        List<Moment> all = new ArrayList<>(moments);
        all.removeIf(old -> moment.covers(old.key(), old.at()));
        all.add(moment);
        if (all.size() > MAX_MOMENTS) {
            Moment first = all.removeFirst();
            Moment second = all.removeFirst();
            all.addFirst(new Moment(Math.max(first.key(), second.key()), Math.max(first.at(), second.at())));
        }
        return List.copyOf(all);
    }

    /** Whether a URL had expired when something was forgotten. */
    boolean covers(long key, long expiresAt) {
        for (Moment moment : moments) {
            if (moment.covers(key, expiresAt)) {
                return true;
            }
        }
        return false;
    }
}

package dev.stagedoor.server.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many of one thing each user does at once, and no more than a limit. Keeps only users who do some. */
public final class PlacesPerUser {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** One of a user's places. Closing it again changes nothing. */
    public final class Place implements AutoCloseable {
        private final String user;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place(String user) {
            this.user = user;
        }

        @Override
        public void close() {
            if (taken.compareAndSet(true, false)) {
                counts.computeIfPresent(user, (same, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();
    private final int max;
    private final String what;
    private final String setting;

    /**
     * @param what is counted, to follow a number: "statements running"
     * @param setting the name of the setting that says how many
     */
    public PlacesPerUser(int max, String what, String setting) {
        this.max = max;
        this.what = what;
        this.setting = setting;
    }

    /**
     * Takes a place; to be closed by whoever has it when the work is over.
     *
     * @throws HttpRefusal 429 when the user has as many as a user may
     */
    public Place take(String user) {
        int now = counts.merge(user, 1, Integer::sum);
        var place = new Place(user);
        if (now > max) {
            place.close();
            throw HttpRefusal.tooMany(
                    "user '" + user + "' has " + max + " " + what + ", which is as many as " + setting + " allows: try again when one has ended",
                    RETRY_AFTER);
        }
        return place;
    }

    /** How many places the user has now. */
    public int taken(String user) {
        return counts.getOrDefault(user, 0);
    }
}

package dev.stagedoor.server.http;

import java.time.Duration;

/** How many of one thing each user does at once, and no more than a limit. */
public final class UserConcurrencyLimit {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ConcurrencyLimit<String> places;
    private final int max;
    private final String what;
    private final String setting;

    /**
     * @param what is counted, to follow a number: "statements running"
     * @param setting the name of the setting that says how many
     */
    public UserConcurrencyLimit(int max, String what, String setting) {
        this.places = new ConcurrencyLimit<>(max);
        this.max = max;
        this.what = what;
        this.setting = setting;
    }

    /**
     * Takes a place; to be closed by whoever has it when the work is over.
     *
     * @throws HttpRefusal 429 when the user has as many as a user may
     */
    public ConcurrencyLimit.Place take(String user) {
        return places.take(user)
                .orElseThrow(() -> HttpRefusal.tooMany(
                        "user '" + user + "' has " + max + " " + what + ", which is as many as " + setting
                                + " allows: try again when one has ended",
                        RETRY_AFTER));
    }
}

package dev.stagedoor.engine.query;

import java.time.Duration;

/**
 * What the configuration says of queries.
 *
 * @param timeout how long one query may compute; what the client takes to fetch its rows does not count
 * @param perUser how many queries of one user may run or hold a result open at once; at most half of {@link QueryEngine#MAX_RUNNING}
 * @param maxWait how long a query waits for a place before it is refused
 * @param allowInsecure whether a URL in a query may lead to a store without HTTPS, or into the directories of this machine
 */
public record QueryOptions(Duration timeout, int perUser, Duration maxWait, boolean allowInsecure) {
    /** So that no user can take every place of all. */
    public static final int MAX_PER_USER = QueryEngine.MAX_RUNNING / 2;

    /** The name of the setting, for messages. */
    public static final String PER_USER_SETTING = "query.max_per_user";

    public static final QueryOptions DEFAULT =
            new QueryOptions(Duration.ofMinutes(5), MAX_PER_USER, Duration.ofMinutes(1), false);

    public QueryOptions {
        if (perUser < 1 || perUser > MAX_PER_USER) {
            throw new IllegalArgumentException("a user has 1 to " + MAX_PER_USER + " places for queries");
        }
    }
}

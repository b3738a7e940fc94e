package dev.stagedoor.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the engine is told by the configuration.
 *
 * @param queryMemoryBytes how much memory all running queries together may take
 * @param queryThreads how many threads they share
 * @param queryTimeout how long one query may compute; what the client takes to fetch its rows does not count
 * @param queriesPerUser how many queries of one user may run or hold a result open at once; at most half of {@link QueryEngine#MAX_RUNNING}
 * @param accounts about the users that statements define
 */
public record EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout, int queriesPerUser, Accounts accounts) {
    /** So that no user can take every place of all. */
    public static final int MAX_QUERIES_PER_USER = QueryEngine.MAX_RUNNING / 2;

    /** The name of the setting, for messages. */
    public static final String QUERIES_PER_USER_SETTING = "query.max_per_user";

    public static final EngineOptions DEFAULT = new EngineOptions(256L << 20, 2, Duration.ofMinutes(5));

    /**
     * What the server around the engine knows of users.
     *
     * @param logins how each user whom the configuration defines logs in, by name, in the words of SHOW USERS; statements cannot define them
     * @param passwordless whether users without a password may be created: only where nobody but this machine reaches the server
     */
    public record Accounts(Map<String, String> logins, boolean passwordless) {
        public static final Accounts DEFAULT = new Accounts(Set.of("root"), true);

        public Accounts {
            logins = Map.copyOf(logins);
        }

        /** Users who all log in without a password, or all with one. */
        public Accounts(Set<String> configured, boolean passwordless) {
            this(
                    configured.stream().collect(Collectors.toMap(name -> name, _ -> passwordless ? "no_password" : "double_sha1_password")),
                    passwordless);
        }

        /** The names that the configuration defines. */
        public Set<String> configured() {
            return logins.keySet();
        }
    }

    public EngineOptions {
        if (queriesPerUser < 1 || queriesPerUser > MAX_QUERIES_PER_USER) {
            throw new IllegalArgumentException("a user has 1 to " + MAX_QUERIES_PER_USER + " places for queries");
        }
    }

    /** With as many queries for a user as there may be. */
    public EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout, Accounts accounts) {
        this(queryMemoryBytes, queryThreads, queryTimeout, MAX_QUERIES_PER_USER, accounts);
    }

    /** With the accounts of a server on loopback that has no users configured. */
    public EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout) {
        this(queryMemoryBytes, queryThreads, queryTimeout, Accounts.DEFAULT);
    }
}

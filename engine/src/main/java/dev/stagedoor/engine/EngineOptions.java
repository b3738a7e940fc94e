package dev.stagedoor.engine;

import java.time.Duration;
import java.util.Set;

/**
 * What the engine is told by the configuration.
 *
 * @param queryMemoryBytes how much memory all running queries together may take
 * @param queryThreads how many threads they share
 * @param queryTimeout how long one query may compute; what the client takes to fetch its rows does not count
 * @param accounts about the users that statements define
 */
public record EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout, Accounts accounts) {
    public static final EngineOptions DEFAULT = new EngineOptions(256L << 20, 2, Duration.ofMinutes(5));

    /**
     * What the server around the engine knows of users.
     *
     * @param configured names of users that the configuration defines; statements cannot define them
     * @param passwordless whether users without a password may be created: only where the server listens on loopback
     */
    public record Accounts(Set<String> configured, boolean passwordless) {
        public static final Accounts DEFAULT = new Accounts(Set.of("root"), true);

        public Accounts {
            configured = Set.copyOf(configured);
        }
    }

    /** With the accounts of a server on loopback that has no users configured. */
    public EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout) {
        this(queryMemoryBytes, queryThreads, queryTimeout, Accounts.DEFAULT);
    }
}

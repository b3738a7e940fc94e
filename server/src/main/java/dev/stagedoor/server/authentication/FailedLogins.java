package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.server.authentication.AuthenticationOptions.Slowdown;
import dev.stagedoor.server.http.ClientNetwork;
import dev.stagedoor.server.http.HttpRefusal;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing. Failures are counted for each user at each address, so that nobody elsewhere can lock a user out, and for each
 * address whoever the user, so that trying one password with many names is slow as well. After too many, every attempt, right or wrong,
 * takes its turn in a queue whose steps grow with each failure. An attempt whose turn is more than a few seconds away is refused at once,
 * with the time of it, and takes no turn: a client that hears nothing for long is believed to hang. Addresses count as
 * {@link ClientNetwork} says.
 */
final class FailedLogins {
    /** Users and addresses remembered; beyond, those that failed longest ago are forgotten. Some 200 bytes each. */
    static final int MAX_REMEMBERED = 100_000;

    /** Many people may share an address. */
    static final int ADDRESS_FACTOR = 10;

    /** The longest an attempt is kept waiting without an answer. */
    static final Duration MAX_SILENCE = Duration.ofSeconds(5);

    private static final int MAX_DOUBLINGS = 30;

    /** Waits, in the way of {@link Thread#sleep(Duration)}. */
    @FunctionalInterface
    interface Waiting {
        void await(Duration time) throws InterruptedException;
    }

    private record Key(String user, ClientNetwork network) {}

    /**
     * @param count failures
     * @param nextMillis before which no further attempt is looked at
     */
    private record Failures(int count, long nextMillis) {}

    private final Slowdown slowdown;
    private final Clock clock;
    private final Waiting waiting;
    private final Semaphore places;
    private final Cache<Key, Failures> ofUsers;
    private final Cache<ClientNetwork, Failures> ofAddresses;

    FailedLogins(Slowdown slowdown, Clock clock, Waiting waiting) {
        this.slowdown = slowdown;
        this.clock = clock;
        this.waiting = waiting;
        this.places = new Semaphore(slowdown.maxWaiting());
        this.ofUsers = newCache();
        this.ofAddresses = newCache();
    }

    private <K> Cache<K, Failures> newCache() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(slowdown.memory().plus(slowdown.maxDelay()))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** Whether a login of that user from there failed, or one of any user from there so often that each further one waits. */
    boolean concern(String user, InetAddress address) {
        var attempt = new Attempt(new Key(user, ClientNetwork.of(address)));
        return ofUsers.getIfPresent(attempt.key) != null || attempt.isSlowed();
    }

    /**
     * Begins an attempt; returns when its turn has come.
     *
     * @throws HttpRefusal 429 when its turn is too far away, or too many wait already
     */
    Attempt begin(String user, InetAddress address) {
        var attempt = new Attempt(new Key(user, ClientNetwork.of(address)));
        attempt.takeTurn();
        return attempt;
    }

    /** One attempt to log in. */
    final class Attempt {
        private final Key key;
        private boolean hasTurn;

        private Attempt(Key key) {
            this.key = key;
        }

        /** Whether others failed so often since this one began that it must take a turn, which it has not. */
        boolean isOvertaken() {
            return !hasTurn && isSlowed();
        }

        /**
         * Waits for its turn when there were too many failures. Whether it waited says {@link #waited}.
         *
         * @throws HttpRefusal 429 when its turn is too far away, or too many wait already
         */
        void takeTurn() {
            if (!isSlowed()) {
                return;
            }
            long ahead = Math.max(
                    waitMillis(ofUsers.getIfPresent(key), slowdown.failures()),
                    waitMillis(ofAddresses.getIfPresent(key.network), slowdown.failures() * ADDRESS_FACTOR));
            if (ahead > longestWait().toMillis()) {
                throw refused(ahead);
            }
            hasTurn = true;
            long user = reserve(ofUsers, key, slowdown.failures());
            long shared = reserve(ofAddresses, key.network, slowdown.failures() * ADDRESS_FACTOR);
            await(Math.max(user, shared));
        }

        boolean waited() {
            return hasTurn;
        }

        private boolean isSlowed() {
            return isSlowed(ofUsers.getIfPresent(key), slowdown.failures())
                    || isSlowed(ofAddresses.getIfPresent(key.network), slowdown.failures() * ADDRESS_FACTOR);
        }

        private static boolean isSlowed(Failures failures, int allowed) {
            return failures != null && failures.count >= allowed;
        }

        void failed() {
            count(ofUsers, key, slowdown.failures());
            count(ofAddresses, key.network, slowdown.failures() * ADDRESS_FACTOR);
        }

        /**
         * Forgets the failures of this user at this address; the address's own stay, or one good account would pay for guessing at others.
         */
        void succeeded() {
            if (ofUsers.getIfPresent(key) != null) {
                ofUsers.invalidate(key);
            }
        }
    }

    private Duration longestWait() {
        return slowdown.maxDelay().compareTo(MAX_SILENCE) < 0 ? slowdown.maxDelay() : MAX_SILENCE;
    }

    private long waitMillis(@Nullable Failures failures, int allowed) {
        return failures == null || failures.count < allowed ? 0 : Math.max(0, failures.nextMillis - clock.millis());
    }

    /** Takes the next place in the queue. @return the wait in milliseconds, longer than the longest for "no place" */
    private <K> long reserve(Cache<K, Failures> cache, K key, int allowed) {
        long now = clock.millis();
        var wait = new long[1];
        cache.asMap().computeIfPresent(key, (same, failures) -> {
            if (failures.count < allowed) {
                return failures;
            }
            long turn = Math.max(now, failures.nextMillis);
            wait[0] = turn - now;
            boolean full = wait[0] > longestWait().toMillis();
            return full ? failures : new Failures(failures.count, turn + delayMillis(failures.count - allowed));
        });
        return wait[0];
    }

    private <K> void count(Cache<K, Failures> cache, K key, int allowed) {
        long now = clock.millis();
        cache.asMap().compute(key, (same, failures) -> {
            int count = failures == null ? 1 : failures.count + 1;
            long next = failures == null ? 0 : failures.nextMillis;
            return new Failures(count, count < allowed ? next : Math.max(next, now + delayMillis(count - allowed)));
        });
    }

    private long delayMillis(int doublings) {
        long delay = slowdown.firstDelay().toMillis() << Math.min(doublings, MAX_DOUBLINGS);
        return Math.min(delay, slowdown.maxDelay().toMillis());
    }

    private static HttpRefusal refused(long millis) {
        Duration wait = Duration.ofMillis(millis);
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return HttpRefusal.tooMany(
                "too many logins failed for this user or from this address, so that each further one must wait, also with the right"
                        + " password: try again in " + seconds + (seconds == 1 ? " second" : " seconds"),
                wait);
    }

    private void await(long millis) {
        if (millis == 0) {
            return;
        }
        if (millis > longestWait().toMillis() || !places.tryAcquire()) {
            throw refused(millis);
        }
        try {
            waiting.await(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        } finally {
            places.release();
        }
    }
}

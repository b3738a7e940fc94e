package dev.stagedoor.engine.query;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Who may run a query now: so many run at once, and so many of one user. A query that is ended while the query engine is still in a call
 * that does not return gives its place back, and its call is counted as abandoned until it returns. A user with some of those begins no
 * more queries. Where there are more of all users than may go on beside the queries, the further ones take places after all, so that the
 * threads suffice. Queries wait in the order in which they came; one whose user may have no more is passed over. Safe for use by many
 * threads.
 */
final class QueryPlaces {
    private final int max;
    private final int maxPerUser;
    private final int maxAbandoned;
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> abandoned = new HashMap<>();
    private final SequencedSet<Turn> waiting = new LinkedHashSet<>();

    /** @param maxAbandoned calls of all users that did not return when they were ended and take no place; of one user half of that */
    QueryPlaces(int max, int maxPerUser, int maxAbandoned) {
        this.max = max;
        this.maxPerUser = maxPerUser;
        this.maxAbandoned = maxAbandoned;
    }

    /** The place of one query. */
    final class Place implements AutoCloseable {
        private final String user;
        private State state = State.RUNNING;

        private enum State {
            RUNNING,
            ABANDONED,
            GIVEN_BACK
        }

        private Place(String user) {
            this.user = user;
        }

        /** The query was ended, and its call goes on: the place is free, the call is counted until {@link #close}. */
        void abandon() {
            synchronized (QueryPlaces.this) {
                if (state == State.RUNNING) {
                    state = State.ABANDONED;
                    subtract(running, user);
                    abandoned.merge(user, 1, Integer::sum);
                    QueryPlaces.this.notifyAll();
                }
            }
        }

        /** Nothing of the query runs any more. Closing it again changes nothing. */
        @Override
        public void close() {
            synchronized (QueryPlaces.this) {
                switch (state) {
                    case RUNNING -> subtract(running, user);
                    case ABANDONED -> subtract(abandoned, user);
                    case GIVEN_BACK -> {}
                }
                state = State.GIVEN_BACK;
                QueryPlaces.this.notifyAll();
            }
        }
    }

    /** What keeps a user from a place. */
    enum Want {
        /** Nothing. */
        NONE,
        /** The user has as many as one user may. */
        OWN,
        /** All are taken. */
        ANY
    }

    /** Whose place would have to come free before the user can have one. */
    synchronized Want want(String user) {
        if (running.getOrDefault(user, 0) >= maxPerUser) {
            return Want.OWN;
        }
        return total(running) + Math.max(0, total(abandoned) - maxAbandoned) >= max ? Want.ANY : Want.NONE;
    }

    /** Begins to wait, behind all who wait already. */
    synchronized Turn enter(String user) {
        Turn turn = new Turn(user);
        waiting.addLast(turn);
        return turn;
    }

    /** How many queries wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** One query that waits for its place. */
    final class Turn implements AutoCloseable {
        private final String user;

        private Turn(String user) {
            this.user = user;
        }

        /**
         * A place, unless there is none, or somebody came before who can have it.
         *
         * @throws StagedoorException 1043, to be tried again, when too many abandoned calls of the user still run
         */
        Optional<Place> takeIfFree() {
            synchronized (QueryPlaces.this) {
                if (want(user) != Want.NONE) {
                    return Optional.empty();
                }
                if (hasLeftTooMany(user)) {
                    throw full("queries of user '" + user + "' that were ended are still being wound up: try again in a moment");
                }
                boolean first = waiting.stream().takeWhile(other -> other != this).noneMatch(Turn::canBegin);
                if (!first) {
                    return Optional.empty();
                }
                waiting.remove(this);
                running.merge(user, 1, Integer::sum);
                return Optional.of(new Place(user));
            }
        }

        private boolean canBegin() {
            return want(user) == Want.NONE && !hasLeftTooMany(user);
        }

        /** Whether there is no place for it; else it waits for those before it to take theirs, which they do at once. */
        boolean isKeptWaiting() {
            synchronized (QueryPlaces.this) {
                return want(user) != Want.NONE;
            }
        }

        /** What keeps it waiting, as an error that may be tried again. */
        StagedoorException refusal() {
            return switch (want(user)) {
                case OWN -> full("user '" + user + "' has " + maxPerUser + " queries running or results open, as many as one user may ("
                        + QueryOptions.PER_USER_SETTING + "): fetch or close one, or try again in a moment");
                case ANY, NONE -> full(max + " queries are running, as many as may: try again in a moment");
            };
        }

        /** Waits no longer. */
        @Override
        public void close() {
            synchronized (QueryPlaces.this) {
                if (waiting.remove(this)) {
                    QueryPlaces.this.notifyAll();
                }
            }
        }
    }

    private boolean hasLeftTooMany(String user) {
        return abandoned.getOrDefault(user, 0) >= Math.max(1, maxAbandoned / 2);
    }

    /**
     * Waits until a place comes free, at most so long.
     *
     * @throws StagedoorException 1043 when the waiting thread is interrupted
     */
    synchronized void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Cancellation.aborted();
        }
    }

    private static StagedoorException full(String message) {
        return new StagedoorException(ErrorCode.ABORTED_QUERY, message, true, null);
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void subtract(Map<String, Integer> counts, String user) {
        counts.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
}

package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.storage.Incarnation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions that were opened by a login, and their tokens ({@code docs/spec/protocol.md}, "Sessions"). A token is 256 random bits. Only
 * their digests are kept, and only in memory: when the server is started again, clients log in again.
 *
 * <p>The number of sessions is bounded, in all and for each user. A further login ends the session that was used longest ago: one of the
 * same user when that user has too many.
 */
public final class SessionTokens {
    /** How long a session token is good. */
    public static final Duration SESSION_TTL = Duration.ofHours(1);

    /** How long a refresh token is good, and so a session that is not used. */
    public static final Duration REFRESH_TTL = Duration.ofHours(4);

    /** How long both are good after new ones were given: an answer may get lost, and requests with the old one may be under way. */
    static final Duration GRACE = Duration.ofMinutes(1);

    /** Some 1 KiB each. */
    static final int MAX_SESSIONS = 10_000;

    static final int MAX_SESSIONS_PER_USER = 1_000;

    /** Pairs of one session that may be good at once, while new ones are asked for again and again. */
    private static final int MAX_PAIRS = 8;

    private static final String PREFIX = "bend-v1-";
    private static final int TOKEN_BYTES = 32;

    /** What a token is for. */
    enum Kind {
        SESSION(PREFIX + "s-", "session token", ErrorCode.SESSION_TOKEN_EXPIRED, ErrorCode.SESSION_TOKEN_NOT_FOUND),
        REFRESH(PREFIX + "r-", "refresh token", ErrorCode.REFRESH_TOKEN_EXPIRED, ErrorCode.REFRESH_TOKEN_NOT_FOUND);

        private final String prefix;
        private final String shown;
        private final ErrorCode expired;
        private final ErrorCode unknown;

        Kind(String prefix, String shown, ErrorCode expired, ErrorCode unknown) {
            this.prefix = prefix;
            this.shown = shown;
            this.expired = expired;
            this.unknown = unknown;
        }

        private HttpRefusal expired() {
            return HttpRefusal.unauthorized(expired, "Authentication failed: the " + shown + " has expired");
        }

        private HttpRefusal unknown() {
            return HttpRefusal.unauthorized(unknown,
                    "Authentication failed: the " + shown + " is not known, or its session has ended: log in again");
        }
    }

    /**
     * The tokens of a session.
     *
     * @param sessionToken says who sends a request
     * @param refreshToken good for a new pair, and nothing else
     */
    public record Pair(String sessionId, String sessionToken, String refreshToken) {
        /** Without the tokens. */
        @Override
        public String toString() {
            return "Pair[" + sessionId + "]";
        }
    }

    /** Whose session a token is of. */
    record Of(String user, Login login, Optional<Incarnation> incarnation, Kind kind) {
        /** Whether the account is still the one that logged in, with what it logged in with. */
        boolean isOf(Account account) {
            return account.login().equals(login) && account.definition().map(UserDefinition::incarnation).equals(incarnation);
        }

        HttpRefusal ended() {
            return kind.unknown();
        }
    }

    /** @param digests of its tokens, the newest pair last */
    private record Session(String id, String user, Login login, Optional<Incarnation> incarnation, List<String> digests) {}

    private record Issued(Session session, Kind kind, long untilMillis) {}

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Issued> byDigest = new HashMap<>();
    private final LinkedHashMap<String, Session> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Integer> countByUser = new HashMap<>();

    SessionTokens(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Whether a text has the form of a token, good or not. */
    static boolean isOne(String token) {
        return token.startsWith(PREFIX);
    }

    /** A new session of somebody who has just logged in. */
    synchronized Pair open(Account account) {
        endUnused();
        endBeyondLimits(account.name());
        var session = new Session(
                UUID.randomUUID().toString(),
                account.name(),
                account.login(),
                account.definition().map(UserDefinition::incarnation),
                new ArrayList<>());
        byUse.put(session.id, session);
        countByUser.merge(session.user, 1, Integer::sum);
        return issue(session);
    }

    /**
     * Whose token it is.
     *
     * @throws HttpRefusal 401 with 5101 or 5102 when it has expired, 5103 or 5104 when it is unknown, of a session that ended, or of the
     *     other kind
     */
    synchronized Of user(String token, Kind kind) {
        Session session = good(token, kind).session;
        return new Of(session.user, session.login, session.incarnation, kind);
    }

    /**
     * New tokens for a refresh token. The old ones are good for {@link #GRACE} yet.
     *
     * @throws HttpRefusal as {@link #user}
     */
    synchronized Pair refresh(String token) {
        Session session = good(token, Kind.REFRESH).session;
        runOut(session, session.digests.indexOf(digest(token)) / Kind.values().length);
        while (session.digests.size() >= MAX_PAIRS * Kind.values().length) {
            byDigest.remove(session.digests.removeFirst());
        }
        return issue(session);
    }

    /** Of one pair alone: a client that had no answer asks again, and the pair that it may have got after all stays good. */
    private void runOut(Session session, int pair) {
        long end = clock.millis() + GRACE.toMillis();
        int first = pair * Kind.values().length;
        for (String digest : session.digests.subList(first, first + Kind.values().length)) {
            byDigest.computeIfPresent(digest, (same, issued) -> new Issued(session, issued.kind, Math.min(issued.untilMillis, end)));
        }
    }

    /** The id of the session of a token, of either kind, if there is one. */
    synchronized Optional<String> sessionOf(String token) {
        return Optional.ofNullable(byDigest.get(digest(token))).map(issued -> issued.session.id);
    }

    /** Ends the session of a token, of either kind, if there is one. */
    synchronized void end(String token) {
        Issued issued = byDigest.get(digest(token));
        if (issued != null) {
            end(issued.session);
        }
    }

    private void end(Session session) {
        if (byUse.remove(session.id) == null) {
            return;
        }
        session.digests.forEach(byDigest::remove);
        countByUser.computeIfPresent(session.user, (user, count) -> count > 1 ? count - 1 : null);
    }

    private Issued good(String token, Kind kind) {
        Issued issued = token.startsWith(kind.prefix) ? byDigest.get(digest(token)) : null;
        if (issued == null) {
            throw kind.unknown();
        }
        if (issued.untilMillis <= clock.millis()) {
            throw kind.expired();
        }
        byUse.get(issued.session.id);
        return issued;
    }

    private Pair issue(Session session) {
        long now = clock.millis();
        String sessionToken = issue(session, Kind.SESSION, now + SESSION_TTL.toMillis());
        String refreshToken = issue(session, Kind.REFRESH, now + REFRESH_TTL.toMillis());
        return new Pair(session.id, sessionToken, refreshToken);
    }

    private String issue(Session session, Kind kind, long untilMillis) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String digest = digest(token);
        session.digests.add(digest);
        byDigest.put(digest, new Issued(session, kind, untilMillis));
        return token;
    }

    /** Those used longest ago come first; one that cannot even be refreshed ends for good. */
    private void endUnused() {
        long now = clock.millis();
        while (!byUse.isEmpty()) {
            Session oldest = byUse.values().iterator().next();
            if (oldest.digests.stream().anyMatch(digest -> byDigest.get(digest).untilMillis > now)) {
                return;
            }
            end(oldest);
        }
    }

    private void endBeyondLimits(String user) {
        if (countByUser.getOrDefault(user, 0) >= MAX_SESSIONS_PER_USER) {
            byUse.values().stream().filter(session -> session.user.equals(user)).findFirst().ifPresent(this::end);
        } else if (byUse.size() >= MAX_SESSIONS) {
            end(byUse.values().iterator().next());
        }
    }

    private static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

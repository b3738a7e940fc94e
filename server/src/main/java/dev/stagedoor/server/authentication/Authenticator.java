package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who sent a request ({@code docs/spec/protocol.md}, "Who asks"). */
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final int MAX_SHOWN_CHARS = 64;
    private static final String ROOT = "root";
    private static final String BASIC = "Basic ";
    private static final BasicCredentials OPEN_ROOT = new BasicCredentials(ROOT, "");
    private static final List<UserKey> NO_KEYS = List.of();
    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";

    /**
     * Where requests come from.
     *
     * @param thisMachineAlone whether nobody else is meant to reach the server, which users without a password need
     */
    public record Reach(Origins origins, boolean thisMachineAlone) {}

    private final Users users;
    private final Reach reach;
    private final PasswordlessLogin passwordless;
    private final PasswordComparison passwords;
    private final Optional<IssuedTokens> issued;
    private final KeyPairTokens keyPairs;
    private final FailedLogins failures;
    private final SessionTokens sessions;

    public Authenticator(Users users, Reach reach, AuthenticationOptions options, Clock clock) {
        this(users, reach, options, clock, LoginWork.REAL);
    }

    /** @param work how long a login takes: what is computed, and how failed logins are slowed down */
    Authenticator(Users users, Reach reach, AuthenticationOptions options, Clock clock, LoginWork work) {
        this.users = users;
        this.reach = reach;
        this.passwordless = new PasswordlessLogin(reach);
        this.passwords = new PasswordComparison(options.passwordMemory(), new SecureRandom(), Ticker.systemTicker(), work.comparison());
        this.issued = options.issuer().map(issuer -> new IssuedTokens(issuer, clock));
        this.keyPairs = new KeyPairTokens(clock, work.verification());
        this.failures = new FailedLogins(options.slowdown(), clock, work.waiting());
        this.sessions = new SessionTokens(clock, new SecureRandom());
    }

    /**
     * The user behind the request. Waits first when logins of that user from that address have failed too often.
     *
     * @throws HttpRefusal 401 with code 5100, whether the user or the proof is wrong, 5101 or 5103 for a token of a session that is not
     *     good any more, and 2201 for a token that the issuer made out for a user who is not known here; 429 when too many wait; 503 when
     *     too many passwords are being compared, or the issuer's keys cannot be read
     */
    public Principal authenticate(Request request) {
        return users.principal(enabled(request));
    }

    /**
     * The user behind the request, as {@link #authenticate} gives it, where that takes no computing and no waiting: without a password,
     * with one that was right a moment ago, or with the token of a session. Empty when it takes more.
     *
     * @throws HttpRefusal as {@link #authenticate}
     */
    public Optional<Principal> recall(Request request) {
        HttpFields headers = request.getHeaders();
        Credentials credentials = isOpenRoot(headers) ? new Credentials.Password(OPEN_ROOT) : Credentials.of(headers);
        return switch (credentials) {
            case Credentials.Password(var pair) -> recalled(pair, request).map(users::principal);
            case Credentials.SessionToken _ -> Optional.of(authenticate(request));
            case Credentials.IssuedToken _, Credentials.KeyPairToken _ -> Optional.empty();
        };
    }

    private Optional<Account> recalled(BasicCredentials credentials, Request request) {
        Optional<Account> account = users.find(credentials.user()).filter(found -> !found.disabled());
        if (account.isPresent() && account.get().isPasswordless()) {
            passwordless.require(request);
            return account;
        }
        boolean right = account.isPresent()
                && account.get().login() instanceof Login.Password known
                && passwords.recalls(credentials, known.hash())
                && !failures.concern(credentials.user(), reach.origins.clientAddress(request));
        return right ? account : Optional.empty();
    }

    /**
     * The user behind the request, who may go on in a session instead of logging in with each request.
     *
     * @throws HttpRefusal as {@link #authenticate}
     */
    public LoggedIn logIn(Request request) {
        return new LoggedIn(enabled(request), mayOpenSession(request.getHeaders()));
    }

    /** Somebody who has just shown who they are. */
    public final class LoggedIn {
        private final Account account;
        private final boolean mayOpenSession;

        private LoggedIn(Account account, boolean mayOpenSession) {
            this.account = account;
            this.mayOpenSession = mayOpenSession;
        }

        public Principal principal() {
            return users.principal(account);
        }

        /**
         * Tokens of a new session; none for who came with a token of the issuer, which ends when the issuer says, or with one of a session.
         */
        public Optional<SessionTokens.Pair> openSession() {
            return mayOpenSession ? Optional.of(sessions.open(account)) : Optional.empty();
        }
    }

    private static boolean mayOpenSession(HttpFields headers) {
        if (!headers.contains(HttpHeader.AUTHORIZATION)) {
            return true;
        }
        return switch (Credentials.of(headers)) {
            case Credentials.Password _, Credentials.KeyPairToken _ -> true;
            case Credentials.IssuedToken _, Credentials.SessionToken _ -> false;
        };
    }

    /**
     * New tokens for the one in the request, which is a refresh token.
     *
     * @throws HttpRefusal 401 with code 5102 when it has expired, 5104 when it is unknown or its session has ended, and as
     *     {@link #authenticate}
     */
    public SessionTokens.Pair refresh(Request request) {
        if (!(Credentials.of(request.getHeaders()) instanceof Credentials.SessionToken(var token))) {
            throw Credentials.refused("new tokens are given for a refresh token in an Authorization: Bearer header");
        }
        Account account = ofSession(sessions.user(token, SessionTokens.Kind.REFRESH), request);
        if (account.disabled()) {
            throw disabled(account);
        }
        return sessions.refresh(token);
    }

    /**
     * Ends the session that the request names with its token; one without a token has no session to end.
     *
     * @throws HttpRefusal as {@link #authenticate}
     */
    public void logOut(Request request) {
        enabled(request);
        sessionToken(request).ifPresent(sessions::end);
    }

    /** The id of the session, opened by a login, whose token a request has; empty when it has another credential. */
    public Optional<String> sessionOf(Request request) {
        return sessionToken(request).flatMap(sessions::sessionOf);
    }

    private static Optional<String> sessionToken(Request request) {
        return hasToken(request.getHeaders())
                        && Credentials.of(request.getHeaders()) instanceof Credentials.SessionToken(var token)
                ? Optional.of(token)
                : Optional.empty();
    }

    /** Told by the scheme alone, without decoding a password for it. */
    private static boolean hasToken(HttpFields headers) {
        for (HttpField header : headers) {
            if (header.getHeader() == HttpHeader.AUTHORIZATION && !header.getValue().regionMatches(true, 0, BASIC, 0, BASIC.length())) {
                return true;
            }
        }
        return false;
    }

    private Account enabled(Request request) {
        HttpFields headers = request.getHeaders();
        Account account = isOpenRoot(headers) ? passwordlessRoot(request) : account(Credentials.of(headers), request);
        if (account.disabled()) {
            throw disabled(account);
        }
        return account;
    }

    private static HttpRefusal disabled(Account account) {
        return Credentials.refused("user '" + shown(account.name()) + "' is disabled");
    }

    private Account account(Credentials credentials, Request request) {
        return switch (credentials) {
            case Credentials.Password(var pair) -> withPassword(pair, request);
            case Credentials.IssuedToken(var token) -> withIssuedToken(token, request);
            case Credentials.KeyPairToken(var token) -> withKeyPair(token, request);
            case Credentials.SessionToken(var token) -> ofSession(sessions.user(token, SessionTokens.Kind.SESSION), request);
        };
    }

    /** A session ends with what its user proved themselves with, and with the user. */
    private Account ofSession(SessionTokens.Of session, Request request) {
        Account account = users.find(session.user()).filter(session::isOf).orElseThrow(session::ended);
        if (account.isPasswordless()) {
            passwordless.require(request);
        }
        return account;
    }

    /**
     * databend-jdbc sends no header at all when the password is empty. That may be {@code root} without a password, unless a web page sends
     * the request: a page can make a browser send anything but an {@code Authorization} header without asking the server first.
     */
    private boolean isOpenRoot(HttpFields headers) {
        return !headers.contains(HttpHeader.AUTHORIZATION)
                && !isFromBrowser(headers)
                && users.find(ROOT).filter(Account::isPasswordless).isPresent();
    }

    /** Browsers send Origin with every POST and PUT, and Sec-Fetch-Site (Fetch Metadata Request Headers) with everything to loopback. */
    private static boolean isFromBrowser(HttpFields headers) {
        return headers.contains(HttpHeader.ORIGIN) || headers.contains(SEC_FETCH_SITE);
    }

    private Account passwordlessRoot(Request request) {
        return withPassword(OPEN_ROOT, request);
    }

    private Account withPassword(BasicCredentials credentials, Request request) {
        Optional<Account> account = users.find(credentials.user());
        if (account.isPresent() && account.get().isPasswordless()) {
            passwordless.require(request);
            return account.get();
        }
        FailedLogins.Attempt attempt = begin(credentials.user(), request);
        if (attempt.waited()) {
            account = users.find(credentials.user());
        }
        Optional<String> hash = account.map(Account::login)
                .flatMap(login -> login instanceof Login.Password known ? Optional.of(known.hash()) : Optional.empty());
        if (!passwords.check(credentials, hash, attempt)) {
            throw logged(request, wrong("incorrect password", account));
        }
        attempt.succeeded();
        return account.orElseThrow();
    }

    /** One answer, whether there is no such user, the user logs in otherwise, or the proof is wrong: a stranger must not learn which. */
    private static HttpRefusal wrong(String proof, Optional<Account> account) {
        HttpRefusal refused = Credentials.refused(proof);
        return account.isEmpty() ? refused.recordedAs(ErrorCode.UNKNOWN_USER) : refused;
    }

    private Account withIssuedToken(String token, Request request) {
        IssuedTokens tokens =
                issued.orElseThrow(() -> Credentials.refused("no issuer of tokens is configured (authentication.jwt); a token that "
                + "the user signed needs the header " + Credentials.METHOD_HEADER + ": " + Credentials.KEY_PAIR));
        FailedLogins.Attempt attempt = begin(tokens.claimedUser(token), request);
        return counted(attempt, request, () -> {
            String user = tokens.verify(token);
            Account account = users.find(user).orElseThrow(() -> unknown(user));
            if (!(account.login() instanceof Login.Jwt)) {
                throw Credentials.refused("user '" + shown(user) + "' does not log in with tokens of the issuer");
            }
            return account;
        });
    }

    private Account withKeyPair(String token, Request request) {
        String user = Tokens.unverified(token, KeyPairTokens.USER_CLAIM).orElse("");
        FailedLogins.Attempt attempt = begin(user, request);
        return counted(attempt, request, () -> {
            if (user.isEmpty()) {
                throw Credentials.refused("the token is not a signed JSON Web Token whose sub is a user");
            }
            Optional<Account> account = users.find(user);
            List<UserKey> own = account.map(Account::login).map(login -> login instanceof Login.KeyPair(var keys) ? keys : NO_KEYS)
                    .orElse(NO_KEYS);
            if (!keyPairs.verify(token, user, own)) {
                throw wrong("the token has no signature that is right", account);
            }
            return account.orElseThrow();
        });
    }

    private FailedLogins.Attempt begin(String user, Request request) {
        InetAddress address = reach.origins.clientAddress(request);
        return failures.begin(user, address);
    }

    /** What cannot be decided now (503) is no failure. */
    private Account counted(FailedLogins.Attempt attempt, Request request, Supplier<Account> login) {
        try {
            Account account = login.get();
            attempt.succeeded();
            return account;
        } catch (HttpRefusal e) {
            if (e.status() == 401) {
                attempt.failed();
                throw logged(request, e);
            }
            throw e;
        }
    }

    private static HttpRefusal unknown(String user) {
        return HttpRefusal.unauthorized(ErrorCode.UNKNOWN_USER, "User '" + shown(user) + "' does not exist.");
    }

    /** Without the name: some are passwords in the wrong field. The audit log knows more. */
    private HttpRefusal logged(Request request, HttpRefusal refusal) {
        LOG.info("Login from {} refused with {}", reach.origins.clientAddress(request).getHostAddress(), refusal.recordedCode());
        return refusal;
    }

    /** Short enough for a log, and on one line. */
    private static String shown(String name) {
        String line = name.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).limit(MAX_SHOWN_CHARS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return line.length() < name.length() ? line + "…" : line;
    }
}

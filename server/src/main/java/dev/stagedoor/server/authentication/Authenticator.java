package dev.stagedoor.server.authentication;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.engine.Principal;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.HostHeader;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who sent a request (protocol, section 4). */
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final int MAX_SHOWN_CHARS = 64;
    private static final String ROOT = "root";
    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";

    /**
     * Where requests come from and go to.
     *
     * @param publicHost host and port of the configured public URL: where passwordless users may be reached besides addresses and localhost
     * @param loopback whether the server listens on a loopback address, which passwordless users need
     */
    public record Reach(Origins origins, Optional<String> publicHost, boolean loopback) {}

    private final Users users;
    private final Reach reach;
    private final Passwords passwords;
    private final Optional<IssuedTokens> issued;
    private final KeyPairTokens keyPairs;
    private final FailedLogins failures;

    public Authenticator(Users users, Reach reach, AuthenticationOptions options, Clock clock) {
        this(users, reach, options, clock, Thread::sleep);
    }

    /** @param waiting how failed logins are slowed down */
    Authenticator(Users users, Reach reach, AuthenticationOptions options, Clock clock, FailedLogins.Waiting waiting) {
        this.users = users;
        this.reach = reach;
        this.passwords = new Passwords(options.passwordMemory(), new SecureRandom(), Ticker.systemTicker());
        this.issued = options.issuer().map(issuer -> new IssuedTokens(issuer, clock));
        this.keyPairs = new KeyPairTokens(clock);
        this.failures = new FailedLogins(options.slowdown(), clock, waiting);
    }

    /**
     * The user behind the request. Waits first when logins of that user from that address have failed too often.
     *
     * @throws HttpRefusal 401 with code 2201 for an unknown user and 5100 for everything else that is wrong; 429 when too many wait; 503 when
     *     too many passwords are being compared, or the issuer's keys cannot be read
     */
    public Principal authenticate(Request request) {
        HttpFields headers = request.getHeaders();
        Account account = isOpenRoot(headers) ? passwordlessRoot(request) : account(Credentials.of(headers), request);
        if (account.disabled()) {
            throw Credentials.refused("user '" + shown(account.name()) + "' is disabled");
        }
        return users.principal(account);
    }

    private Account account(Credentials credentials, Request request) {
        return switch (credentials) {
            case Credentials.Password(var pair) -> withPassword(pair, request);
            case Credentials.IssuedToken(var token) -> withIssuedToken(token, request);
            case Credentials.KeyPairToken(var token) -> withKeyPair(token, request);
        };
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
        return withPassword(new BasicCredentials(ROOT, ""), request);
    }

    private Account withPassword(BasicCredentials credentials, Request request) {
        Optional<Account> account = users.find(credentials.user());
        if (account.isPresent() && account.get().isPasswordless()) {
            refusePasswordlessFromElsewhere(request);
            return account.get();
        }
        FailedLogins.Attempt attempt = begin(credentials.user(), request);
        if (attempt.waited()) {
            account = users.find(credentials.user());
        }
        Optional<String> hash = account.map(Account::login)
                .flatMap(login -> login instanceof Login.Password(var known) ? Optional.of(known) : Optional.empty());
        if (!passwords.check(credentials, hash, attempt)) {
            throw logged(request, wrongPassword(credentials.user(), account));
        }
        attempt.succeeded();
        return account.orElseThrow();
    }

    private static HttpRefusal wrongPassword(String user, Optional<Account> account) {
        if (account.isEmpty()) {
            return unknown(user);
        }
        return switch (account.get().login()) {
            case Login.Password _, Login.NoPassword _ -> Credentials.refused("incorrect password");
            case Login.Jwt _ -> Credentials.refused("user '" + shown(user) + "' logs in with a token of the issuer, not with a password");
            case Login.KeyPair _ -> Credentials.refused("user '" + shown(user) + "' logs in with a key pair, not with a password");
        };
    }

    private Account withIssuedToken(String token, Request request) {
        IssuedTokens tokens = issued.orElseThrow(() -> Credentials.refused("no issuer of tokens is configured (authentication.jwt); a token that "
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
            Account account = users.find(user).orElseThrow(() -> unknown(user));
            if (!(account.login() instanceof Login.KeyPair(var publicKey))) {
                throw Credentials.refused("user '" + shown(user) + "' does not log in with a key pair");
            }
            keyPairs.verify(token, user, publicKey);
            return account;
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
        LOG.info("Login from {} refused with {}", reach.origins.clientAddress(request).getHostAddress(), refusal.code());
        return refusal;
    }

    /**
     * A web page can have its own name resolve to 127.0.0.1 and then speak to a server on loopback as its own origin; where no password
     * stands in its way, the name it must use does.
     */
    private void refusePasswordlessFromElsewhere(Request request) {
        if (!reach.loopback) {
            throw Credentials.refused("a user without a password is served by a server on a loopback address only");
        }
        String host = reach.origins.host(request);
        if (!HostHeader.isLocalhostOrAddress(host) && !reach.publicHost.equals(Optional.of(host))) {
            throw Credentials.refused("a user without a password is served at localhost or an IP address only, not under the name in the"
                    + " Host header; set a password, or public_url");
        }
    }

    /** Short enough for a log, and on one line. */
    private static String shown(String name) {
        String line = name.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).limit(MAX_SHOWN_CHARS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return line.length() < name.length() ? line + "…" : line;
    }
}

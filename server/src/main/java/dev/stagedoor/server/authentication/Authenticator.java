package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.credential.PasswordHashes;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.engine.Principal;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.HostHeader;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Finds out who sent a request (protocol, section 4). */
public final class Authenticator {
    /** Each takes 19 MiB and a core for some 50 ms: guessing must not take the machine. */
    private static final int CONCURRENT_HASHES = 2;

    private static final Duration MAX_WAIT_FOR_HASH = Duration.ofSeconds(10);

    /** Longer ones are refused before they are hashed. */
    private static final int MAX_PASSWORD_CHARS = 1024;

    private static final String ROOT = "root";
    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";

    private final Users users;
    private final Origins origins;
    private final Optional<String> publicHost;
    private final VerifiedPasswords verified;
    private final Semaphore hashing = new Semaphore(CONCURRENT_HASHES);
    /** Compared with when the user is unknown, so that this takes as long as a wrong password. */
    private final @Nullable String nobodysHash;

    /**
     * @param publicHost host and port of the configured public URL: where passwordless users may be reached besides addresses and localhost
     * @param memory how long a verified password is remembered
     */
    public Authenticator(
            Users users, Origins origins, Optional<String> publicHost, Duration memory, SecureRandom random, Ticker ticker) {
        this.users = users;
        this.origins = origins;
        this.publicHost = publicHost;
        this.verified = new VerifiedPasswords(memory, random, ticker);
        this.nobodysHash = users.hasPasswords() ? PasswordHashes.hash(Long.toHexString(random.nextLong())) : null;
    }

    /**
     * The user behind the request.
     *
     * @throws HttpRefusal 401 with code 2201 for an unknown user and 5100 for everything else
     */
    public Principal authenticate(Request request) {
        var credentials = credentials(request);
        Optional<User> user = users.find(credentials.user());
        if (user.isPresent() && user.get().passwordHash().isEmpty()) {
            refuseRebinding(request);
            return principal(credentials);
        }
        if (verified.knows(credentials)) {
            return principal(credentials);
        }
        if (!isRight(credentials, user)) {
            throw user.isPresent()
                    ? HttpRefusal.unauthorized(ErrorCode.AUTHENTICATE_FAILURE, "Authentication failed: incorrect password")
                    : HttpRefusal.unauthorized(ErrorCode.UNKNOWN_USER, "User '" + shown(credentials.user()) + "' does not exist.");
        }
        verified.remember(credentials);
        return principal(credentials);
    }

    /**
     * databend-jdbc sends no header at all when the password is empty. That may be {@code root} without a password, unless a web page sends
     * the request: a page can make a browser send anything but an {@code Authorization} header without asking the server first.
     */
    private BasicCredentials credentials(Request request) {
        HttpFields headers = request.getHeaders();
        boolean rootIsOpen = users.find(ROOT).filter(user -> user.passwordHash().isEmpty()).isPresent();
        if (!headers.contains(HttpHeader.AUTHORIZATION) && rootIsOpen && !isFromBrowser(headers)) {
            return new BasicCredentials(ROOT, "");
        }
        return BasicCredentials.parse(headers.getValuesList(HttpHeader.AUTHORIZATION));
    }

    /** Browsers send Origin with every POST and PUT, and Sec-Fetch-Site (Fetch Metadata Request Headers) with everything to loopback. */
    private static boolean isFromBrowser(HttpFields headers) {
        return headers.contains(HttpHeader.ORIGIN) || headers.contains(SEC_FETCH_SITE);
    }

    private boolean isRight(BasicCredentials credentials, Optional<User> user) {
        String hash = user.flatMap(User::passwordHash).orElse(nobodysHash);
        if (hash == null || credentials.password().length() > MAX_PASSWORD_CHARS) {
            return false;
        }
        boolean matches = hash(() -> PasswordHashes.matches(credentials.password(), hash));
        return matches && user.isPresent();
    }

    private boolean hash(BooleanSupplier work) {
        try {
            if (!hashing.tryAcquire(MAX_WAIT_FOR_HASH.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HttpRefusal.busy("too many logins at once: try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        }
        try {
            return work.getAsBoolean();
        } finally {
            hashing.release();
        }
    }

    /**
     * A web page can have its own name resolve to 127.0.0.1 and then speak to a server on loopback as its own origin; where no password
     * stands in its way, the name it must use does.
     */
    private void refuseRebinding(Request request) {
        String host = origins.host(request);
        if (!HostHeader.isLocalhostOrAddress(host) && !publicHost.equals(Optional.of(host))) {
            throw HttpRefusal.unauthorized(
                    ErrorCode.AUTHENTICATE_FAILURE,
                    "Authentication failed: a user without a password is served at localhost or an IP address only, not under the name in the"
                            + " Host header; set a password, or public_url");
        }
    }

    private static Principal principal(BasicCredentials credentials) {
        return new Principal(credentials.user(), Principal.ACCOUNT_ADMIN);
    }

    private static String shown(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}

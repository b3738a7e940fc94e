package dev.stagedoor.server.authentication;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.HttpRefusal;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a request proves its user with ({@code docs/spec/protocol.md}, "Who asks"). The request says of which kind a JSON Web Token is, and
 * the token is not asked: with {@code X-DATABEND-AUTH-METHOD: keypair} the user signed it, without that header the issuer did. Only the
 * tokens of this server's own sessions are told by their text, which begins as no JSON Web Token can.
 */
sealed interface Credentials {
    /** {@code Authorization: Basic} */
    record Password(BasicCredentials pair) implements Credentials {}

    /** {@code Authorization: Bearer}, signed by the issuer. */
    record IssuedToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IssuedToken[***]";
        }
    }

    /** {@code Authorization: Bearer}, signed by the user. */
    record KeyPairToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "KeyPairToken[***]";
        }
    }

    /** {@code Authorization: Bearer}, one that this server gave: of a session, or for new tokens of one. */
    record SessionToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "SessionToken[***]";
        }
    }

    String METHOD_HEADER = "X-DATABEND-AUTH-METHOD";
    String KEY_PAIR = "keypair";
    String BEARER = "Bearer ";

    /**
     * Of several {@code Authorization} headers the one with a token counts: databend-jdbc sends Basic and Bearer when it has a token.
     *
     * @throws HttpRefusal 401 with code 5100 when there is none, or none that can be read, or more than one of a kind
     */
    static Credentials of(HttpFields headers) {
        List<String> values = headers.getValuesList(HttpHeader.AUTHORIZATION);
        if (values.isEmpty()) {
            throw refused("no Authorization header: send a user and password with HTTP Basic, or a token with Bearer");
        }
        List<String> tokens = values.stream().filter(Credentials::isBearer).toList();
        if (tokens.size() > 1 || values.size() - tokens.size() > 1) {
            throw refused("more than one Authorization header");
        }
        if (tokens.isEmpty()) {
            return new Password(BasicCredentials.parse(values.getFirst()));
        }
        String token = tokens.getFirst().substring(BEARER.length()).trim();
        String method = headers.get(METHOD_HEADER);
        if (method != null && method.trim().equalsIgnoreCase(KEY_PAIR)) {
            return new KeyPairToken(token);
        }
        return SessionTokens.isOne(token) ? new SessionToken(token) : new IssuedToken(token);
    }

    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /** 401 with code 5100. */
    static HttpRefusal refused(String reason) {
        return HttpRefusal.unauthorized(ErrorCode.AUTHENTICATE_FAILURE, "Authentication failed: " + reason);
    }
}

package dev.stagedoor.server.authentication;

import dev.stagedoor.server.http.HttpRefusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The user and password of an {@code Authorization: Basic} header (RFC 7617), in UTF-8, or in Latin-1 where it is not UTF-8: so
 * databend-jdbc sends it.
 */
public record BasicCredentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    /** @throws HttpRefusal 401 with code 5100 unless it is a well-formed Basic header */
    static BasicCredentials parse(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Credentials.refused("the Authorization header is neither HTTP Basic nor Bearer");
        }
        return decode(header.substring(SCHEME.length()).trim());
    }

    /** Who a client says it is, whether or not the password is right; empty when it does not say so in a well-formed Basic header. */
    public static Optional<String> claimedUser(HttpFields headers) {
        try {
            return Optional.ofNullable(headers.get(HttpHeader.AUTHORIZATION)).map(header -> parse(header).user());
        } catch (HttpRefusal malformed) {
            return Optional.empty();
        }
    }

    private static BasicCredentials decode(String base64) {
        String pair;
        try {
            pair = text(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw Credentials.refused("the Authorization header is not valid Base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw Credentials.refused("the Authorization header has no ':' between user and password");
        }
        return new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public String toString() {
        return "BasicCredentials[" + user + "]";
    }
}

package dev.stagedoor.client;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where a server is and who asks: {@code databend://user:password@host:port/database?sslmode=disable}, as Databend's clients write it.
 *
 * @param server scheme and authority, no path
 * @param database the one sessions begin in
 */
public record Dsn(URI server, String user, Secret password, String database) {
    /** The server {@code stagedoor serve} starts without configuration. */
    public static final String DEFAULT = "databend://root:@127.0.0.1:8000/default";

    private static final String EXPECTED = "expected databend://user:password@host:port/database";
    private static final int DEFAULT_PORT = 8000;
    private static final int DEFAULT_TLS_PORT = 443;
    private static final List<String> PLAIN = List.of("databend", "databend+http");
    private static final List<String> TLS = List.of("databend+https");

    /**
     * User and password are percent-decoded. {@code sslmode=disable} is the default; {@code require} and {@code enable} mean HTTPS. Other
     * parameters, which other clients understand, are passed over.
     *
     * @throws IllegalArgumentException with a sentence for the user, which does not repeat the password
     */
    public static Dsn parse(String text) {
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme());
        if (!PLAIN.contains(scheme) && !TLS.contains(scheme)) {
            throw new IllegalArgumentException("the DSN begins with '" + scheme + "://'; " + EXPECTED);
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("the DSN names no host; " + EXPECTED);
        }
        boolean tls = TLS.contains(scheme) || wantsTls(uri);
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        URI server = URI.create((tls ? "https" : "http") + "://" + uri.getHost() + ":" + port);
        String userInfo = Optional.ofNullable(uri.getRawUserInfo()).orElse("");
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
        String path = Optional.ofNullable(uri.getRawPath()).orElse("");
        String database = decode(path.startsWith("/") ? path.substring(1) : path);
        return new Dsn(server, user.isEmpty() ? "root" : user, Secret.of(password), database.isEmpty() ? "default" : database);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the DSN is not a URL (percent-encode special characters in user and password); "
                    + EXPECTED);
        }
    }

    private static boolean wantsTls(URI uri) {
        for (String parameter : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
            if (!parameter.startsWith("sslmode=")) {
                continue;
            }
            String mode = parameter.substring("sslmode=".length());
            if (mode.equals("require") || mode.equals("enable")) {
                return true;
            }
            if (!mode.equals("disable")) {
                throw new IllegalArgumentException("sslmode is '" + mode + "' in the DSN; expected one of disable, enable, require");
            }
        }
        return false;
    }

    /** URLDecoder is for forms, where '+' is a space; in a URL it is itself. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the DSN has a '%' that two hexadecimal digits do not follow; write it as %25", e);
        }
    }
}

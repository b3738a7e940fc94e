package dev.stagedoor.storage.location;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of a location, taken apart as RFC 3986 does. User information, query and fragment are dropped.
 *
 * @param scheme in lower case
 * @param authority host and perhaps port, in the case they were written in; empty for {@code fs} alone
 * @param path begins with {@code /}; as written, still encoded
 */
record UrlParts(String scheme, String authority, String path) {
    static final int MAX_URL_LENGTH = 8192;
    private static final int MAX_AUTHORITY_LENGTH = 261; // a host of 255 characters, a colon, a port of five digits
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    private static final String FS = "fs";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    /** Host names, names of buckets and containers ({@code $web}), literal IPv6 addresses. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._$-]+|\\[[0-9A-Fa-f:.]+]");

    /**
     * @throws dev.stagedoor.errors.StagedoorException 1005 for what is no URL, with Databend's texts; 4000 when it is too long
     */
    static UrlParts parse(String url) {
        if (url.length() > MAX_URL_LENGTH) {
            throw LocationErrors.invalid("the URL is " + url.length() + " characters long; at most " + MAX_URL_LENGTH + " are allowed");
        }
        refuseLocalPaths(url);
        int colon = url.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(url.substring(0, colon)).matches()) {
            throw LocationErrors.syntax("invalid uri relative URL without a base");
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = url.substring(colon + 1);
        if (scheme.equals(FS)) {
            return fs(rest);
        }
        if (!rest.startsWith("//") || url.chars().anyMatch(Character::isISOControl)) {
            throw LocationErrors.syntax("invalid uri");
        }
        return hierarchical(scheme, rest.substring(2));
    }

    /** Whether a directory is named, and not a file. */
    boolean namesDirectory() {
        return path.endsWith("/");
    }

    /** The path as it is meant: {@code fs} knows no escapes. */
    String decodedPath() {
        return scheme.equals(FS) ? path : PercentCoding.decode(path);
    }

    private static void refuseLocalPaths(String url) {
        if (url.startsWith("/")) {
            throw LocationErrors.syntax("local filesystem paths must use fs:///path/ instead of /path/");
        }
        if (url.regionMatches(true, 0, "file://", 0, "file://".length())) {
            throw LocationErrors.syntax("local filesystem paths must use fs:///path/ instead of file:///path/");
        }
    }

    private static UrlParts fs(String rest) {
        if (!rest.startsWith("///")) {
            throw LocationErrors.syntax("fs locations must start with fs:///");
        }
        return new UrlParts(FS, "", rest.substring(2));
    }

    private static UrlParts hierarchical(String scheme, String afterSlashes) {
        int end = firstOf(afterSlashes, "/?#");
        String path = afterSlashes.substring(end);
        path = path.substring(0, firstOf(path, "?#"));
        String authority = afterSlashes.substring(0, end);
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        return new UrlParts(scheme, checkedAuthority(authority), path.isEmpty() ? "/" : path);
    }

    private static String checkedAuthority(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        if (authority.length() > MAX_AUTHORITY_LENGTH || !HOST.matcher(host).matches() || host.equals(".") || host.equals("..")) {
            throw LocationErrors.syntax("invalid uri");
        }
        if (!hasPort || colon == authority.length() - 1) {
            return host;
        }
        String port = authority.substring(colon + 1);
        boolean digits = port.length() <= MAX_PORT_DIGITS && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(port) > MAX_PORT) {
            throw LocationErrors.syntax("invalid uri invalid port number");
        }
        return host + ":" + Integer.parseInt(port);
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}

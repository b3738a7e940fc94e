package dev.stagedoor.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a text is a URL as Databend's parser takes it, whatever its scheme. Errors are in Databend's words. */
final class UrlSyntax {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(//)?");

    /** What a host may not hold: the forbidden host code points of the URL standard, and control characters. */
    private static final Pattern FORBIDDEN_IN_HOST = Pattern.compile("[\\p{Cntrl} #/:<>?@\\[\\\\\\]^|]");

    private static final int MAX_PORT = 65_535;

    private UrlSyntax() {}

    /** The text is no URL; the message says why. */
    static final class MalformedUrl extends Exception {
        MalformedUrl(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The URL without what Databend drops from it: user information, query and fragment. Those may hold a secret; what is left holds none.
     * The rest stays as written. {@code fs:///} is followed by a path, in which nothing has a meaning.
     */
    static String parse(String text) throws MalformedUrl {
        if (text.startsWith("@")) {
            throw new MalformedUrl("uri location should not start with '@'");
        }
        if (text.startsWith("/")) {
            throw new MalformedUrl("local filesystem paths must use fs:///path/ instead of /path/");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            throw new MalformedUrl("invalid uri relative URL without a base");
        }
        String name = scheme.group(1);
        if (name.equalsIgnoreCase("file")) {
            throw new MalformedUrl("local filesystem paths must use fs:///path/ instead of file:///path/");
        }
        if (name.equalsIgnoreCase("fs")) {
            if (!text.startsWith("///", name.length() + 1)) {
                throw new MalformedUrl("fs locations must start with fs:///");
            }
            return text;
        }
        if (scheme.group(2) == null) {
            throw new MalformedUrl("invalid uri");
        }
        String rest = text.substring(scheme.end(), indexOfAny(text, "?#", scheme.end()));
        int authorityEnd = indexOfAny(rest, "/", 0);
        String authority = rest.substring(rest.lastIndexOf('@', authorityEnd - 1) + 1, authorityEnd);
        checkAuthority(authority);
        return scheme.group() + authority + rest.substring(authorityEnd);
    }

    private static void checkAuthority(String authority) throws MalformedUrl {
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : indexOfAny(authority, ":", 0);
        String host = authority.substring(0, hostEnd);
        if (host.isEmpty()) {
            throw new MalformedUrl("invalid uri");
        }
        if (!host.startsWith("[") && FORBIDDEN_IN_HOST.matcher(host).find()) {
            throw new MalformedUrl("invalid uri invalid domain character");
        }
        String port = authority.substring(hostEnd);
        if (!port.isEmpty() && !isPort(port)) {
            throw new MalformedUrl("invalid uri invalid port number");
        }
    }

    /** A colon and a number of at most 16 bits, or nothing after it. */
    private static boolean isPort(String text) {
        String digits = text.substring(1);
        boolean number = text.startsWith(":") && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && (digits.isEmpty() || Integer.parseInt(digits) <= MAX_PORT);
    }

    private static int indexOfAny(String text, String characters, int from) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}

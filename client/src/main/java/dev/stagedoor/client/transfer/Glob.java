package dev.stagedoor.client.transfer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names with placeholders: {@code *} and {@code ?} for anything but a slash, {@code **} for anything, {@code [a-z]} and {@code [!a-z]} for
 * one character, {@code {a,b}} for one of several texts, and a backslash before a character that stands for itself.
 */
final class Glob {
    private static final String SPECIAL = "*?[{";

    /** What has a meaning in the regular expressions of both Java and the server. */
    private static final String ESCAPED = "\\.+*?^$|()[]{}";

    private final String regex;
    private final Pattern pattern;

    private Glob(String regex, Pattern pattern) {
        this.regex = regex;
        this.pattern = pattern;
    }

    /** Whether a text has placeholders. */
    static boolean isIn(String text) {
        return text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /** How much of a text stands before its first placeholder or backslash. */
    static int fixedLength(String text) {
        int length = 0;
        while (length < text.length() && SPECIAL.indexOf(text.charAt(length)) < 0 && text.charAt(length) != '\\') {
            length++;
        }
        return length;
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static Glob of(String text) {
        String regex = new Translation(text).regex();
        try {
            return new Glob(regex, Pattern.compile(regex, Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no pattern of names: " + e.getDescription(), e);
        }
    }

    /** A regular expression that matches the same, whole. */
    String regex() {
        return regex;
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Reads a glob from left to right. */
    private static final class Translation {
        private final String text;
        private final StringBuilder regex = new StringBuilder();
        private int at;
        private int openBraces;

        Translation(String text) {
            this.text = text;
        }

        String regex() {
            while (at < text.length()) {
                step(text.charAt(at++));
            }
            if (openBraces > 0) {
                throw new IllegalArgumentException("'" + text + "' has a { without its }");
            }
            return regex.toString();
        }

        private void step(char c) {
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append("[^/]");
                case '[' -> characters();
                case '{' -> {
                    openBraces++;
                    regex.append("(?:");
                }
                case '}' -> closing();
                case ',' -> regex.append(openBraces > 0 ? "|" : ",");
                case '\\' -> literal(at < text.length() ? text.charAt(at++) : '\\');
                default -> literal(c);
            }
        }

        private void star() {
            if (at < text.length() && text.charAt(at) == '*') {
                at++;
                regex.append(".*");
            } else {
                regex.append("[^/]*");
            }
        }

        private void closing() {
            if (openBraces == 0) {
                literal('}');
                return;
            }
            openBraces--;
            regex.append(')');
        }

        private void characters() {
            int end = text.indexOf(']', at + (at < text.length() && text.charAt(at) == '!' ? 2 : 1));
            if (end < 0) {
                throw new IllegalArgumentException("'" + text + "' has a [ without its ]");
            }
            String inside = text.substring(at, end);
            at = end + 1;
            boolean negated = inside.startsWith("!");
            regex.append(negated ? "[^/" : "[");
            inside.substring(negated ? 1 : 0).chars().forEach(c -> {
                if ("\\[]^&~".indexOf(c) >= 0) {
                    regex.append('\\');
                }
                regex.append((char) c);
            });
            regex.append(']');
        }

        private void literal(char c) {
            if (ESCAPED.indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }
    }
}

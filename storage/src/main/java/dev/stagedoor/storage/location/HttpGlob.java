package dev.stagedoor.storage.location;

import java.util.ArrayList;
import java.util.List;

/**
 * Spells out the paths that a URL's glob means, as Databend does (its library is globiter 0.1): {@code {a,b}} is each of a set,
 * {@code [8-11]} and {@code [08-11]} each number of a range (as wide as its first one is written, if that begins with 0), {@code [a-f]}
 * each letter. A literal brace or bracket is percent-encoded.
 */
final class HttpGlob {
    /** How many paths one URL may mean. */
    static final int MAX_PATHS = 1_000;

    private static final int MAX_DIGITS = 9;

    private HttpGlob() {}

    /** In the order of the pattern, the last part turning fastest. Not decoded. */
    static List<String> expand(String pattern) {
        List<String> paths = List.of("");
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '}' || c == ']') {
                throw invalid("unexpected character '" + c + "' at pos " + at);
            }
            if (c == '{' || c == '[') {
                int close = closing(pattern, at);
                String inner = pattern.substring(at + 1, close);
                paths = product(paths, c == '{' ? List.of(inner.split(",", -1)) : range(inner));
                at = close + 1;
            } else {
                int next = nextSpecial(pattern, at);
                paths = product(paths, List.of(pattern.substring(at, next)));
                at = next;
            }
        }
        return paths;
    }

    private static int closing(String pattern, int open) {
        char wanted = pattern.charAt(open) == '{' ? '}' : ']';
        int close = nextSpecial(pattern, open + 1);
        if (close == pattern.length()) {
            throw invalid("'" + pattern.charAt(open) + "' at pos " + open + " is not closed");
        }
        if (pattern.charAt(close) != wanted) {
            throw invalid("unexpected character '" + pattern.charAt(close) + "' at pos " + close);
        }
        return close;
    }

    private static int nextSpecial(String pattern, int from) {
        int at = from;
        while (at < pattern.length() && "{}[]".indexOf(pattern.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static List<String> product(List<String> starts, List<String> ends) {
        if ((long) starts.size() * ends.size() > MAX_PATHS) {
            throw invalid("it means more than " + MAX_PATHS + " paths");
        }
        List<String> joined = new ArrayList<>(starts.size() * ends.size());
        for (String start : starts) {
            ends.forEach(end -> joined.add(start + end));
        }
        return joined;
    }

    private static List<String> range(String inner) {
        int dash = inner.indexOf('-');
        String first = dash < 0 ? "" : inner.substring(0, dash);
        String last = inner.substring(dash + 1);
        if (isNumber(first) && isNumber(last)) {
            return numbers(first, Integer.parseInt(last));
        }
        if (isLetter(first) && isLetter(last) && Character.isLowerCase(first.charAt(0)) == Character.isLowerCase(last.charAt(0))) {
            return letters(first.charAt(0), last.charAt(0));
        }
        throw invalid("'[" + LocationErrors.shown(inner) + "]' is no range of numbers or letters");
    }

    private static List<String> numbers(String firstText, int last) {
        int first = Integer.parseInt(firstText);
        checkSize((long) last - first + 1);
        int width = firstText.startsWith("0") ? firstText.length() : 1;
        List<String> numbers = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            String digits = Integer.toString(number);
            numbers.add("0".repeat(Math.max(0, width - digits.length())) + digits);
        }
        return numbers;
    }

    private static List<String> letters(char first, char last) {
        checkSize(last - first + 1);
        List<String> letters = new ArrayList<>();
        for (char letter = first; letter <= last; letter++) {
            letters.add(String.valueOf(letter));
        }
        return letters;
    }

    private static void checkSize(long size) {
        if (size < 1) {
            throw invalid("a range ends before it begins");
        }
        if (size > MAX_PATHS) {
            throw invalid("it means more than " + MAX_PATHS + " paths");
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLetter(String text) {
        return text.length() == 1 && (text.charAt(0) >= 'a' && text.charAt(0) <= 'z' || text.charAt(0) >= 'A' && text.charAt(0) <= 'Z');
    }

    private static RuntimeException invalid(String why) {
        return LocationErrors.invalid("input path is not a valid glob: " + why);
    }
}

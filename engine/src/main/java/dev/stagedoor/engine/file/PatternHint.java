package dev.stagedoor.engine.file;

import dev.stagedoor.errors.ShownText;
import dev.stagedoor.sql.StagePath;
import java.util.Optional;

/**
 * Advice for who writes {@code LIST @s/*.csv}. A location is a prefix, so no file is found, and nothing else would say why.
 */
final class PatternHint {
    private PatternHint() {}

    /** Whether a path has signs of a shell's wildcard, which are ordinary characters of a key. */
    static boolean isWorthwhile(StagePath location) {
        return firstWildcard(location.path()) >= 0;
    }

    /** The sentence for a location that selected no file; empty where its path has no wildcard. */
    static Optional<String> of(StagePath location) {
        String path = location.path();
        int wildcard = firstWildcard(path);
        if (wildcard < 0) {
            return Optional.empty();
        }
        int directory = path.lastIndexOf('/', wildcard) + 1;
        String prefix = ShownText.of("@" + location.stage() + "/" + path.substring(0, directory));
        return Optional.of("No file's path begins with '" + ShownText.of(path)
                + "': a location is a prefix, in which * and ? stand for themselves. To select by name, give the location " + prefix
                + " and PATTERN = '" + ShownText.of(pattern(path.substring(directory))) + "'.");
    }

    private static int firstWildcard(String path) {
        int star = path.indexOf('*');
        int mark = path.indexOf('?');
        return star < 0 ? mark : mark < 0 ? star : Math.min(star, mark);
    }

    /** The regular expression that means what the wildcards do; what has a meaning in one, or in a string, stands in brackets. */
    private static String pattern(String wildcards) {
        StringBuilder pattern = new StringBuilder();
        wildcards.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                case '\\', '^', '\'', ']' -> pattern.append('.');
                case '.', '+', '(', ')', '[', '{', '}', '|', '$' -> pattern.append('[').appendCodePoint(c).append(']');
                default -> pattern.appendCodePoint(c);
            }
        });
        return pattern.toString();
    }
}

package dev.stagedoor.engine.file;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.RepetitionBound;

/**
 * PATTERN of LIST, REMOVE and list_stage. It must match all of the path after the prefix, as {@code ^(?:pattern)$} does. RE2/J runs it in
 * time linear in the key. {@code $} is the end of the text, and {@code .} is anything but a line feed.
 *
 * <p>Databend puts {@code ^} and {@code $} around the text without a group, so that {@code a|b} means {@code ^a} or {@code b$} there.
 */
final class FilePattern {
    /** Longest pattern, in characters. */
    static final int MAX_CHARS = 1024;

    /**
     * Largest product of nested counted repetitions. RE2 copies what is repeated, so {@code ((a{1000}){1000}){1000}} is 15 characters and
     * a thousand million instructions.
     */
    static final int MAX_REPETITION = 1000;

    private final Pattern pattern;

    private FilePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws StagedoorException 1005 when this is no pattern, 1006 when it is too large */
    static FilePattern of(String text) {
        if (text.length() > MAX_CHARS) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "PATTERN is longer than " + MAX_CHARS + " characters: use a shorter one");
        }
        RepetitionBound.check(text, MAX_REPETITION);
        try {
            return new FilePattern(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new StagedoorException(
                    ErrorCode.SYNTAX, "Pattern format invalid, got:" + ShownText.of(text) + ", error:" + e.getMessage(), e);
        }
    }

    /** Whether the pattern matches all of {@code rest}: what is left of a path after the prefix. */
    boolean matches(String rest) {
        return pattern.matcher(rest).matches();
    }
}

package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.text.LineRowFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a line of a file, where SQL finds it: the call of error() that says so, and what its text means. */
final class TextFault {
    private static final String MARK = " stagedoor fault";

    private static final Pattern TOLD = Pattern.compile(MARK + "(?: at line (\\d+))?: ([^\\n]*)");

    private TextFault() {}

    /**
     * An expression that fails.
     *
     * @param numbered whether the lines have their numbers with them
     * @param reason an expression that says what is wrong, without what is in the file
     */
    static String error(boolean numbered, String reason) {
        String place = numbered ? " || ' at line ' || " + LineRowFile.NUMBER.name() : "";
        return "error(" + StagedView.FILE + " || " + SqlText.literal(MARK) + place + " || ': ' || " + reason + ")";
    }

    /** What follows the name of the file in a message; empty when the error is another. */
    static Optional<String> told(String message) {
        Matcher told = TOLD.matcher(message);
        return told.find()
                ? Optional.of((told.group(1) == null ? "" : ", line " + told.group(1)) + ": " + told.group(2).strip())
                : Optional.empty();
    }
}

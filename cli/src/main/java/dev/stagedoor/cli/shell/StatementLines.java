package dev.stagedoor.cli.shell;

import dev.stagedoor.sql.StatementSplitter;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor when a statement is complete, and which word the cursor is in. */
final class StatementLines implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !isComplete(line)) {
            throw new EOFError(-1, -1, "a semicolon is missing");
        }
        int start = cursor;
        while (start > 0 && !isBoundary(line.charAt(start - 1))) {
            start--;
        }
        int end = cursor;
        while (end < line.length() && !isBoundary(line.charAt(end))) {
            end++;
        }
        return new Word(line, cursor, line.substring(start, end), cursor - start);
    }

    /** A command of the shell, or statements each with its semicolon. */
    static boolean isComplete(String text) {
        return text.isBlank() || ShellCommand.of(text).isPresent() || StatementSplitter.split(text).isComplete();
    }

    private static boolean isBoundary(char c) {
        return Character.isWhitespace(c) || c == '(' || c == ')' || c == ',' || c == ';' || c == '=' || c == '\'' || c == '"';
    }

    /** Words stand in the line as they are: nothing is quoted or escaped by completion. */
    private record Word(String line, int cursor, String word, int wordCursor) implements CompletingParsedLine {
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }
}

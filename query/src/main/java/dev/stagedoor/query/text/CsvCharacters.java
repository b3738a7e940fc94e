package dev.stagedoor.query.text;

import dev.stagedoor.query.format.UnreadableFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;

/**
 * The characters of a file of CSV as FastCSV takes them: it knows no delimiter of records but the ends of lines, no escape but the doubled
 * quote, and more blanks around quotes than DuckDB. What it would take for something else is a mark here, which {@link #restored} takes
 * back. A mark is the second half of a surrogate pair without the first, which no decoder gives.
 */
final class CsvCharacters extends Reader {
    /** Stands for a control character or blank; the character is added to it. */
    private static final char MARK = '\uDC00';

    private static final char MARKED_BLANK = MARK + 0x20;

    /** {@code \"} as it was read. */
    private static final char ESCAPED_QUOTE = '\uDC31';

    /** {@code \\} as it was read. */
    private static final char ESCAPED_ESCAPE = '\uDC32';

    /** A backslash before any other character. */
    private static final char ESCAPE = '\uDC33';

    private static final int BUFFER_CHARS = 16 << 10;

    private final Reader text;
    private final CsvDialect dialect;
    private final boolean marksBlanks;
    private final char[] read = new char[BUFFER_CHARS];
    private final char[] given = new char[2 * BUFFER_CHARS + 2];
    private int next;
    private int end;
    private long lines;
    private char last;
    private char before;
    private boolean holdsBlank;
    private boolean holdsEscape;
    private boolean ended;

    CsvCharacters(Reader text, CsvDialect dialect) {
        this.text = text;
        this.dialect = dialect;
        marksBlanks = dialect.fieldDelimiter().indexOf(' ') < 0 && (dialect.endsWithLine() || dialect.recordEnd() != ' ');
    }

    /** The delimiter of fields as it is among these characters. */
    static String delimiter(CsvDialect dialect) {
        StringBuilder marked = new StringBuilder();
        for (char c : dialect.fieldDelimiter().toCharArray()) {
            marked.append(marked(dialect, c));
        }
        return marked.toString();
    }

    /** FastCSV takes every character up to the blank for one that may stand around quotes. */
    private static char marked(CsvDialect dialect, char c) {
        if (c >= ' ') {
            return !dialect.endsWithLine() && c == dialect.recordEnd() ? '\n' : c;
        }
        boolean isEnd = dialect.endsWithLine() ? c == '\n' || c == '\r' : c == dialect.recordEnd();
        return !isEnd ? (char) (MARK + c) : dialect.endsWithLine() ? c : '\n';
    }

    /** A field as it was in the file. */
    static String restored(CsvDialect dialect, char[] buffer, int from, int length, boolean quoted) {
        int first = from;
        int to = from + length;
        while (first < to && !Character.isLowSurrogate(buffer[first]) && buffer[first] != '\n') {
            first++;
        }
        if (first == to) {
            return new String(buffer, from, length);
        }
        StringBuilder field = new StringBuilder(length + 2);
        for (int i = from; i < to; i++) {
            char c = buffer[i];
            if (c == '\n' && !dialect.endsWithLine()) {
                field.append(dialect.recordEnd());
            } else if (c < MARK || c > ESCAPE || i > from && Character.isHighSurrogate(buffer[i - 1])) {
                field.append(c);
            } else if (c <= MARKED_BLANK) {
                field.append((char) (c - MARK));
            } else {
                field.append(quoted ? "" : "\\");
                field.append(c == ESCAPED_QUOTE ? String.valueOf(dialect.quote()) : c == ESCAPED_ESCAPE ? "\\" : "");
            }
        }
        return field.toString();
    }

    /** @throws UnreadableFileException where the next byte is not of the encoding */
    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        while (next == end) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int some = Math.min(length, end - next);
        System.arraycopy(given, next, buffer, from, some);
        next += some;
        return some;
    }

    private void fill() throws IOException {
        next = 0;
        end = 0;
        int some;
        try {
            some = text.read(read, 0, read.length);
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException(lines + 1, "it is not " + dialect.encoding().name(), e);
        }
        for (int i = 0; i < some; i++) {
            take(read[i]);
        }
        if (some < 0) {
            ended = true;
            giveHeld('\0');
        }
    }

    private void take(char c) {
        if (holdsEscape && (c == dialect.quote() || c == '\\')) {
            holdsEscape = false;
            give(c == '\\' ? ESCAPED_ESCAPE : ESCAPED_QUOTE);
            before = c;
            return;
        }
        giveHeld(c);
        if (dialect.escaped() && c == '\\') {
            holdsEscape = true;
        } else if (c == ' ' && marksBlanks && before != ' ' && before != dialect.quote()) {
            holdsBlank = true;
        } else {
            give(marked(dialect, c));
        }
        before = c;
    }

    /** DuckDB takes one blank before a quote for none, and two for the beginning of a field without quotes. */
    private void giveHeld(char c) {
        if (holdsEscape) {
            give(ESCAPE);
            holdsEscape = false;
        } else if (holdsBlank) {
            give(c == ' ' ? MARKED_BLANK : ' ');
            holdsBlank = false;
        }
    }

    private void give(char c) {
        if (c == '\r' || c == '\n' && last != '\r') {
            lines++;
        }
        last = c;
        given[end++] = c;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}

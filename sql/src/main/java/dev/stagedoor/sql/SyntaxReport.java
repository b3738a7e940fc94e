package dev.stagedoor.sql;

import dev.stagedoor.sql.Literals.MalformedLiteral;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.BitSet;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Lays out a syntax error as Databend does:
 *
 * <pre>
 * error:&#32;
 *   --&gt; SQL:1:9
 *   |
 * 1 | PRESIGN INVALID @my_stage/path/to/file
 *   | ------- ^^^^^^^ unexpected `INVALID`, expecting &lt;LiteralString&gt; or `LiteralAtString`
 *   | |        &#32;
 *   | while parsing `PRESIGN [{DOWNLOAD | UPLOAD}] &lt;location&gt; [EXPIRE = 3600] …`
 * </pre>
 *
 * Columns count code points. Of a long line only the part around the error is shown. What may be a secret is shown as asterisks, one for
 * each code point, so that the caret still points at its place ({@link SecretText}).
 */
final class SyntaxReport {
    /** Of a longer line, this many code points around the error are shown. */
    static final int MAX_LINE_CODE_POINTS = 160;

    /** Of a longer token, this many characters are named in the message. */
    static final int MAX_TOKEN_CHARS = 64;

    private final String sql;
    private @Nullable BitSet secret;

    /** @param sql the whole text as the user sent it */
    SyntaxReport(String sql) {
        this.sql = sql;
    }

    /** The statement that was begun: where its first word stands, and how it is written. */
    record Begun(int start, int end, String usage) {
        static Begun at(Token first, String usage) {
            return new Begun(first.getStartIndex(), first.getStopIndex() + 1, usage);
        }
    }

    /** A token that fits nothing; the names of what would have fitted are ready to be shown. */
    SqlSyntaxException unexpected(Token token, List<String> expected, @Nullable Begun begun) {
        return at(token, Expectations.unexpected(token, shown(token), expected), begun);
    }

    /**
     * What a token that must be a string stands for.
     *
     * @throws SqlSyntaxException when it is none, or one that cannot be read
     */
    String string(Token token, @Nullable Begun begun) {
        if (token.getType() != SqlLexer.STRING && token.getType() != SqlLexer.RAW_STRING) {
            throw unexpected(token, List.of("<LiteralString>"), begun);
        }
        try {
            return Literals.string(token.getText());
        } catch (MalformedLiteral malformed) {
            throw at(token, malformed.getMessage(), begun);
        }
    }

    /** A problem with one token. */
    SqlSyntaxException at(Token token, String problem, @Nullable Begun begun) {
        if (token.getType() == Token.EOF) {
            int end = sql.stripTrailing().length();
            return at(end, end, problem, begun);
        }
        return at(token.getStartIndex(), token.getStopIndex() + 1, problem, begun);
    }

    /** A problem with the text from {@code start} to {@code end}. */
    SqlSyntaxException at(int start, int end, String problem, @Nullable Begun begun) {
        Line line = Line.around(sql, start);
        int column = sql.codePointCount(line.start(), start) + 1;
        Begun known = begun == null || begun.start() >= start ? null : begun;
        String gutter = " ".repeat(Integer.toString(line.number()).length());
        StringBuilder out = new StringBuilder("error: \n")
                .append(gutter).append(" --> SQL:").append(line.number()).append(':').append(column).append('\n')
                .append(gutter).append(" |\n");
        if (known != null && known.start() < line.start()) {
            appendEarlierLine(out, gutter, known, line.number());
            known = null;
        }
        appendErrorLine(out, gutter, line, start, Math.max(start, end), problem, known);
        return new SqlSyntaxException(out.toString(), line.number(), column);
    }

    private void appendEarlierLine(StringBuilder out, String gutter, Begun begun, int errorLine) {
        Line line = Line.around(sql, begun.start());
        Window window = Window.around(sql, line, begun.start());
        String number = Integer.toString(line.number());
        out.append(" ".repeat(gutter.length() - number.length())).append(number).append(" | ").append(shown(window)).append('\n');
        out.append(gutter).append(" | ").append(" ".repeat(window.columnsBefore(sql, begun.start())))
                .append("-".repeat(begun.end() - begun.start())).append(" while parsing `").append(begun.usage()).append("`\n");
        if (line.number() + 1 < errorLine) {
            out.append(gutter).append(" ...\n");
        }
    }

    private void appendErrorLine(
            StringBuilder out, String gutter, Line line, int start, int end, String problem, @Nullable Begun begun) {
        Window window = Window.around(sql, line, start);
        int before = window.columnsBefore(sql, start);
        int carets = Math.max(1, sql.codePointCount(start, Math.max(start, Math.min(end, window.end()))));
        out.append(line.number()).append(" | ").append(shown(window)).append('\n').append(gutter).append(" | ");
        boolean underlined = begun != null && begun.start() >= window.start();
        if (begun != null && underlined) {
            int indent = window.columnsBefore(sql, begun.start());
            int dashes = begun.end() - begun.start();
            out.append(" ".repeat(indent)).append("-".repeat(dashes)).append(" ".repeat(before - indent - dashes));
            appendCarets(out, carets, problem);
            out.append(gutter).append(" | ").append(" ".repeat(indent)).append('|').append(" ".repeat(before - indent)).append('\n');
            out.append(gutter).append(" | ").append(" ".repeat(indent));
        } else {
            out.append(" ".repeat(before));
            appendCarets(out, carets, problem);
            out.append(gutter).append(" | ");
        }
        if (begun != null) {
            out.append("while parsing `").append(begun.usage()).append('`');
            return;
        }
        out.setLength(out.length() - gutter.length() - " | ".length() - 1);
    }

    private static void appendCarets(StringBuilder out, int carets, String problem) {
        out.append("^".repeat(carets)).append(' ').append(problem).append('\n');
    }

    /** A token as a message names it. */
    String shown(Token token) {
        int start = token.getStartIndex();
        int end = Math.min(sql.length(), token.getStopIndex() + 1);
        if (end - start <= MAX_TOKEN_CHARS) {
            return shown(start, end);
        }
        int cut = start + MAX_TOKEN_CHARS;
        return shown(start, Character.isHighSurrogate(sql.charAt(cut - 1)) ? cut - 1 : cut) + "…";
    }

    private String shown(Window window) {
        return ((window.cutBefore() ? "…" : "") + shown(window.start(), window.end()) + (window.cutAfter() ? "…" : "")).stripTrailing();
    }

    /** Without control characters, which would move the cursor of a terminal and break the layout, and without secrets. */
    private String shown(int start, int end) {
        if (secret == null) {
            secret = SecretText.in(sql);
        }
        StringBuilder shown = new StringBuilder(end - start);
        for (int i = start; i < end; ) {
            int codePoint = sql.codePointAt(i);
            if (secret.get(i)) {
                shown.append('*');
            } else if (Character.isISOControl(codePoint)) {
                shown.append(' ');
            } else {
                shown.appendCodePoint(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        return shown.toString();
    }

    /** A line of the text, without its end. */
    private record Line(int number, int start, int end) {
        static Line around(String sql, int position) {
            int start = position == 0 ? 0 : sql.lastIndexOf('\n', position - 1) + 1;
            int end = sql.indexOf('\n', position);
            end = end < 0 ? sql.length() : end;
            int number = 1;
            for (int i = sql.indexOf('\n'); i >= 0 && i < start; i = sql.indexOf('\n', i + 1)) {
                number++;
            }
            return new Line(number, start, Math.max(start, end));
        }
    }

    /** The part of a line that is shown. */
    private record Window(int start, int end, boolean cutBefore, boolean cutAfter) {
        static Window around(String sql, Line line, int position) {
            int before = sql.codePointCount(line.start(), position);
            int total = before + sql.codePointCount(position, line.end());
            if (total <= MAX_LINE_CODE_POINTS) {
                return new Window(line.start(), line.end(), false, false);
            }
            int first = Math.max(0, Math.min(before - MAX_LINE_CODE_POINTS / 2, total - MAX_LINE_CODE_POINTS));
            int start = sql.offsetByCodePoints(line.start(), first);
            int end = sql.offsetByCodePoints(start, MAX_LINE_CODE_POINTS);
            return new Window(start, end, first > 0, first + MAX_LINE_CODE_POINTS < total);
        }

        int columnsBefore(String sql, int position) {
            return (cutBefore ? 1 : 0) + sql.codePointCount(start, position);
        }
    }
}

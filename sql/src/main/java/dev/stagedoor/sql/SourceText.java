package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A string as the lexer reads it: by code points, with positions in the string's own indexes, so that a token's text is a substring.
 * ANTLR's own stream copies the text and counts positions in code points.
 */
final class SourceText implements CharStream {
    /** What the lexer skips between tokens; every other character belongs to one. */
    static final String WHITE_SPACE = " \t\r\n\f";

    private final String text;
    private int position;

    private SourceText(String text) {
        this.text = text;
    }

    /** A lexer at the start of the text. It never reports an error: the grammar has a token for everything. */
    static SqlLexer lexer(String text) {
        return lexerFrom(text, 0);
    }

    /** A lexer that begins at an index of the text; its tokens still have the whole text's positions. */
    static SqlLexer lexerFrom(String text, int start) {
        SourceText source = new SourceText(text);
        source.position = start;
        SqlLexer lexer = new SqlLexer(source);
        lexer.removeErrorListeners();
        return lexer;
    }

    @Override
    public void consume() {
        if (position >= text.length()) {
            throw new IllegalStateException("cannot consume EOF");
        }
        position += Character.charCount(text.codePointAt(position));
    }

    @Override
    public int LA(int offset) {
        if (offset == 1) {
            return position < text.length() ? text.codePointAt(position) : EOF;
        }
        if (offset == 0) {
            return 0;
        }
        return offset > 0 ? ahead(offset - 1) : behind(-offset);
    }

    private int ahead(int skipped) {
        int at = position;
        for (int i = 0; i < skipped && at < text.length(); i++) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at < text.length() ? text.codePointAt(at) : EOF;
    }

    private int behind(int back) {
        int at = position;
        for (int i = 1; i < back && at > 0; i++) {
            at -= Character.charCount(text.codePointBefore(at));
        }
        return at > 0 ? text.codePointBefore(at) : EOF;
    }

    @Override
    public String getText(Interval interval) {
        int start = Math.min(interval.a, text.length());
        return text.substring(start, Math.max(start, Math.min(interval.b + 1, text.length())));
    }

    @Override
    public int mark() {
        return -1;
    }

    @Override
    public void release(int marker) {
        // The whole text stays in memory: there is nothing to release.
    }

    @Override
    public int index() {
        return position;
    }

    @Override
    public void seek(int index) {
        position = index;
    }

    @Override
    public int size() {
        return text.length();
    }

    @Override
    public String getSourceName() {
        return "SQL";
    }
}

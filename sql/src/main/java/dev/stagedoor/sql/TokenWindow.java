package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/** A text's tokens, one after the other, with a look at the next few. Holds no more than those, however long the text is. */
final class TokenWindow {
    /** The farthest look a caller needs: behind {@code catalog . database . table}. */
    private static final int SIZE = 6;

    private final SqlLexer lexer;
    private final Token[] ahead = new Token[SIZE];
    private int known;
    private Token current;
    private Token previous;
    private Token beforePrevious;

    TokenWindow(String sql, int start) {
        this.lexer = SourceText.lexerFrom(sql, start);
        this.current = lexer.getTokenFactory().create(Token.INVALID_TYPE, "");
        this.previous = current;
        this.beforePrevious = current;
    }

    /** The token taken last; of an invalid type before the first. */
    Token current() {
        return current;
    }

    /** The token taken before the current one. */
    Token previous() {
        return previous;
    }

    /** The token taken before the previous one. */
    Token beforePrevious() {
        return beforePrevious;
    }

    /** A token not taken yet; 0 is the next. After the end there are only ends. */
    Token peek(int offset) {
        while (known <= offset) {
            ahead[known++] = lexer.nextToken();
        }
        return ahead[offset];
    }

    /** Takes the next token; the end can be taken any number of times. */
    Token next() {
        Token token = peek(0);
        System.arraycopy(ahead, 1, ahead, 0, --known);
        beforePrevious = previous;
        previous = current;
        current = token;
        return token;
    }

    /** The index after the last token taken that is not the end. */
    int end() {
        return current.getType() == Token.EOF ? previous.getStopIndex() + 1 : current.getStopIndex() + 1;
    }

    /** The end of the text, or the semicolon that closes the statement. */
    static boolean isEnd(Token token) {
        return token.getType() == Token.EOF || token.getType() == SqlLexer.SEMICOLON;
    }

    /** A word that may be a name, or a quoted name. */
    static boolean isName(Token token) {
        int type = token.getType();
        return type == SqlLexer.QUOTED_NAME || (type > SqlLexer.RESERVED && type <= SqlLexer.IDENT);
    }

    /** A word, be it a keyword, reserved, or of no meaning. */
    static boolean isWord(Token token) {
        return token.getType() > 0 && token.getType() <= SqlLexer.IDENT;
    }

    /** The word in upper case; empty for what is not a word. */
    static String word(Token token) {
        return isWord(token) ? token.getText().toUpperCase(Locale.ROOT) : "";
    }

    /** A word that begins the next clause of a SELECT. */
    static boolean isClause(Token token) {
        return switch (token.getType()) {
            case SqlLexer.FROM, SqlLexer.WHERE, SqlLexer.GROUP, SqlLexer.HAVING, SqlLexer.ORDER, SqlLexer.LIMIT, SqlLexer.OFFSET,
                    SqlLexer.UNION, SqlLexer.EXCEPT, SqlLexer.INTERSECT, SqlLexer.QUALIFY, SqlLexer.WINDOW -> true;
            default -> false;
        };
    }
}

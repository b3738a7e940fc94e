package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.List;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;

/** The words of the statements that define a user, by which a text that may hold a password is known, however it is mistyped. */
final class AccountWords {
    private static final List<String> DEFINING = List.of("CREATE", "ALTER");
    private static final List<String> USER = List.of("USER");
    private static final List<String> IDENTIFIED = List.of("IDENTIFIED");
    private static final List<String> WORDS = List.of(
            "IDENTIFIED", "WITH", "NO_PASSWORD", "SHA256_PASSWORD", "DOUBLE_SHA1_PASSWORD", "JWT", "KEY_PAIR", "DEFAULT_ROLE", "DISABLED");

    /**
     * The words next to each other, even inside what a quote too many has made a string, and grown together with a word before or behind.
     */
    private static final Pattern TURNED_INSIDE_OUT = Pattern.compile(
            "identif\\w{0,12}+(?:\\s++(?:by|with)\\b|\\s*+')|\\b(?:create|alter)\\s++user", Pattern.CASE_INSENSITIVE);

    private AccountWords() {}

    /** Whether a text has a CREATE USER or ALTER USER, or what may be one. Takes time in proportion to the text. */
    static boolean mayDefineAUser(String sql) {
        TokenWindow tokens = new TokenWindow(sql, 0);
        boolean defines = isNearly(tokens.peek(0), DEFINING);
        Token object = tokens.peek(tokens.peek(1).getType() == SqlLexer.OR ? 3 : 1);
        if ((defines && isUser(object)) || tokens.peek(0).getType() == SqlLexer.BY || TURNED_INSIDE_OUT.matcher(sql).find()) {
            return true;
        }
        boolean first = true;
        for (Token token = tokens.next(); token.getType() != Token.EOF; token = tokens.next()) {
            Token next = tokens.peek(0);
            if ((next.getType() == SqlLexer.USER && isVerb(token, first)) || isIdentified(token, next)) {
                return true;
            }
            first = false;
        }
        return false;
    }

    /** CREATE, OR REPLACE, ALTER, or what may be one of them mistyped. */
    private static boolean isVerb(Token token, boolean first) {
        return token.getType() == SqlLexer.REPLACE || (first && token.getType() == SqlLexer.IDENT) || isNearly(token, DEFINING);
    }

    /** IDENTIFIED, or what may be it mistyped before BY, WITH or a password. */
    private static boolean isIdentified(Token token, Token next) {
        return switch (next.getType()) {
            case SqlLexer.BY, SqlLexer.WITH, SqlLexer.STRING, SqlLexer.RAW_STRING, SqlLexer.UNTERMINATED -> isNearly(token, IDENTIFIED);
            default -> token.getType() == SqlLexer.IDENTIFIED;
        };
    }

    /** USER, or what may be it mistyped. */
    static boolean isUser(Token token) {
        return isNearly(token, USER);
    }

    private static boolean isNearly(Token token, List<String> words) {
        return Dialect.nearest(word(token), words).isPresent();
    }

    /**
     * Whether it is plain what the passwords of a text are: each BY has a string behind it, which white space or a sign ends, and there is
     * nothing that cannot be read, such as a quote without its other. Takes time in proportion to the text.
     */
    static boolean isLegible(String sql) {
        TokenWindow tokens = new TokenWindow(sql, 0);
        for (Token token = tokens.next(); token.getType() != Token.EOF; token = tokens.next()) {
            switch (token.getType()) {
                case SqlLexer.UNTERMINATED, SqlLexer.UNRECOGNIZED -> {
                    return false;
                }
                case SqlLexer.BY -> {
                    if (!isWholeString(tokens.peek(0), sql)) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    private static boolean isWholeString(Token token, String sql) {
        boolean string = token.getType() == SqlLexer.STRING || token.getType() == SqlLexer.RAW_STRING;
        int end = token.getStopIndex() + 1;
        return string && (end >= sql.length() || Character.isWhitespace(sql.charAt(end)) || ",;".indexOf(sql.charAt(end)) >= 0);
    }

    /** An option whose value is no secret. */
    static boolean isOptionName(Token token) {
        return token.getType() == SqlLexer.DEFAULT_ROLE || token.getType() == SqlLexer.DISABLED;
    }

    /** A mistyped word of the statement. */
    static boolean isNearlyOne(Token token) {
        return isNearly(token, WORDS);
    }

    /** Whether a token behind the user's name belongs to the statement, and is no part of a password. */
    static boolean isOne(Token token) {
        return switch (token.getType()) {
            case SqlLexer.CREATE, SqlLexer.ALTER, SqlLexer.OR, SqlLexer.REPLACE, SqlLexer.USER, SqlLexer.IF, SqlLexer.NOT, SqlLexer.EXISTS,
                    SqlLexer.IDENTIFIED, SqlLexer.WITH, SqlLexer.BY, SqlLexer.NO_PASSWORD, SqlLexer.SHA256_PASSWORD,
                    SqlLexer.DOUBLE_SHA1_PASSWORD, SqlLexer.JWT, SqlLexer.KEY_PAIR, SqlLexer.DEFAULT_ROLE, SqlLexer.DEFAULT_WAREHOUSE,
                    SqlLexer.DISABLED, SqlLexer.ADD, SqlLexer.REMOVE,
                    SqlLexer.PUBLIC_KEY, SqlLexer.LABEL, SqlLexer.FINGERPRINT, SqlLexer.TRUE,
                    SqlLexer.FALSE, SqlLexer.EQ, SqlLexer.COMMA, SqlLexer.SEMICOLON -> true;
            default -> false;
        };
    }
}

package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isWord;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;

/**
 * Which parts of a text must not be quoted back, because they may be secrets of a connection or a user's password. A mistake in a statement
 * hides where its secrets are: a quote too few turns strings inside out, a word mistyped makes it another statement. So in a text that may
 * name a connection everything is hidden but what is known to be none: keywords, keys, signs, what stands before the first value, and the
 * URL of a stage. In a text that may define a user, less is shown: the words of that statement ({@link AccountWords}) and the user's name,
 * and nothing between BY and the end of the string that should follow. Where every password is plainly a string behind BY, other words are
 * shown as well, but for the values of unknown options: a password cannot be among them.
 */
final class SecretText {
    private static final List<String> DEFINING = List.of("CREATE", "ALTER");

    /** What is defined without a connection. */
    private static final Set<Integer> NAMELESS = Set.of(SqlLexer.FILE, SqlLexer.TABLE, SqlLexer.DATABASE, SqlLexer.SCHEMA);
    private static final Pattern SECRET_KEY = Pattern.compile("SECRET|TOKEN|CREDENTIAL|PASSWORD|DELEGATION|_KEY");

    /**
     * What of a URL is shown: the scheme, then what stands behind the last {@code @} (a secret before it may hold a slash), up to a query,
     * a fragment, a space, or a colon that no port follows.
     */
    private static final Pattern URL =
            Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?+(?<user>[^?#\\s'\\\\]+@)?+"
                    + "(?<place>[^:/?#\\s'\\\\]*(?::[0-9]*(?![^/]))?(?:/[^?#\\s'\\\\]*)?)");

    private final String sql;
    private final BitSet hidden;
    private final TokenWindow tokens;
    private final boolean account;

    /** Whether it is plain which strings of a text that may define a user are passwords, so that words elsewhere are none. */
    private final boolean legible;

    /** The two tokens before the current one. */
    private Token before;

    private Token beforeThat;
    private boolean afterFirstValue;
    private boolean afterBy;
    private boolean afterPassword;
    private boolean named;
    private int depth;

    private SecretText(String sql, boolean account) {
        this.sql = sql;
        this.account = account;
        this.legible = account && AccountWords.isLegible(sql);
        this.hidden = new BitSet(sql.length());
        this.tokens = new TokenWindow(sql, 0);
        this.before = tokens.current();
        this.beforeThat = tokens.current();
    }

    /** The indexes of what may be secret: none, for most statements. Takes time in proportion to the text. */
    static BitSet in(String sql) {
        boolean account = AccountWords.mayDefineAUser(sql);
        return account || mayNameAConnection(sql) ? new SecretText(sql, account).hide() : new BitSet();
    }

    private static boolean mayNameAConnection(String sql) {
        TokenWindow tokens = new TokenWindow(sql, 0);
        boolean defines = Dialect.nearest(word(tokens.peek(0)), DEFINING).isPresent();
        int object = tokens.peek(tokens.peek(1).getType() == SqlLexer.OR ? 3 : 1).getType();
        if (defines && !NAMELESS.contains(object)) {
            return true;
        }
        for (Token token = tokens.next(); token.getType() != Token.EOF; token = tokens.next()) {
            int next = tokens.peek(0).getType();
            boolean assigned = next == SqlLexer.EQ || next == SqlLexer.ARROW;
            if (token.getType() == SqlLexer.CONNECTION
                    || token.getType() == SqlLexer.STORAGE_TYPE
                    || (token.getType() == SqlLexer.STAGE && followsAVerb(tokens.previous()))
                    || (assigned && SECRET_KEY.matcher(word(token)).find())) {
                return true;
            }
        }
        return false;
    }

    /** CREATE, ALTER, or what may be one of them mistyped. */
    private static boolean followsAVerb(Token before) {
        return switch (before.getType()) {
            case SqlLexer.CREATE, SqlLexer.ALTER, SqlLexer.REPLACE, SqlLexer.IDENT -> true;
            default -> false;
        };
    }

    private BitSet hide() {
        hidden.set(0, sql.length());
        int end = 0;
        for (Token token = tokens.next(); token.getType() != Token.EOF; token = tokens.next()) {
            showSpace(end, token.getStartIndex());
            show(token);
            end = token.getStopIndex() + 1;
            afterFirstValue |= beginsValues(token);
            afterPassword |= afterBy && isString(token);
            afterBy = token.getType() == SqlLexer.BY || (afterBy && !isString(token));
            depth += token.getType() == SqlLexer.LPAREN ? 1 : token.getType() == SqlLexer.RPAREN ? -1 : 0;
            named |= before.getType() == SqlLexer.EXISTS || (token.getType() != SqlLexer.IF && AccountWords.isUser(before));
            beforeThat = before;
            before = token;
        }
        showSpace(end, sql.length());
        return hidden;
    }

    private boolean beginsValues(Token token) {
        return switch (token.getType()) {
            case SqlLexer.STAR -> before.getType() != SqlLexer.ON && before.getType() != SqlLexer.DOT;
            case SqlLexer.IDENTIFIED, SqlLexer.BY -> account;
            case SqlLexer.URL, SqlLexer.STORAGE_TYPE, SqlLexer.EQ, SqlLexer.ARROW, SqlLexer.LPAREN, SqlLexer.OPERATOR,
                    SqlLexer.STRING, SqlLexer.RAW_STRING, SqlLexer.UNTERMINATED, SqlLexer.UNRECOGNIZED -> true;
            default -> false;
        };
    }

    private static boolean isString(Token token) {
        return token.getType() == SqlLexer.STRING || token.getType() == SqlLexer.RAW_STRING;
    }

    /** Between tokens there may be comments: they stay hidden. */
    private void showSpace(int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.isWhitespace(sql.charAt(i))) {
                hidden.clear(i);
            }
        }
    }

    private void show(Token token) {
        int start = token.getStartIndex();
        int end = token.getStopIndex() + 1;
        switch (token.getType()) {
            case SqlLexer.STRING -> {
                hidden.clear(start);
                hidden.clear(end - 1);
                if (!account && isUrl()) {
                    showUrl(start + 1, end - 1);
                }
            }
            case SqlLexer.RAW_STRING -> {
                hidden.clear(start, start + 2);
                hidden.clear(end - 2, end);
            }
            case SqlLexer.UNTERMINATED -> hidden.clear(start);
            default -> {
                if (account ? isKnownOfAccount(token) : !afterFirstValue || isKnown(token)) {
                    hidden.clear(start, end);
                }
            }
        }
    }

    /** {@code URL = '…'} outside parentheses, or a string right behind the name of a stage or behind SET. */
    private boolean isUrl() {
        boolean named = before.getType() == SqlLexer.URL || (before.getType() == SqlLexer.EQ && beforeThat.getType() == SqlLexer.URL);
        boolean bare = before.getType() == SqlLexer.SET || beforeThat.getType() == SqlLexer.STAGE
                || beforeThat.getType() == SqlLexer.EXISTS;
        return (named && depth == 0) || (bare && !afterFirstValue);
    }

    /** Shows nothing of what looks like no URL: it may be a secret that lost its key. */
    private void showUrl(int start, int end) {
        Matcher url = URL.matcher(sql).region(start, end);
        boolean place = start < end && "/@".indexOf(sql.charAt(start)) >= 0;
        if (url.lookingAt() && (place || url.group("scheme") != null)) {
            hidden.clear(start, Math.max(start, url.end("scheme")));
            hidden.clear(url.start("place"), url.end("place"));
        }
    }

    private boolean isKnown(Token token) {
        return switch (token.getType()) {
            case SqlLexer.ARROW, SqlLexer.COMMA, SqlLexer.EQ, SqlLexer.LPAREN, SqlLexer.RPAREN, SqlLexer.SEMICOLON -> true;
            case SqlLexer.INTEGER, SqlLexer.FLOAT -> isFormatValue();
            default -> isWord(token) && standsAlone(token) && (token.getType() != SqlLexer.IDENT || isKey(token) || isFormatValue());
        };
    }

    /** Behind the user's name, only the statement's own words are known. */
    private boolean isKnownOfAccount(Token token) {
        if (afterBy) {
            return false;
        }
        boolean inFront = !afterFirstValue && !named;
        boolean ofStatement = AccountWords.isOne(token) && (!isWord(token) || standsAlone(token));
        return inFront || ofStatement || (legible && standsAlone(token) && isNoPassword(token));
    }

    /** A word or number that stands where no password can, in a text in which that is plain. */
    private boolean isNoPassword(Token token) {
        if (before.getType() == SqlLexer.EQ) {
            return AccountWords.isOptionName(beforeThat) && (isWord(token) || token.getType() == SqlLexer.INTEGER);
        }
        boolean beforeBy = tokens.peek(0).getType() == SqlLexer.BY;
        boolean key = tokens.peek(0).getType() == SqlLexer.EQ;
        boolean keyword = token.getType() != SqlLexer.IDENT || AccountWords.isNearlyOne(token);
        return isWord(token) && (beforeBy || key || keyword || afterPassword);
    }

    private boolean isKey(Token word) {
        boolean assigned = tokens.peek(0).getType() == SqlLexer.EQ && before.getType() != SqlLexer.EQ;
        return assigned || Dialect.CONNECTION_KEYS.contains(word(word)) || FormatOptionSyntax.named(word.getText()).isPresent();
    }

    private boolean isFormatValue() {
        return before.getType() == SqlLexer.EQ && FormatOptionSyntax.named(beforeThat.getText()).isPresent();
    }

    /** Whether a word is not a piece of something larger, such as of a secret that is not in quotes. */
    private boolean standsAlone(Token word) {
        int start = word.getStartIndex();
        int end = word.getStopIndex() + 1;
        return (start == 0 || separates(sql.charAt(start - 1))) && (end == sql.length() || separates(sql.charAt(end)));
    }

    private static boolean separates(char c) {
        return Character.isWhitespace(c) || "(),;=".indexOf(c) >= 0;
    }
}

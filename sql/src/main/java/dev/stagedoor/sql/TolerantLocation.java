package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * Locations as clients write them: databend-jdbc sends {@code PRESIGN UPLOAD @st1/a/b/x y.csv} with spaces, quotes, commas and parentheses
 * of the file's name as they are. When a PRESIGN, LIST or REMOVE does not fit the grammar, everything from the {@code @} to
 * the first {@code EXPIRE =}, {@code OVERWRITE =} or other option of these statements, or to the end without a closing semicolon, is taken
 * for the location. White space at its end is none of it, unless a backslash stands before it: what is not in quotes ends at the blank.
 *
 * <p>So that mistakes stay mistakes, that is not done when
 * <ul>
 *   <li>the first slash, and so the end of the stage's name, is not in the part that fits the grammar;
 *   <li>what follows that part has a line break, or a semicolon followed by white space or by the first word of a statement;
 *   <li>it ends as a clause does ({@code EXPIRES = 5}, {@code PATERN = 'x'}), or has an option's name with no {@code =} before a value or
 *       the end ({@code PATTERN 'x'}, {@code OVERWRITE FALSE});
 *   <li>it is longer than {@value #MAX_CHARS} characters; no key is that long.
 * </ul>
 * Escapes are resolved as in an at-string.
 */
final class TolerantLocation {
    static final int MAX_CHARS = 4096;

    private static final String OPTION =
            "(?:EXPIRE|CONTENT_TYPE|PATTERN|MAX_SIZE|CONTENT_LENGTH|CHECKSUM_SHA256|OVERWRITE|ONE_TIME|FROM_IP)";

    /** May well be words of a file's name, so their values belong to it. */
    private static final String WITH_VALUE =
            "(?:FILES\\s*=\\s*\\(|SOURCE\\s*=\\s*'|(?:PART_)?SIZE\\s*=\\s*(?:[0-9][0-9_]*|'[^']*')(?:[\\s;]|$))";

    private static final Pattern CLAUSE =
            Pattern.compile("\\s(?:" + OPTION + "\\s*=|" + WITH_VALUE + ")", Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION_WITHOUT_EQUALS =
            Pattern.compile(
                    "\\s" + OPTION + "(?:\\s*(?:'|$)|\\s+(?:TRUE|FALSE|[0-9]+)(?:\\s|$))|\\sFILES\\s*\\(\\s*'", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDS_AS_A_CLAUSE =
            Pattern.compile("\\s[A-Z0-9_-]+\\s*=\\s*(?:[-+]?[0-9][0-9_.]*(?:E[-+]?[0-9]+)?|'[^']*'|TRUE|FALSE)\\s*$",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern AFTER_SEMICOLON = Pattern.compile(";(?:\\s|([A-Z]+)(?:\\s|$))", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINE_BREAK = Pattern.compile("[\\r\\n]");

    private TolerantLocation() {}

    /**
     * The statement's tokens with the whole location as one at-string; empty when the text is not to be read like that.
     *
     * @param tokens of a PRESIGN, LIST or REMOVE, from its first
     */
    static Optional<List<Token>> reread(String sql, TokenStream tokens) {
        tokens.seek(0);
        List<Token> reread = new ArrayList<>();
        Token at = tokens.LT(1);
        while (at.getType() == SqlLexer.PRESIGN || at.getType() == SqlLexer.DOWNLOAD || at.getType() == SqlLexer.UPLOAD
                || at.getType() == SqlLexer.LIST || at.getType() == SqlLexer.REMOVE) {
            reread.add(at);
            tokens.consume();
            at = tokens.LT(1);
        }
        if (at.getType() != SqlLexer.AT_STRING || at.getText().indexOf('/') < 0) {
            return Optional.empty();
        }
        int fits = at.getStopIndex() + 1;
        int end = end(sql, fits);
        if (end <= fits || end - fits > MAX_CHARS || !isPath(sql.substring(fits, end))) {
            return Optional.empty();
        }
        CommonToken location = new CommonToken(at);
        location.setStopIndex(end - 1);
        reread.add(location);
        SqlLexer rest = SourceText.lexerFrom(sql, end);
        Token token = at;
        while (token.getType() != Token.EOF && reread.size() < StatementParser.MAX_PRESIGN_TOKENS) {
            token = rest.nextToken();
            reread.add(token);
        }
        return token.getType() == Token.EOF ? Optional.of(reread) : Optional.empty();
    }

    private static int end(String sql, int fits) {
        Matcher clause = CLAUSE.matcher(sql).region(fits, Math.min(sql.length(), fits + 2 * MAX_CHARS));
        while (clause.find()) {
            if (!isEscaped(sql, clause.start(), fits)) {
                return withoutBlanks(sql, fits, clause.start(), SourceText.WHITE_SPACE);
            }
        }
        return withoutBlanks(sql, fits, sql.length(), SourceText.WHITE_SPACE + ";");
    }

    /** The end of a text without the blanks at its end, of which an escaped one is a part of the path. */
    private static int withoutBlanks(String sql, int start, int end, String blanks) {
        int last = end;
        while (last > start && blanks.indexOf(sql.charAt(last - 1)) >= 0 && !isEscaped(sql, last - 1, start)) {
            last--;
        }
        return last;
    }

    /** Whether an odd number of backslashes stands before a character that takes one. */
    private static boolean isEscaped(String sql, int at, int start) {
        if (!AtString.isEscapable(sql.charAt(at))) {
            return false;
        }
        int first = at;
        while (first > start && sql.charAt(first - 1) == '\\') {
            first--;
        }
        return (at - first) % 2 == 1;
    }

    private static boolean isPath(String more) {
        if (LINE_BREAK.matcher(more).find() || OPTION_WITHOUT_EQUALS.matcher(more).find() || ENDS_AS_A_CLAUSE.matcher(more).find()) {
            return false;
        }
        Matcher semicolon = AFTER_SEMICOLON.matcher(more);
        while (semicolon.find()) {
            String word = semicolon.group(1);
            if (word == null || Dialect.firstWords().contains(word.toUpperCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }
}

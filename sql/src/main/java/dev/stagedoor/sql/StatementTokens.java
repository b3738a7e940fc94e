package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isEnd;
import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a statement that is read word by word, because types nest in it and queries stand inside. Whatever was asked of a token and
 * was not there is what the syntax error says was expected in its place.
 */
final class StatementTokens {
    private final String sql;
    private final TokenWindow window;
    private final SyntaxReport report;
    private final Begun begun;
    private final Set<String> expected = new LinkedHashSet<>();
    private @Nullable Token asked;

    StatementTokens(String sql, int start, SyntaxReport report, Begun begun) {
        this.sql = sql;
        this.window = new TokenWindow(sql, start);
        this.report = report;
        this.begun = begun;
    }

    /** For what reads parts of statements and of queries alike. */
    TokenWindow window() {
        return window;
    }

    SyntaxReport report() {
        return report;
    }

    Begun begun() {
        return begun;
    }

    Token next() {
        return window.peek(0);
    }

    /** Takes the next token if it is this word. */
    boolean accept(String word) {
        return take(word(next()).equals(word), "`" + word + "`");
    }

    /** Takes the next token if it is of this type. */
    boolean accept(int type) {
        return take(next().getType() == type, Expectations.name(type));
    }

    /** Takes these words if both are next. */
    boolean accept(String first, String second) {
        boolean both = word(window.peek(1)).equals(second);
        return take(both && word(next()).equals(first), "`" + first + "`") && accept(second);
    }

    private boolean take(boolean is, String name) {
        if (asked != next()) {
            expected.clear();
            asked = next();
        }
        if (is) {
            window.next();
        } else {
            expected.add(name);
        }
        return is;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected();
        }
    }

    void expect(int type) {
        if (!accept(type)) {
            throw unexpected();
        }
    }

    /** Whether the next token is of this type; it is not taken. */
    boolean isNext(int type) {
        return next().getType() == type;
    }

    /** {@code [IF EXISTS]} */
    boolean ifExists() {
        boolean given = accept("IF");
        if (given) {
            expect("EXISTS");
        }
        return given;
    }

    /** {@code [IF NOT EXISTS]} */
    boolean ifNotExists(boolean orReplace) {
        Token start = next();
        if (!accept("IF")) {
            return false;
        }
        expect("NOT");
        expect("EXISTS");
        if (orReplace) {
            throw report.at(start.getStartIndex(), window.end(), "option IF NOT EXISTS and OR REPLACE are incompatible", begun);
        }
        return true;
    }

    /** Of a database, a table or a column: in lower case, unless it is quoted. */
    String name() {
        if (!take(isName(next()), "<Ident>")) {
            throw unexpected();
        }
        String name = Literals.foldedName(window.current().getText());
        if (name.isEmpty()) {
            throw error("a name must not be empty");
        }
        return name;
    }

    /** {@code [[catalog.]database.]table} */
    TableName table() {
        return TableName.of(names(3));
    }

    /** Names with dots between them. */
    List<String> names(int most) {
        List<String> names = new ArrayList<>(List.of(name()));
        // That a dot may stand here is not worth saying in an error.
        while (names.size() < most && isNext(SqlLexer.DOT)) {
            window.next();
            names.add(name());
        }
        return names;
    }

    /** {@code (a, b)}, or nothing. */
    List<String> nameList() {
        return accept(SqlLexer.LPAREN) ? list(this::name) : List.of();
    }

    /** One or more with commas between them, up to the parenthesis that closes the list. */
    <T> List<T> list(Supplier<T> each) {
        List<T> all = new ArrayList<>();
        do {
            all.add(each.get());
        } while (accept(SqlLexer.COMMA));
        expect(SqlLexer.RPAREN);
        return all;
    }

    /** The next token, which must be a string. */
    String string() {
        if (!isNext(SqlLexer.STRING) && !isNext(SqlLexer.RAW_STRING)) {
            take(false, "<LiteralString>");
            throw unexpected();
        }
        return report.string(window.next(), begun);
    }

    /** TRUE or FALSE. */
    boolean flag() {
        boolean value = accept("TRUE");
        if (!value) {
            expect("FALSE");
        }
        return value;
    }

    /** An unsigned number; one beyond the largest long is that one. */
    long number() {
        Token token = next();
        expect(SqlLexer.INTEGER);
        return Literals.unsignedInteger(token.getText())
                .orElseThrow(() -> report.at(token, Literals.OVERFLOW, begun))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    int smallNumber() {
        Token token = next();
        long number = number();
        if (number > Integer.MAX_VALUE) {
            throw report.at(token, Literals.OVERFLOW, begun);
        }
        return (int) number;
    }

    /** A number if there is one. */
    OptionalInt optionalNumber() {
        return isNext(SqlLexer.INTEGER) ? OptionalInt.of(smallNumber()) : OptionalInt.empty();
    }

    /** A location of a stage, with or without quotes, or a URL with its {@code CONNECTION = (…)}. */
    FileLocation location() {
        Token token = next();
        if (accept(SqlLexer.AT_STRING)) {
            return StagePath.parse(AtString.decode(token.getText()));
        }
        String location = string();
        if (location.startsWith("@")) {
            return StagePath.parse(location);
        }
        String url = url(token, location);
        if (!accept("CONNECTION")) {
            return new UriLocation(url, new TreeMap<>());
        }
        expect(SqlLexer.EQ);
        if (!isNext(SqlLexer.LPAREN)) {
            expect(SqlLexer.LPAREN);
        }
        return new UriLocation(url, new ConnectionReader(window, report, begun).read());
    }

    private String url(Token token, String written) {
        try {
            return UrlSyntax.parse(written);
        } catch (UrlSyntax.MalformedUrl malformed) {
            throw report.at(token, malformed.getMessage(), begun);
        }
    }

    /** {@code FORMAT name} and the closing semicolon, then nothing. */
    void end() {
        if (accept("FORMAT")) {
            name();
        }
        while (isNext(SqlLexer.SEMICOLON)) {
            window.next();
        }
        if (!take(next().getType() == Token.EOF, "end of input")) {
            throw unexpected();
        }
    }

    /** A query, from the next token to where the statement ends, or the parenthesis around the query. */
    List<QueryPart> query() {
        Token first = next();
        List<QueryPart> parts = scanner(true).parts(token -> isEnd(token) || token.getType() == SqlLexer.RPAREN);
        if (parts.isEmpty()) {
            throw report.unexpected(first, List.of("`SELECT`", "`WITH`", "`VALUES`", "`(`"), begun);
        }
        return parts;
    }

    /** A scanner that reads on from the next token. */
    QueryScanner scanner(boolean query) {
        return QueryScanner.embedded(sql, window, report, begun, query);
    }

    /** The same statement from another place on. */
    StatementTokens from(int start) {
        return new StatementTokens(sql, start, report, begun);
    }

    /** The next token is not what was asked for. */
    SqlSyntaxException unexpected() {
        return report.unexpected(next(), List.copyOf(expected), begun);
    }

    /** A problem with the token taken last. */
    SqlSyntaxException error(String problem) {
        return report.at(window.current(), problem, begun);
    }
}

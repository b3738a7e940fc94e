package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads the name of a table in a query, and {@code AT (…)} behind it. */
final class TableRefReader {
    private static final int MOST_NAMES = 3;

    private final String sql;
    private final TokenWindow tokens;
    private final SyntaxReport report;
    private final @Nullable Begun begun;

    TableRefReader(String sql, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        this.sql = sql;
        this.tokens = tokens;
        this.report = report;
        this.begun = begun;
    }

    /**
     * Reads on from the current token, the first word of the name.
     *
     * @return empty, and nothing was taken, for a function's name, for one of another catalog and for what is no name
     */
    Optional<TableRef> read() {
        int more = 0;
        while (more + 1 < MOST_NAMES && tokens.peek(2 * more).getType() == SqlLexer.DOT && isName(tokens.peek(2 * more + 1))) {
            more++;
        }
        Token after = tokens.peek(2 * more);
        boolean command = tokens.current().getType() == SqlLexer.TABLE && isName(tokens.peek(0));
        boolean name = after.getType() != SqlLexer.LPAREN && after.getType() != SqlLexer.DOT && !command;
        boolean known = more < 2 || Literals.name(tokens.current().getText()).equalsIgnoreCase(TableName.CATALOG);
        return name && known ? Optional.of(take(more)) : Optional.empty();
    }

    private TableRef take(int more) {
        List<String> names = new ArrayList<>(List.of(Literals.foldedName(tokens.current().getText())));
        StringBuilder text = new StringBuilder(shown(tokens.current()));
        int copied = tokens.end();
        for (int i = 0; i < more; i++) {
            tokens.next();
            Token name = tokens.next();
            text.append(sql, copied, name.getStartIndex()).append(shown(name));
            copied = tokens.end();
            names.add(Literals.foldedName(name.getText()));
        }
        Optional<TableRef.Moment> at = isMoment() ? Optional.of(moment()) : Optional.empty();
        text.append(sql, copied, tokens.end());
        return new TableRef(more == 0 ? Optional.empty() : Optional.of(names.get(more - 1)), names.getLast(), at, text.toString());
    }

    /** The name as the query engine reads it. */
    static String shown(Token name) {
        String text = name.getText();
        boolean quoted = text.charAt(0) == '"';
        boolean plain = text.charAt(0) != '`' && !QuotedWords.NAMES.contains(word(name));
        return quoted || plain ? text : "\"" + Literals.name(text).replace("\"", "\"\"") + "\"";
    }

    private boolean isMoment() {
        String kind = word(tokens.peek(2));
        return word(tokens.peek(0)).equals("AT") && tokens.peek(1).getType() == SqlLexer.LPAREN
                && tokens.peek(3).getType() == SqlLexer.ARROW && (kind.equals("SNAPSHOT") || kind.equals("TIMESTAMP"));
    }

    private TableRef.Moment moment() {
        tokens.next();
        tokens.next();
        boolean snapshot = word(tokens.next()).equals("SNAPSHOT");
        tokens.next();
        TableRef.Moment moment =
                snapshot ? new TableRef.Snapshot(report.string(tokens.next(), begun)) : new TableRef.Timestamp(expression());
        Token close = tokens.next();
        if (close.getType() != SqlLexer.RPAREN) {
            throw report.unexpected(close, List.of("`)`"), begun);
        }
        return moment;
    }

    private List<QueryPart> expression() {
        Token first = tokens.peek(0);
        List<QueryPart> parts = QueryScanner.constant(sql, tokens, report, begun).parts(token -> token.getType() == SqlLexer.RPAREN);
        if (parts.isEmpty()) {
            throw report.unexpected(first, List.of("<expr>"), begun);
        }
        return parts;
    }
}

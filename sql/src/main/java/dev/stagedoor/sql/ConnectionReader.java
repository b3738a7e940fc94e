package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isName;

import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands behind {@code CONNECTION =>} in a query: {@code (KEY = 'value', …)}, as CREATE STAGE has it, or the name of a
 * connection as a string. Any value may be a secret.
 */
final class ConnectionReader {
    /** The key whose value names a connection, in the place of all others. */
    static final String NAME = "connection_name";

    private final TokenWindow tokens;
    private final SyntaxReport report;
    private final @Nullable Begun begun;

    ConnectionReader(TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        this.tokens = tokens;
        this.report = report;
        this.begun = begun;
    }

    /** By key in lower case; of a key given twice the last. */
    SortedMap<String, String> read() {
        SortedMap<String, String> parameters = new TreeMap<>();
        Token first = tokens.next();
        if (first.getType() != SqlLexer.LPAREN) {
            parameters.put(NAME, report.string(first, begun));
            return parameters;
        }
        Token key = tokens.next();
        while (key.getType() != SqlLexer.RPAREN) {
            add(key, parameters);
            key = tokens.next();
            if (key.getType() == SqlLexer.COMMA) {
                key = tokens.next();
            }
        }
        return parameters;
    }

    private void add(Token key, SortedMap<String, String> parameters) {
        if (!isName(key)) {
            throw report.unexpected(key, List.of("<Ident>", "`)`"), begun);
        }
        Token sign = tokens.next();
        if (sign.getType() != SqlLexer.EQ && sign.getType() != SqlLexer.ARROW) {
            throw report.unexpected(sign, List.of("`=`"), begun);
        }
        String name = Literals.name(key.getText()).toLowerCase(Locale.ROOT);
        Token value = tokens.next();
        boolean flag = value.getType() == SqlLexer.TRUE || value.getType() == SqlLexer.FALSE;
        boolean virtualHost = flag && name.equals("enable_virtual_host_style");
        parameters.put(name, virtualHost ? value.getText().toLowerCase(Locale.ROOT) : report.string(value, begun));
    }
}

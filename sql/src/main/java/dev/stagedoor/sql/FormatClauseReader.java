package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/** Reads {@code = (TYPE = CSV, SKIP_HEADER = 1 …)} behind FILE_FORMAT, as the grammar does where a stage has it. */
final class FormatClauseReader {
    private final StatementTokens tokens;

    FormatClauseReader(StatementTokens tokens) {
        this.tokens = tokens;
    }

    FormatClause read() {
        tokens.expect(SqlLexer.EQ);
        tokens.expect(SqlLexer.LPAREN);
        Map<String, FormatClause.Value> options = new LinkedHashMap<>();
        while (!tokens.accept(SqlLexer.RPAREN)) {
            Token name = tokens.next();
            FormatOptionSyntax option = FormatOptionSyntax.named(name.getText())
                    .orElseThrow(() -> tokens.report().unexpected(name, FormatOptionSyntax.allNames(), tokens.begun()));
            tokens.window().next();
            tokens.expect(SqlLexer.EQ);
            options.put(option.name(), value(option));
            tokens.accept(SqlLexer.COMMA);
        }
        return new FormatClause(options);
    }

    private FormatClause.Value value(FormatOptionSyntax option) {
        Token start = tokens.next();
        FormatClause.Value value = switch (start.getType()) {
            case SqlLexer.LPAREN -> texts();
            case SqlLexer.STRING, SqlLexer.RAW_STRING -> new FormatClause.Value.Text(tokens.string());
            case SqlLexer.INTEGER -> new FormatClause.Value.Number(tokens.number());
            case SqlLexer.TRUE, SqlLexer.FALSE -> new FormatClause.Value.Flag(tokens.flag());
            case SqlLexer.IDENT, SqlLexer.NONE, SqlLexer.NULL -> new FormatClause.Value.Word(word(tokens.window().next()));
            default -> throw unexpected(start, option);
        };
        if (!option.takes(value)) {
            throw unexpected(start, option);
        }
        return value;
    }

    private SqlSyntaxException unexpected(Token value, FormatOptionSyntax option) {
        return tokens.report().unexpected(value, option.expected(), tokens.begun());
    }

    private FormatClause.Value texts() {
        tokens.expect(SqlLexer.LPAREN);
        return new FormatClause.Value.Texts(tokens.accept(SqlLexer.RPAREN) ? List.of() : tokens.list(tokens::string));
    }
}

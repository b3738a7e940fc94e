package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isEnd;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.sql.TableStatement.Insert.Value;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Reads INSERT from behind that word. */
final class InsertReader {
    private final StatementTokens tokens;

    InsertReader(StatementTokens tokens) {
        this.tokens = tokens;
    }

    Statement read() {
        boolean overwrite = tokens.accept("OVERWRITE");
        String several = word(tokens.next());
        if (several.equals("ALL") || several.equals("FIRST")) {
            return new Statement.NotBuilt("INSERT " + several);
        }
        if (!tokens.accept("INTO") && !overwrite) {
            throw tokens.unexpected();
        }
        tokens.accept("TABLE");
        TableName table = tokens.table();
        List<String> columns = columns();
        Insert.Rows rows = rows();
        tokens.end();
        return new Insert(table, columns, overwrite, rows);
    }

    /** A parenthesis may also begin the query. */
    private List<String> columns() {
        return switch (tokens.window().peek(1).getType()) {
            case SqlLexer.SELECT, SqlLexer.WITH, SqlLexer.FROM, SqlLexer.LPAREN -> List.of();
            default -> tokens.nameList();
        };
    }

    private Insert.Rows rows() {
        if (tokens.accept("VALUES")) {
            return values();
        }
        boolean file = tokens.isNext(SqlLexer.FROM) && isLocation(tokens.window().peek(1));
        return file ? file(List.of()) : new Insert.Query(query());
    }

    private List<QueryPart> query() {
        List<QueryPart> query = tokens.query();
        if (tokens.isNext(SqlLexer.RPAREN)) {
            throw tokens.unexpected();
        }
        return query;
    }

    private static boolean isLocation(Token token) {
        return token.getType() == SqlLexer.AT_STRING || token.getType() == SqlLexer.STRING;
    }

    private Insert.Rows values() {
        if (!tokens.isNext(SqlLexer.LPAREN)) {
            return file(List.of());
        }
        int start = tokens.next().getStartIndex();
        QueryScanner.Values values = tokens.scanner(false).values();
        if (!values.placeholders() && !tokens.isNext(SqlLexer.FROM)) {
            return new Insert.Values(values.batches());
        }
        if (values.count() > 1) {
            throw tokens.report().at(tokens.next(), "the columns of a file are described by one row of values", tokens.begun());
        }
        return file(new InsertReader(tokens.from(start)).described());
    }

    /** {@code (?, 'constant')} */
    private List<Value> described() {
        tokens.expect(SqlLexer.LPAREN);
        return tokens.list(this::value);
    }

    private Value value() {
        Token first = tokens.next();
        List<QueryPart> parts = tokens.scanner(false).parts(
                token -> isEnd(token) || token.getType() == SqlLexer.COMMA || token.getType() == SqlLexer.RPAREN);
        if (parts.isEmpty()) {
            throw tokens.report().unexpected(first, List.of("`?`", "<expr>"), tokens.begun());
        }
        boolean placeholder = first.getText().equals("?") && tokens.window().current() == first;
        return placeholder ? new Value.FileColumn() : new Value.Constant(parts);
    }

    /** {@code [FROM location] [FILE_FORMAT = (…)]} */
    private Insert.Rows file(List<Value> values) {
        Optional<FileLocation> location = tokens.accept("FROM") ? Optional.of(tokens.location()) : Optional.empty();
        Optional<FormatClause> format =
                tokens.accept("FILE_FORMAT") ? Optional.of(new FormatClauseReader(tokens).read()) : Optional.empty();
        return new Insert.File(location, values, format);
    }
}

package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.sql.TableStatement.Delete;
import dev.stagedoor.sql.TableStatement.Merge;
import dev.stagedoor.sql.TableStatement.Update;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads DELETE, UPDATE and MERGE from behind that word. */
final class MutationReader {
    private final StatementTokens tokens;

    MutationReader(StatementTokens tokens) {
        this.tokens = tokens;
    }

    Delete delete() {
        tokens.expect("FROM");
        TableName table = tokens.table();
        Optional<String> alias = alias();
        List<QueryPart> condition = where();
        tokens.end();
        return new Delete(table, alias, condition);
    }

    Update update() {
        TableName table = tokens.table();
        Optional<String> alias = alias();
        tokens.expect("SET");
        List<Assignment> set = assignments(alias.orElse(table.name()));
        List<QueryPart> from = List.of();
        if (tokens.isNext(SqlLexer.FROM)) {
            from = tokens.scanner(false).parts(token -> token.getType() == SqlLexer.WHERE);
        }
        List<QueryPart> condition = where();
        tokens.end();
        return new Update(table, alias, set, from, condition);
    }

    Merge merge() {
        tokens.expect("INTO");
        TableName table = tokens.table();
        Optional<String> alias = alias();
        tokens.expect("USING");
        Merge.Source source = source();
        tokens.expect("ON");
        List<QueryPart> on = expression();
        List<MergeClause> clauses = new ArrayList<>();
        tokens.expect("WHEN");
        do {
            clauses.add(clause(clauses, alias.orElse(table.name())));
        } while (tokens.accept("WHEN"));
        tokens.end();
        return new Merge(table, alias, source, on, clauses);
    }

    private Optional<String> alias() {
        boolean alias = tokens.accept("AS") || isName(tokens.next()) && !tokens.isNext(SqlLexer.FORMAT);
        return alias ? Optional.of(tokens.name()) : Optional.empty();
    }

    private List<QueryPart> where() {
        if (!tokens.accept("WHERE")) {
            return List.of();
        }
        return required(tokens.scanner(false).parts(_ -> false));
    }

    private Merge.Source source() {
        List<QueryPart> parts = required(tokens.scanner(false).sources(token -> token.getType() == SqlLexer.ON));
        Token last = tokens.window().current();
        Optional<String> name = isName(last) ? Optional.of(Literals.foldedName(last.getText())) : Optional.empty();
        return new Merge.Source(parts, name.or(() -> table(parts)));
    }

    /** The name of the one table that the source is. */
    private static Optional<String> table(List<QueryPart> source) {
        List<QueryPart> said = source.stream()
                .filter(part -> !(part instanceof QueryPart.Text(String text) && text.isBlank()))
                .toList();
        return said.size() == 1 && said.getFirst() instanceof TableRef ref ? Optional.of(ref.name()) : Optional.empty();
    }

    private MergeClause clause(List<MergeClause> before, String target) {
        boolean matched = !tokens.accept("NOT");
        tokens.expect("MATCHED");
        boolean closed = before.stream().anyMatch(
                clause -> clause.condition().isEmpty() && clause instanceof MergeClause.Matched == matched);
        if (closed) {
            throw tokens.error("of the clauses WHEN " + (matched ? "" : "NOT ") + "MATCHED only the last may be without AND");
        }
        List<QueryPart> condition = tokens.accept("AND") ? expression() : List.of();
        tokens.expect("THEN");
        return matched ? matched(condition, target) : notMatched(condition);
    }

    private MergeClause matched(List<QueryPart> condition, String target) {
        if (tokens.accept("DELETE")) {
            return new MergeClause.Delete(condition);
        }
        tokens.expect("UPDATE");
        if (star()) {
            return new MergeClause.UpdateAll(condition);
        }
        tokens.expect("SET");
        return new MergeClause.Update(condition, assignments(target));
    }

    private MergeClause notMatched(List<QueryPart> condition) {
        tokens.expect("INSERT");
        if (star()) {
            return new MergeClause.InsertAll(condition);
        }
        List<String> columns = tokens.nameList();
        tokens.expect("VALUES");
        tokens.expect(SqlLexer.LPAREN);
        return new MergeClause.Insert(condition, columns, tokens.list(this::value));
    }

    private boolean star() {
        boolean star = tokens.next().getText().equals("*");
        if (star) {
            tokens.window().next();
        }
        return star;
    }

    private List<Assignment> assignments(String target) {
        List<Assignment> set = new ArrayList<>();
        do {
            List<String> names = tokens.names(2);
            if (names.size() > 1 && !names.getFirst().equalsIgnoreCase(target)) {
                throw tokens.error("SET names columns of '" + target + "' alone");
            }
            tokens.expect(SqlLexer.EQ);
            set.add(new Assignment(names.getLast(), value()));
        } while (tokens.accept(SqlLexer.COMMA));
        return set;
    }

    private List<QueryPart> value() {
        if (tokens.isNext(SqlLexer.DEFAULT) && new End().test(tokens.window().peek(1))) {
            tokens.window().next();
            return List.of(new QueryPart.DefaultValue(0));
        }
        return expression();
    }

    private List<QueryPart> expression() {
        return required(tokens.scanner(false).parts(new End()));
    }

    private List<QueryPart> required(List<QueryPart> parts) {
        if (parts.isEmpty()) {
            throw tokens.report().unexpected(tokens.next(), List.of("<expr>"), tokens.begun());
        }
        return parts;
    }

    /** Where an expression ends, outside of lists and of CASE. Is asked for each token in turn that is outside of parentheses. */
    private static final class End implements Predicate<Token> {
        private static final Set<String> WORDS = Set.of("WHERE", "WHEN", "THEN");

        private @Nullable Token before;
        private int lists;
        private int cases;

        @Override
        public boolean test(Token token) {
            boolean outside = lists == 0 && cases == 0;
            if (outside && ends(token)) {
                return true;
            }
            switch (token.getText()) {
                case "[", "{" -> lists++;
                case "]", "}" -> lists--;
                default -> cases += word(token).equals("CASE") ? 1 : word(token).equals("END") ? -1 : 0;
            }
            before = token;
            return false;
        }

        private boolean ends(Token token) {
            boolean distinct = before != null && before.getType() == SqlLexer.DISTINCT;
            return switch (token.getType()) {
                case SqlLexer.COMMA, SqlLexer.RPAREN, SqlLexer.SEMICOLON, Token.EOF -> true;
                case SqlLexer.FROM -> !distinct;
                default -> WORDS.contains(word(token));
            };
        }
    }
}

package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isWord;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * Paths into a Variant, {@code column:field} and {@code column:field.inner}, which the query engine writes
 * {@code column['field']['inner']}. Is told the tokens of a query in order.
 */
final class VariantPath {
    /** The token {@code lambda} was the last but one: the next colon ends its parameters. */
    private boolean inLambda;

    /**
     * Reads a path that begins with the current token, if one does.
     *
     * @param tokens stands on the current token; on the path's last one afterwards
     * @param inBrackets whether a colon here belongs to a list, a struct or a slice
     * @return the path as the query engine writes it
     */
    Optional<String> read(TokenWindow tokens, boolean inBrackets) {
        Token token = tokens.current();
        if (word(token).equals("LAMBDA")) {
            inLambda = true;
        }
        if (!isColon(token)) {
            return Optional.empty();
        }
        if (inLambda) {
            inLambda = false;
            return Optional.empty();
        }
        if (inBrackets || !isValue(tokens.previous()) || isColon(tokens.peek(0)) || !isField(tokens.peek(0))) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder(field(tokens.next()));
        while (tokens.peek(0).getType() == SqlLexer.DOT && isField(tokens.peek(1))) {
            tokens.next();
            path.append(field(tokens.next()));
        }
        return Optional.of(path.toString());
    }

    private static boolean isColon(Token token) {
        return token.getText().equals(":");
    }

    /** What a path can follow: a column, or what ends with a bracket. */
    private static boolean isValue(Token token) {
        return TokenWindow.isName(token)
                || token.getType() == SqlLexer.VARIABLE
                || token.getType() == SqlLexer.RPAREN
                || token.getText().equals("]");
    }

    private static boolean isField(Token token) {
        return isWord(token) || token.getType() == SqlLexer.QUOTED_NAME;
    }

    private static String field(Token token) {
        String name = token.getType() == SqlLexer.QUOTED_NAME ? Literals.name(token.getText()) : token.getText();
        return "[" + Literals.standardString(name) + "]";
    }
}

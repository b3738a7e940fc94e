package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Splits a script into statements at the semicolons that are not inside strings, quoted names or comments. A semicolon ends a location: a
 * name that holds one has to be quoted.
 */
public final class StatementSplitter {
    private StatementSplitter() {}

    /**
     * @param statements those closed by a semicolon, in order, without it and without white space around them; none is empty or only comments
     * @param rest what follows the last semicolon, without white space around it: the beginning of a statement, or the whole of one that needs
     *     no semicolon because nothing follows. Empty when there is nothing but white space and closed comments
     */
    public record Script(List<String> statements, String rest) {
        public Script {
            statements = List.copyOf(statements);
        }

        /** Whether the script ends with a closed statement, so that an interactive shell need not wait for more. */
        public boolean isComplete() {
            return rest.isEmpty();
        }
    }

    /** Takes time in proportion to the script. */
    public static Script split(String script) {
        List<String> statements = new ArrayList<>();
        SqlLexer lexer = SourceText.lexer(script);
        int start = 0;
        boolean empty = true;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            if (token.getType() != SqlLexer.SEMICOLON) {
                empty = false;
                continue;
            }
            if (!empty) {
                statements.add(script.substring(start, token.getStartIndex()).strip());
            }
            start = token.getStopIndex() + 1;
            empty = true;
        }
        return new Script(statements, empty ? "" : script.substring(start).strip());
    }
}

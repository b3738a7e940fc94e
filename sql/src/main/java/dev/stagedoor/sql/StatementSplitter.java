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
     * @param statements those closed by a semicolon, in order, without it and without white space around them; none is empty or only
     *     comments
     * @param rest what follows the last semicolon, without white space around it: the beginning of a statement, or the whole of one that
     *     needs no semicolon because nothing follows. Empty when there is nothing but white space and closed comments
     * @param restStart where what follows the last semicolon begins in the script; its length when the rest is empty
     */
    public record Script(List<String> statements, String rest, int restStart) {
        public Script {
            statements = List.copyOf(statements);
        }

        /** Whether the script ends with a closed statement, so that an interactive shell need not wait for more. */
        public boolean isComplete() {
            return rest.isEmpty();
        }
    }

    /** Whether anything but white space and semicolons follows a semicolon: a text of which this is false is one statement. */
    static boolean mayBeSeveral(String sql) {
        int semicolon = sql.indexOf(';');
        if (semicolon < 0) {
            return false;
        }
        for (int i = semicolon + 1; i < sql.length(); i++) {
            if (sql.charAt(i) != ';' && !isWhiteSpace(sql.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes time in proportion to the script. A blank that belongs to a statement's last word stays: {@code LIST @s/a\ ;} names {@code a}
     * and a blank.
     */
    public static Script split(String script) {
        List<String> statements = new ArrayList<>();
        SqlLexer lexer = SourceText.lexer(script);
        int start = 0;
        int end = 0;
        boolean empty = true;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            if (token.getType() != SqlLexer.SEMICOLON) {
                empty = false;
                end = token.getStopIndex() + 1;
                continue;
            }
            if (!empty) {
                statements.add(cut(script, start, end, token.getStartIndex()));
            }
            start = token.getStopIndex() + 1;
            empty = true;
        }
        return empty
                ? new Script(statements, "", script.length())
                : new Script(statements, cut(script, start, end, script.length()), start);
    }

    /** The text up to {@code end} and the comments after it, without what the dialect takes for white space around them. */
    private static String cut(String script, int start, int end, int semicolon) {
        int from = start;
        while (from < end && isWhiteSpace(script.charAt(from))) {
            from++;
        }
        int to = semicolon;
        while (to > end && isWhiteSpace(script.charAt(to - 1))) {
            to--;
        }
        return script.substring(from, to);
    }

    private static boolean isWhiteSpace(char c) {
        return SourceText.WHITE_SPACE.indexOf(c) >= 0;
    }
}

package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * The statements of one text, as databend-jdbc sends a batch of DELETE: {@code a;\nb}. They are all read before the first may run, so a
 * mistake in any of them means that none runs.
 *
 * <p>A text that can be read as one statement is one. That decides of the unquoted file names that hold a semicolon
 * ({@code PRESIGN UPLOAD @s/a;b.csv}, see {@link StatementParser}).
 */
public final class StatementList {
    /** More statements in one text are refused. */
    public static final int MAX_STATEMENTS = 1000;

    private StatementList() {}

    /**
     * @param sql one or several statements, with semicolons between them
     * @return at least one
     * @throws SqlSyntaxException when a text is not a statement of the dialect (1005); of several it says which
     * @throws LocationException when it is, but a location or an argument of {@code list_stage} in it is not one (1006); of several it says
     *     which
     * @throws OptionException when it is, but an option of a COPY cannot have its value (2004); of several it says which
     */
    public static List<Statement> parse(String sql) {
        if (!StatementSplitter.mayBeSeveral(sql) || sql.length() > StatementParser.MAX_SQL_CHARS) {
            return List.of(StatementParser.parse(sql));
        }
        Optional<SqlSyntaxException> mistake = Optional.empty();
        try {
            Statement whole = StatementParser.parse(sql);
            if (!(whole instanceof Statement.NotBuilt)) {
                return List.of(whole);
            }
        } catch (SqlSyntaxException e) {
            mistake = Optional.of(e);
        }
        List<String> texts = texts(sql);
        if (texts.size() > 1) {
            return each(sql, texts);
        }
        if (mistake.isPresent()) {
            throw mistake.get();
        }
        return List.of(StatementParser.parse(sql));
    }

    /** Whether a text may hold more than one statement; one of which this is false holds one. Takes time in proportion to the text. */
    public static boolean mayBeSeveral(String sql) {
        return StatementSplitter.mayBeSeveral(sql);
    }

    private static List<String> texts(String sql) {
        StatementSplitter.Script script = StatementSplitter.split(sql);
        List<String> texts = new ArrayList<>(script.statements());
        if (!script.isComplete()) {
            texts.add(script.rest());
        }
        return texts;
    }

    private static List<Statement> each(String sql, List<String> texts) {
        if (texts.size() > MAX_STATEMENTS) {
            throw new SqlSyntaxException(
                    "error: \nthe text has " + texts.size() + " statements; at most " + MAX_STATEMENTS + " run together", 1, 1);
        }
        boolean secret = !SecretText.in(sql).isEmpty();
        List<Statement> statements = new ArrayList<>(texts.size());
        for (String text : texts) {
            String which = which(statements.size() + 1, texts.size());
            try {
                Statement statement = StatementParser.parse(text);
                boolean last = statements.size() == texts.size() - 1;
                if (!last && isUnquotedPresign(statement, text)) {
                    throw SqlSyntaxException.at(
                            text, 0, text.length(),
                            "before another statement, a location is written in quotes: the name of a file may hold a semicolon");
                }
                statements.add(statement);
            } catch (SqlSyntaxException e) {
                throw secret ? hidden(sql, which) : new SqlSyntaxException(which + e.getMessage(), e.line(), e.column());
            } catch (LocationException e) {
                throw new LocationException(which + e.getMessage());
            } catch (OptionException e) {
                throw new OptionException(which + e.getMessage());
            }
        }
        return statements;
    }

    /** Stands before what is said of one statement of several. */
    public static String which(int number, int all) {
        return "statement " + number + " of " + all + ": ";
    }

    /**
     * Clients write the names of files into PRESIGN as they are. A name that holds a semicolon and a statement must not make them two
     * statements.
     */
    private static boolean isUnquotedPresign(Statement statement, String text) {
        boolean presigns = statement instanceof Statement.Presign
                || statement instanceof Statement.PresignFiles
                || statement instanceof Statement.PlanUpload;
        if (!presigns) {
            return false;
        }
        TokenWindow tokens = new TokenWindow(text, 0);
        Token token = tokens.next();
        while (token.getType() == SqlLexer.PRESIGN || token.getType() == SqlLexer.DOWNLOAD || token.getType() == SqlLexer.UPLOAD) {
            token = tokens.next();
        }
        return token.getType() == SqlLexer.AT_STRING;
    }

    /**
     * A mistake may have turned a secret of one statement into words of the next, where nothing tells that they are one: so no text is
     * quoted.
     */
    private static SqlSyntaxException hidden(String sql, String which) {
        int end = sql.length();
        return new SqlSyntaxException(
                "error: \n" + which + "it cannot be read. The text is not shown, because it may hold a secret (" + end
                        + " characters). None of the statements has run: send them one by one to see the mistake.",
                1,
                1);
    }
}

package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** The wording of "unexpected …, expecting …", with Databend's names for the kinds of tokens. */
final class Expectations {
    /** The rest would not be read anyway. */
    private static final int MAX_LISTED = 20;

    /** Every kind of token that may be a name. */
    private static final IntervalSet NAMES =
            SqlParser._ATN.nextTokens(SqlParser._ATN.ruleToStartState[SqlParser.RULE_name]);

    private static final String RESERVED_HINT = ". it's reserved keyword, you may avoid using it";

    private Expectations() {}

    /** The first half of the message, with the token as it may be shown. */
    static String unexpected(Token token, String shown) {
        return switch (token.getType()) {
            case Token.EOF -> "unexpected end of input";
            case SqlLexer.UNRECOGNIZED, SqlLexer.UNTERMINATED -> "unable to recognize the rest tokens";
            default -> "unexpected `" + shown + "`" + (isReserved(token) ? RESERVED_HINT : "");
        };
    }

    /** The whole message; the names of what was expected are ready to be shown. */
    static String unexpected(Token token, String shown, List<String> expected) {
        boolean unreadable = token.getType() == SqlLexer.UNRECOGNIZED || token.getType() == SqlLexer.UNTERMINATED;
        return unreadable || expected.isEmpty() ? unexpected(token, shown) : unexpected(token, shown) + ", expecting " + list(expected);
    }

    private static boolean isReserved(Token token) {
        return token.getType() >= SqlLexer.ALL && token.getType() <= SqlLexer.RESERVED;
    }

    /** Kinds of tokens as messages name them. */
    static List<String> names(IntervalSet expected) {
        List<String> names = new ArrayList<>();
        boolean anyName = expected.contains(SqlLexer.IDENT) && expected.contains(SqlLexer.QUOTED_NAME);
        for (int type : expected.toList()) {
            boolean covered = anyName && type != SqlLexer.IDENT && NAMES.contains(type);
            if (!covered && type > 0 && type != SqlLexer.RAW_STRING && type != SqlLexer.SEMICOLON) {
                names.add(name(type));
            }
        }
        if (expected.contains(Token.EOF)) {
            names.add("end of input");
        }
        return names;
    }

    static String name(int type) {
        return switch (type) {
            case SqlLexer.IDENT, SqlLexer.QUOTED_NAME -> "<Ident>";
            case SqlLexer.STRING -> "<LiteralString>";
            case SqlLexer.INTEGER -> "<LiteralInteger>";
            case SqlLexer.FLOAT -> "<LiteralFloat>";
            case SqlLexer.AT_STRING -> "`LiteralAtString`";
            default -> {
                String literal = SqlLexer.VOCABULARY.getLiteralName(type);
                yield "`"
                        + (literal == null ? SqlLexer.VOCABULARY.getSymbolicName(type) : literal.substring(1, literal.length() - 1)) + "`";
            }
        };
    }

    /** {@code A}, {@code A or B}, {@code A, B, or C}. */
    static String list(List<String> names) {
        List<String> shown = names.size() > MAX_LISTED ? names.subList(0, MAX_LISTED) : names;
        int last = shown.size() - 1;
        return switch (shown.size()) {
            case 1 -> shown.getFirst();
            case 2 -> shown.get(0) + " or " + shown.get(1);
            default -> String.join(", ", shown.subList(0, last)) + ", or " + shown.get(last);
        };
    }
}

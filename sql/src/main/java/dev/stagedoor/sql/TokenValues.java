package dev.stagedoor.sql;

import dev.stagedoor.sql.Literals.MalformedLiteral;
import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What the names, strings and numbers of one statement stand for. What cannot be read is a syntax error that points at it. */
final class TokenValues {
    private final SyntaxReport report;
    private final Begun begun;

    TokenValues(SyntaxReport report, Begun begun) {
        this.report = report;
        this.begun = begun;
    }

    /** A name of one token; a quoted one may hold anything, but not nothing. */
    String name(ParserRuleContext context) {
        Token token = context.getStart();
        return notEmpty(token, Literals.name(token.getText()));
    }

    /** As {@link #name}, for what Databend names in lower case unless the name is quoted: databases, tables and columns. */
    String foldedName(ParserRuleContext context) {
        Token token = context.getStart();
        return notEmpty(token, Literals.foldedName(token.getText()));
    }

    TableName table(SqlParser.TableNameContext table) {
        List<String> names = new ArrayList<>(List.of(foldedName(table.tablePart())));
        table.name().forEach(name -> names.add(foldedName(name)));
        return TableName.of(names);
    }

    /** A role is named by a name or a string. */
    String roleName(SqlParser.RoleNameContext role) {
        return role.name() != null ? name(role.name()) : notEmpty(role.getStart(), string(role.string()));
    }

    String stageName(SqlParser.StageNameContext name) {
        return name.TILDE() != null ? StagePath.USER_STAGE : name(name.name());
    }

    String notEmpty(Token token, String name) {
        if (name.isEmpty()) {
            throw error(token, "a name must not be empty");
        }
        return name;
    }

    String string(SqlParser.StringContext string) {
        return string(string.getStart());
    }

    String string(Token token) {
        try {
            return Literals.string(token.getText());
        } catch (MalformedLiteral malformed) {
            throw error(token, malformed.getMessage());
        }
    }

    /** TRUE or FALSE. */
    static boolean flag(SqlParser.FlagContext flag) {
        return flag.TRUE() != null;
    }

    BigDecimal number(SqlParser.NumberContext number) {
        Token token = number.getStart();
        return Literals.number(token.getText()).orElseThrow(() -> overflow(token));
    }

    /** A number of seconds, or a string that says a length of time. */
    BigDecimal seconds(SqlParser.DurationContext duration) {
        return duration.string() == null
                ? number(duration.number())
                : DurationText.seconds(string(duration.string())).orElseThrow(() -> error(duration.getStart(), DurationText.EXPECTED));
    }

    /** A number of bytes, or a string that says one. */
    long bytes(SqlParser.SizeContext size) {
        Token token = size.getStart();
        return size.string() == null
                ? signedLong(token)
                : ByteSize.parse(string(size.string())).orElseThrow(() -> error(token, ByteSize.EXPECTED));
    }

    /** A limit beyond the largest long limits nothing, so that one stands for it. */
    long limit(Token token) {
        return unsigned(token).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    long signedLong(Token token) {
        BigInteger value = unsigned(token);
        if (value.bitLength() >= Long.SIZE) {
            throw overflow(token);
        }
        return value.longValueExact();
    }

    private BigInteger unsigned(Token token) {
        return Literals.unsignedInteger(token.getText()).orElseThrow(() -> overflow(token));
    }

    private SqlSyntaxException overflow(Token token) {
        return error(token, Literals.OVERFLOW);
    }

    /** A problem with one token. */
    SqlSyntaxException error(Token token, String problem) {
        return report.at(token, problem, begun);
    }

    /** A problem with all of a part. */
    SqlSyntaxException error(ParserRuleContext part, String problem) {
        return report.at(part.getStart().getStartIndex(), part.getStop().getStopIndex() + 1, problem, begun);
    }

    /** A token that fits nothing; the names of what would have fitted are ready to be shown. */
    SqlSyntaxException unexpected(Token token, List<String> expected) {
        return report.unexpected(token, expected, begun);
    }
}

package dev.stagedoor.sql;

import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** What PRESIGN, and the PRESIGN rules of a stage, bind a URL to. Of an option given twice the last counts. */
final class PresignBuilder {
    private final TokenValues values;
    private final AccountBuilder accounts;

    PresignBuilder(TokenValues values, AccountBuilder accounts) {
        this.values = values;
        this.accounts = accounts;
    }

    Statement.Presign presign(StagePath location, SqlParser.PresignContext presign) {
        Action action = presign.UPLOAD() != null ? Action.UPLOAD : Action.DOWNLOAD;
        List<SqlParser.PresignOptionContext> options = presign.presignOption();
        if (options.isEmpty()) {
            return new Statement.Presign(action, location, Map.of());
        }
        Map<TermName, TermValue> terms = new EnumMap<>(TermName.class);
        for (SqlParser.PresignOptionContext option : options) {
            terms.put(TermName.valueOf(keyword(option)), value(option));
        }
        return new Statement.Presign(action, location, terms);
    }

    /** By its syntax, of which each term has one. */
    private TermValue value(SqlParser.PresignOptionContext option) {
        if (option.duration() != null) {
            return new TermValue.Number(values.seconds(option.duration()));
        }
        if (option.size() != null) {
            return new TermValue.Number(values.bytes(option.size()));
        }
        if (option.INTEGER() != null) {
            return new TermValue.Number(values.signedLong(option.INTEGER().getSymbol()));
        }
        return option.flag() != null
                ? new TermValue.Flag(TokenValues.flag(option.flag()))
                : new TermValue.Text(values.string(option.string()));
    }

    /** {@code PRESIGN = (…)} of a stage; what it does not name is not bound. */
    Optional<PresignClause> rules(SqlParser.@Nullable PresignRulesContext clause) {
        if (clause == null) {
            return Optional.empty();
        }
        Map<RuleName, TermValue> rules = new EnumMap<>(RuleName.class);
        for (SqlParser.PresignRuleContext rule : clause.presignRule()) {
            rules.put(RuleName.valueOf(keyword(rule)), value(rule));
        }
        return Optional.of(new PresignClause(rules));
    }

    private TermValue value(SqlParser.PresignRuleContext rule) {
        if (rule.duration() != null) {
            return new TermValue.Number(values.seconds(rule.duration()));
        }
        if (rule.size() != null) {
            return new TermValue.Number(values.bytes(rule.size()));
        }
        if (rule.flag() != null) {
            return new TermValue.Flag(TokenValues.flag(rule.flag()));
        }
        return rule.presignMethod().isEmpty()
                ? new TermValue.Texts(rule.string().stream().map(values::string).toList())
                : new TermValue.Texts(rule.presignMethod().stream().map(PresignBuilder::keyword).distinct().sorted().toList());
    }

    /** The word that a part of the statement begins with. */
    private static String keyword(ParserRuleContext part) {
        return part.getStart().getText().toUpperCase(Locale.ROOT);
    }

    /** {@code REVOKE PRESIGN …} */
    Statement revoke(SqlParser.RevokedPresignsContext revoked) {
        if (revoked.string() != null) {
            return new Statement.RevokePresign(new Statement.RevokePresign.Id(values.string(revoked.string())));
        }
        if (revoked.USER() != null) {
            return new Statement.RevokePresign(new Statement.RevokePresign.OnUser(accounts.user(revoked.user())));
        }
        return new Statement.RevokePresign(new Statement.RevokePresign.OnStage(stage(revoked)));
    }

    private String stage(SqlParser.RevokedPresignsContext revoked) {
        if (revoked.AT_STRING() == null) {
            return values.stageName(revoked.stageName());
        }
        StagePath location = StagePath.parse(AtString.decode(revoked.AT_STRING().getText()));
        if (!location.path().isEmpty()) {
            throw values.error(revoked.AT_STRING().getSymbol(),
                    "URLs are revoked one by one, or of a whole stage: expecting a stage without a path");
        }
        return location.stage();
    }
}

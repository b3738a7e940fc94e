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

    Statement presign(StagePath location, SqlParser.PresignContext presign) {
        Action action = presign.UPLOAD() != null ? Action.UPLOAD : Action.DOWNLOAD;
        Map<TermName, TermValue> terms = terms(presign.presignTerm());
        return presign.presignedFiles().isEmpty() && presign.pattern().isEmpty()
                ? new Statement.Presign(action, location, terms)
                : new Statement.PresignFiles(action, location, files(action, presign), terms);
    }

    private Map<TermName, TermValue> terms(List<SqlParser.PresignTermContext> written) {
        if (written.isEmpty()) {
            return Map.of();
        }
        Map<TermName, TermValue> terms = new EnumMap<>(TermName.class);
        for (SqlParser.PresignTermContext term : written) {
            terms.put(TermName.valueOf(keyword(term)), value(term));
        }
        return terms;
    }

    private Statement.PresignFiles.Files files(Action action, SqlParser.PresignContext presign) {
        if (presign.pattern().isEmpty()) {
            return new Statement.PresignFiles.Named(
                    presign.presignedFiles().getLast().string().stream().map(values::string).toList());
        }
        SqlParser.PatternContext pattern = presign.pattern().getLast();
        if (action == Action.UPLOAD) {
            throw values.error(pattern, "PATTERN chooses among files that are there: an upload names its FILES");
        }
        if (!presign.presignedFiles().isEmpty()) {
            throw values.error(pattern, "either FILES or PATTERN says which files are meant");
        }
        return new Statement.PresignFiles.Matching(values.string(pattern.string()));
    }

    /** By its syntax, of which each term has one. */
    private TermValue value(SqlParser.PresignTermContext term) {
        if (term.duration() != null) {
            return new TermValue.Number(values.seconds(term.duration()));
        }
        if (term.size() != null) {
            return new TermValue.Number(values.bytes(term.size()));
        }
        if (term.INTEGER() != null) {
            return new TermValue.Number(values.signedLong(term.INTEGER().getSymbol()));
        }
        return term.flag() != null
                ? new TermValue.Flag(TokenValues.flag(term.flag()))
                : new TermValue.Text(values.string(term.string()));
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

package dev.stagedoor.sql;

import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.grammar.SqlParser;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
        List<SqlParser.PresignOptionContext> options = presign.presignOption();
        if (options.isEmpty()) {
            return new Statement.Presign(action, location, Map.of());
        }
        Map<TermName, TermValue> terms = new EnumMap<>(TermName.class);
        SqlParser.PresignedFilesContext files = null;
        SqlParser.PatternContext pattern = null;
        List<SqlParser.PlanOptionContext> plan = new ArrayList<>();
        for (SqlParser.PresignOptionContext option : options) {
            switch (option.getChild(0)) {
                case SqlParser.PresignTermContext term -> terms.put(TermName.valueOf(keyword(term)), value(term));
                case SqlParser.PresignedFilesContext named -> files = named;
                case SqlParser.PatternContext matched -> pattern = matched;
                case SqlParser.PlanOptionContext planned -> plan.add(planned);
                case Object other -> throw new IllegalStateException("the grammar has an option that is not read: " + other.getClass());
            }
        }
        if (!plan.isEmpty()) {
            return plan(action, location, plan, terms, files != null ? files : pattern);
        }
        return files == null && pattern == null
                ? new Statement.Presign(action, location, terms)
                : new Statement.PresignFiles(action, location, files(action, files, pattern), terms);
    }

    private Statement.PresignFiles.Files files(
            Action action, SqlParser.@Nullable PresignedFilesContext files, SqlParser.@Nullable PatternContext pattern) {
        if (pattern == null && files != null) {
            return new Statement.PresignFiles.Named(files.string().stream().map(values::string).toList());
        }
        if (action == Action.UPLOAD) {
            throw values.error(pattern, "PATTERN chooses among files that are there: an upload names its FILES");
        }
        if (files != null) {
            throw values.error(pattern, "either FILES or PATTERN says which files are meant");
        }
        return new Statement.PresignFiles.Matching(values.string(pattern.string()));
    }

    private Statement plan(
            Action action,
            StagePath location,
            List<SqlParser.PlanOptionContext> options,
            Map<TermName, TermValue> terms,
            @Nullable ParserRuleContext ofSeveral) {
        if (action == Action.DOWNLOAD) {
            throw values.error(options.getFirst(), "SIZE, PART_SIZE and SOURCE are of PRESIGN UPLOAD");
        }
        if (ofSeveral != null) {
            throw values.error(ofSeveral, "SIZE is of one file, and FILES names several");
        }
        OptionalLong size = OptionalLong.empty();
        OptionalLong partSize = OptionalLong.empty();
        Optional<String> source = Optional.empty();
        for (SqlParser.PlanOptionContext option : options) {
            if (option.SIZE() != null) {
                size = OptionalLong.of(values.bytes(option.size()));
            } else if (option.PART_SIZE() != null) {
                partSize = OptionalLong.of(values.bytes(option.size()));
            } else {
                source = Optional.of(values.string(option.string()));
            }
        }
        if (size.isEmpty()) {
            throw values.error(options.getFirst(), "an upload is planned by the SIZE of its file: expecting SIZE = <bytes> beside it");
        }
        return new Statement.PlanUpload(location, size.getAsLong(), partSize, source, terms);
    }

    /** {@code PRESIGN UPLOAD PARTS …} */
    Statement parts(SqlParser.PresignPartsContext parts) {
        List<Long> numbers = parts.INTEGER().stream().map(number -> values.signedLong(number.getSymbol())).toList();
        Optional<BigDecimal> expire = parts.duration() == null ? Optional.empty() : Optional.of(values.seconds(parts.duration()));
        return new Statement.PresignParts(values.string(parts.string()), numbers, expire);
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

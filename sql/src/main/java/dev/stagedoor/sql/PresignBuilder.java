package dev.stagedoor.sql;

import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.Statement.Presign.Terms;
import dev.stagedoor.sql.grammar.SqlParser;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
        Optional<BigDecimal> expire = Optional.empty();
        Optional<String> contentType = Optional.empty();
        for (SqlParser.PresignOptionContext option : presign.presignOption()) {
            if (option.EXPIRE() != null) {
                expire = Optional.of(values.seconds(option.duration()));
            } else if (option.CONTENT_TYPE() != null) {
                contentType = Optional.of(values.string(option.string()));
            }
        }
        Action action = presign.UPLOAD() != null ? Action.UPLOAD : Action.DOWNLOAD;
        return new Statement.Presign(action, location, expire, contentType, terms(presign.presignOption()));
    }

    private Terms terms(List<SqlParser.PresignOptionContext> options) {
        OptionalLong maxSize = OptionalLong.empty();
        OptionalLong contentLength = OptionalLong.empty();
        Optional<String> checksum = Optional.empty();
        Optional<Boolean> overwrite = Optional.empty();
        Optional<Boolean> oneTime = Optional.empty();
        Optional<String> fromIp = Optional.empty();
        for (SqlParser.PresignOptionContext option : options) {
            if (option.MAX_SIZE() != null) {
                maxSize = OptionalLong.of(values.bytes(option.size()));
            } else if (option.CONTENT_LENGTH() != null) {
                contentLength = OptionalLong.of(values.signedLong(option.INTEGER().getSymbol()));
            } else if (option.CHECKSUM_SHA256() != null) {
                checksum = Optional.of(values.string(option.string()));
            } else if (option.OVERWRITE() != null) {
                overwrite = Optional.of(TokenValues.flag(option.flag()));
            } else if (option.ONE_TIME() != null) {
                oneTime = Optional.of(TokenValues.flag(option.flag()));
            } else if (option.FROM_IP() != null) {
                fromIp = Optional.of(values.string(option.string()));
            }
        }
        return new Terms(maxSize, contentLength, checksum, overwrite, oneTime, fromIp);
    }

    /** {@code PRESIGN = (…)} of a stage; what it does not name is not bound. */
    Optional<PresignClause> rules(SqlParser.@Nullable PresignRulesContext clause) {
        if (clause == null) {
            return Optional.empty();
        }
        Optional<BigDecimal> maxExpire = Optional.empty();
        OptionalLong maxSize = OptionalLong.empty();
        List<String> contentTypes = List.of();
        boolean overwrite = true;
        Set<Action> methods = EnumSet.allOf(Action.class);
        for (SqlParser.PresignRuleContext rule : clause.presignRule()) {
            if (rule.MAX_EXPIRE() != null) {
                maxExpire = Optional.of(values.seconds(rule.duration()));
            } else if (rule.MAX_SIZE() != null) {
                maxSize = OptionalLong.of(values.bytes(rule.size()));
            } else if (rule.CONTENT_TYPES() != null) {
                contentTypes = rule.string().stream().map(values::string).toList();
            } else if (rule.OVERWRITE() != null) {
                overwrite = TokenValues.flag(rule.flag());
            } else {
                methods = methods(rule.presignMethod());
            }
        }
        return Optional.of(new PresignClause(maxExpire, maxSize, contentTypes, overwrite, methods));
    }

    private static Set<Action> methods(List<SqlParser.PresignMethodContext> written) {
        Set<Action> methods = EnumSet.noneOf(Action.class);
        for (SqlParser.PresignMethodContext method : written) {
            methods.add(method.UPLOAD() != null ? Action.UPLOAD : Action.DOWNLOAD);
        }
        return methods;
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

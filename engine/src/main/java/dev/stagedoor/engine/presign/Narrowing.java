package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageMethods;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.storage.PresignLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One statement's terms against one stage's rules. A wider term gives way with a warning, because a client that asks for EXPIRE = 3600 as
 * ever should go on working where the stage allows 900. A term that says the opposite of a rule is refused: a URL would do something else
 * than the statement says. Used once, by one thread.
 */
final class Narrowing {
    private static final String CONTENT_TYPE_IGNORED =
            "CONTENT_TYPE has no effect on PRESIGN DOWNLOAD: only an upload's content type can be signed.";

    private final Presign statement;
    private final Presign.Terms terms;
    private final PresignRules rules;
    private List<String> warnings = List.of();

    Narrowing(Presign statement, PresignRules rules) {
        this.statement = statement;
        this.terms = statement.terms();
        this.rules = rules;
    }

    NarrowedTerms upload() {
        StageMethods.require(PresignRules.Method.UPLOAD, statement.location().stage(), rules);
        Duration expire = expire();
        Optional<String> contentType = boundContentType();
        boolean onlyIfAbsent = onlyIfAbsent();
        OptionalLong length = contentLength();
        // An exact length within the bound says more than the bound, and more stores can hold a client to it.
        OptionalLong maxBytes = length.isPresent() ? OptionalLong.empty() : maxBytes();
        return new NarrowedTerms(
                expire,
                contentType,
                limits(new PresignLimits(
                        maxBytes,
                        length,
                        terms.checksumSha256().map(WrittenTerms::sha256),
                        onlyIfAbsent,
                        terms.oneTime().orElse(false),
                        terms.fromIp().map(WrittenTerms::addresses).orElse(List.of()))),
                warnings);
    }

    NarrowedTerms download() {
        StageMethods.require(PresignRules.Method.DOWNLOAD, statement.location().stage(), rules);
        refuseTermsOfUploads();
        Duration expire = expire();
        statement.contentType().ifPresent(type -> {
            WrittenTerms.checkContentType(type);
            warn(CONTENT_TYPE_IGNORED);
        });
        return new NarrowedTerms(
                expire,
                Optional.empty(),
                limits(new PresignLimits(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        false,
                        terms.oneTime().orElse(false),
                        terms.fromIp().map(WrittenTerms::addresses).orElse(List.of()))),
                warnings);
    }

    private static PresignLimits limits(PresignLimits limits) {
        return limits.equals(PresignLimits.NONE) ? PresignLimits.NONE : limits;
    }

    private Duration expire() {
        boolean written = statement.expireSeconds().isPresent();
        Duration asked = written ? WrittenTerms.expire("EXPIRE", statement.expireSeconds().get()) : Presigning.DEFAULT_EXPIRE;
        if (rules.maxExpire().isEmpty() || asked.compareTo(rules.maxExpire().get()) <= 0) {
            return asked;
        }
        Duration most = rules.maxExpire().get();
        if (written) {
            warn("EXPIRE was shortened from " + asked.toSeconds() + " to " + most.toSeconds() + " seconds: " + stage()
                    + " allows no more (MAX_EXPIRE).");
        }
        return most;
    }

    private Optional<String> boundContentType() {
        statement.contentType().ifPresent(WrittenTerms::checkContentType);
        if (rules.contentTypes().isEmpty()) {
            return statement.contentType();
        }
        if (statement.contentType().isEmpty()) {
            String first = rules.contentTypes().getFirst();
            warn("The upload must be sent with Content-Type '" + first + "', the first of the CONTENT_TYPES of " + stage() + ".");
            return Optional.of(first);
        }
        if (!rules.contentTypes().contains(statement.contentType().get())) {
            throw StageFile.refusedType(statement.contentType().get(), statement.location().stage(), rules);
        }
        return statement.contentType();
    }

    private boolean onlyIfAbsent() {
        if (rules.overwrite()) {
            return terms.overwrite().isPresent() && !terms.overwrite().get();
        }
        if (terms.overwrite().isEmpty()) {
            warn("The upload will not replace a file: " + stage() + " has OVERWRITE = FALSE.");
        } else if (terms.overwrite().get()) {
            throw bad("OVERWRITE = TRUE contradicts " + stage()
                    + ", which has OVERWRITE = FALSE: leave it out and take the name of a file that does not exist.");
        }
        return true;
    }

    private OptionalLong contentLength() {
        if (terms.contentLength().isPresent()) {
            long length = terms.contentLength().getAsLong();
            if (length > terms.maxSizeBytes().orElse(length)) {
                throw bad("CONTENT_LENGTH = " + length + " is more than MAX_SIZE = " + terms.maxSizeBytes().getAsLong() + " beside it.");
            }
            if (length > rules.maxBytes().orElse(length)) {
                throw bad("CONTENT_LENGTH = " + length + " is more than " + stage() + " takes: its MAX_SIZE is "
                        + rules.maxBytes().getAsLong() + " bytes.");
            }
        }
        return terms.contentLength();
    }

    private OptionalLong maxBytes() {
        if (rules.maxBytes().isEmpty()) {
            return terms.maxSizeBytes();
        }
        long most = rules.maxBytes().getAsLong();
        if (terms.maxSizeBytes().isEmpty()) {
            warn("The upload may have at most " + most + " bytes: MAX_SIZE of " + stage() + ".");
            return rules.maxBytes();
        }
        long asked = terms.maxSizeBytes().getAsLong();
        if (asked <= most) {
            return terms.maxSizeBytes();
        }
        warn("MAX_SIZE was lowered from " + asked + " to " + most + " bytes: " + stage() + " allows no more.");
        return rules.maxBytes();
    }

    /** CONTENT_TYPE is let be, as Databend does; these are new, and who writes one believes that it limits something. */
    private void refuseTermsOfUploads() {
        List<String> meaningless = new ArrayList<>();
        terms.maxSizeBytes().ifPresent(_ -> meaningless.add("MAX_SIZE"));
        terms.contentLength().ifPresent(_ -> meaningless.add("CONTENT_LENGTH"));
        terms.checksumSha256().ifPresent(_ -> meaningless.add("CHECKSUM_SHA256"));
        terms.overwrite().ifPresent(_ -> meaningless.add("OVERWRITE"));
        if (!meaningless.isEmpty()) {
            throw bad(String.join(", ", meaningless) + (meaningless.size() == 1 ? " is a term" : " are terms")
                    + " of PRESIGN UPLOAD and would limit nothing on PRESIGN DOWNLOAD: leave it out.");
        }
    }

    private String stage() {
        return "stage '" + Messages.shown(statement.location().stage()) + "'";
    }

    private void warn(String sentence) {
        if (warnings.isEmpty()) {
            warnings = new ArrayList<>();
        }
        warnings.add(sentence);
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}

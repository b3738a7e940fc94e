package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageMethods;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.Statement.Presign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of each term of a statement under the rules of a stage. A wider term gives way with a warning, because a client that asks
 * for EXPIRE = 3600 as ever should go on working where the stage allows 900. A term that says the opposite of a rule is refused: a URL
 * would do something else than the statement says. Used once, by one thread.
 */
final class TermPolicy {
    private static final String CONTENT_TYPE_IGNORED =
            "CONTENT_TYPE has no effect on PRESIGN DOWNLOAD: only an upload's content type can be signed.";

    /** In which terms are asked: that an upload replaces nothing is told before its size. */
    private static final List<TermName> ORDER = Stream.concat(
                    Stream.of(TermName.EXPIRE, TermName.CONTENT_TYPE, TermName.OVERWRITE), Stream.of(TermName.values()))
            .distinct()
            .toList();

    private final Presign statement;
    private final PresignRules rules;
    private Duration expire = Presigning.DEFAULT_EXPIRE;
    private List<Term> bound = List.of();
    private List<String> warnings = List.of();

    TermPolicy(Presign statement, PresignRules rules) {
        this.statement = statement;
        this.rules = rules;
    }

    NarrowedTerms narrowed() {
        boolean upload = statement.action() == Presign.Action.UPLOAD;
        StageMethods.require(
                upload ? PresignRules.Method.UPLOAD : PresignRules.Method.DOWNLOAD, statement.location().stage(), rules);
        if (!upload) {
            refuseTermsOfUploads();
        }
        for (TermName term : ORDER) {
            if (upload || !term.limitsUploadsOnly()) {
                narrow(term);
            }
        }
        return new NarrowedTerms(expire, Terms.of(bound), warnings);
    }

    private void narrow(TermName term) {
        switch (term) {
            case EXPIRE -> narrowExpire();
            case CONTENT_TYPE -> narrowContentType();
            case OVERWRITE -> narrowOverwrite();
            case MAX_SIZE -> narrowMaxSize();
            case CONTENT_LENGTH -> bindContentLength();
            case CHECKSUM_SHA256 -> asked(term).map(TermValue::text).map(WrittenTerms::sha256).ifPresent(this::bind);
            case ONE_TIME -> {
                if (asked(term).map(TermValue::flag).orElse(false)) {
                    bind(new OneTime());
                }
            }
            case FROM_IP -> asked(term).map(TermValue::text).map(WrittenTerms::addresses).ifPresent(this::bind);
        }
    }

    private Optional<TermValue> asked(TermName term) {
        return Optional.ofNullable(statement.terms().get(term));
    }

    private void bind(Term term) {
        if (bound.isEmpty()) {
            bound = new ArrayList<>();
        }
        bound.add(term);
    }

    private void narrowExpire() {
        Optional<TermValue> written = asked(TermName.EXPIRE);
        expire = written.map(seconds -> WrittenTerms.expire("EXPIRE", seconds.number())).orElse(expire);
        if (rules.maxExpire().isEmpty() || expire.compareTo(rules.maxExpire().get()) <= 0) {
            return;
        }
        Duration most = rules.maxExpire().get();
        if (written.isPresent()) {
            warn("EXPIRE was shortened from " + expire.toSeconds() + " to " + most.toSeconds() + " seconds: " + stage()
                    + " allows no more (MAX_EXPIRE).");
        }
        expire = most;
    }

    private void narrowContentType() {
        Optional<String> type = asked(TermName.CONTENT_TYPE).map(TermValue::text);
        type.ifPresent(WrittenTerms::checkContentType);
        if (statement.action() == Presign.Action.DOWNLOAD) {
            type.ifPresent(_ -> warn(CONTENT_TYPE_IGNORED));
            return;
        }
        if (!rules.contentTypes().isEmpty() && type.isEmpty()) {
            String first = rules.contentTypes().getFirst();
            warn("The upload must be sent with Content-Type '" + first + "', the first of the CONTENT_TYPES of " + stage() + ".");
            bind(new ContentType(first));
            return;
        }
        if (!rules.contentTypes().isEmpty() && !rules.contentTypes().contains(type.get())) {
            throw StageFile.refusedType(type.get(), statement.location().stage(), rules);
        }
        type.map(ContentType::new).ifPresent(this::bind);
    }

    private void narrowOverwrite() {
        Optional<Boolean> overwrite = asked(TermName.OVERWRITE).map(TermValue::flag);
        if (rules.overwrite()) {
            if (!overwrite.orElse(true)) {
                bind(new NoOverwrite());
            }
            return;
        }
        if (overwrite.isEmpty()) {
            warn("The upload will not replace a file: " + stage() + " has OVERWRITE = FALSE.");
        } else if (overwrite.get()) {
            throw bad("OVERWRITE = TRUE contradicts " + stage()
                    + ", which has OVERWRITE = FALSE: leave it out and take the name of a file that does not exist.");
        }
        bind(new NoOverwrite());
    }

    private void narrowMaxSize() {
        if (asked(TermName.CONTENT_LENGTH).isPresent()) {
            // An exact length within the bound says more than the bound, and more stores can hold a client to it.
            return;
        }
        Optional<Long> asked = size(TermName.MAX_SIZE);
        if (rules.maxBytes().isEmpty() || asked.isPresent() && asked.get() <= rules.maxBytes().getAsLong()) {
            asked.map(MaxSize::new).ifPresent(this::bind);
            return;
        }
        long most = rules.maxBytes().getAsLong();
        warn(asked.isEmpty()
                ? "The upload may have at most " + most + " bytes: MAX_SIZE of " + stage() + "."
                : "MAX_SIZE was lowered from " + asked.get() + " to " + most + " bytes: " + stage() + " allows no more.");
        bind(new MaxSize(most));
    }

    private void bindContentLength() {
        Optional<Long> length = size(TermName.CONTENT_LENGTH);
        if (length.isEmpty()) {
            return;
        }
        long most = size(TermName.MAX_SIZE).orElse(Long.MAX_VALUE);
        if (length.get() > most) {
            throw bad("CONTENT_LENGTH = " + length.get() + " is more than MAX_SIZE = " + most + " beside it.");
        }
        if (length.get() > rules.maxBytes().orElse(Long.MAX_VALUE)) {
            throw bad("CONTENT_LENGTH = " + length.get() + " is more than " + stage() + " takes: its MAX_SIZE is "
                    + rules.maxBytes().getAsLong() + " bytes.");
        }
        bind(new ContentLength(length.get()));
    }

    private Optional<Long> size(TermName term) {
        return asked(term).map(value -> value.number().longValueExact());
    }

    /** CONTENT_TYPE is let be, as Databend does; these are new, and who writes one believes that it limits something. */
    private void refuseTermsOfUploads() {
        List<String> meaningless =
                statement.terms().keySet().stream().filter(TermName::limitsUploadsOnly).map(TermName::name).toList();
        if (!meaningless.isEmpty()) {
            throw bad(String.join(", ", meaningless) + (meaningless.size() == 1 ? " is a term" : " are terms")
                    + " of PRESIGN UPLOAD and would limit nothing on PRESIGN DOWNLOAD: leave it out.");
        }
    }

    private String stage() {
        return "stage '" + ShownText.of(statement.location().stage()) + "'";
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

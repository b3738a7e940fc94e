package dev.stagedoor.engine.presign;

import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * PRESIGN: one row of method, headers and URL, entered in the ledger before it is handed out. The statement the server answers most, so it
 * does nothing it need not: no look at the object, no log, no JSON tree.
 */
public final class Presigning {
    /** Without EXPIRE a URL is good for one hour, as Databend's. */
    static final Duration DEFAULT_EXPIRE = Duration.ofHours(1);

    private static final List<Column> SCHEMA =
            List.of(Column.string("method"), Column.of("headers", Scalar.VARIANT), Column.string("url"));

    /** Databend's sentence, which clients look for. */
    private static final String UNSUPPORTED = "storage doesn't support presign operation";

    private final StageResolver resolver;
    private final PresignLedger ledger;
    private final Clock clock;

    public Presigning(StageResolver resolver, PresignLedger ledger, Clock clock) {
        this.resolver = resolver;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Instant where nothing leaves the memory of this process: opening a store may wait, and so may a ledger that has no room. */
    public Prepared.Cost cost(Presign statement) {
        return resolver.isInternal(statement.location()) && ledger.hasRoom() ? Prepared.Cost.INSTANT : Prepared.Cost.SHORT;
    }

    /** @param id of the URL, from before the stage was looked up: DROP STAGE revokes what was given an id until the stage was gone */
    public StatementResult presign(Presign statement, PresignId id, StatementContext context) {
        StageFile file = resolver.file(statement.location(), context.principal(), context.stages());
        Issued issued = issue(statement, file, NarrowedTerms.of(statement, file.rules()), id, context);
        PresignedRequest request = issued.request();
        Row row = Row.of(request.method().name(), PresignJson.headers(request.headers()), request.url());
        return new StatementResult.Rows(SCHEMA, RowCursor.of(row), issued.warnings(), Optional.empty(), List.of(id));
    }

    /**
     * A URL that may be handed out, as the ledger has it.
     *
     * @param at when it was asked for
     */
    record Issued(PresignedRequest request, NarrowedTerms narrowed, Instant at) {
        /** A sentence for each term that is narrower than the statement asked for. */
        List<String> warnings() {
            return Presigning.warnings(request, at, narrowed);
        }
    }

    /** What becomes of a statement's terms under the rules that its stage has now. */
    NarrowedTerms narrowed(Presign statement, StatementContext context) {
        return NarrowedTerms.of(statement, resolver.rules(statement.location(), context.stages()));
    }

    /** As {@link #issue(Presign, StageFile, NarrowedTerms, PresignId, StatementContext)}, of a file that is still to be resolved. */
    Issued issue(Presign statement, StagePath path, NarrowedTerms narrowed, PresignId id, StatementContext context) {
        return issue(statement, resolver.file(path, context.principal(), context.stages()), narrowed, id, context);
    }

    /**
     * Signs one URL and enters it.
     *
     * @param statement says what the URL is for; its location need not be the file
     */
    private Issued issue(Presign statement, StageFile file, NarrowedTerms narrowed, PresignId id, StatementContext context) {
        PresignTerms terms = new PresignTerms(
                narrowed.expire(), narrowed.terms(), context.origin(), Optional.of(id), Optional.of(file.basis()));
        Instant issuedAt = clock.instant();
        PresignedRequest request = sign(file, statement, terms);
        ledger.issued(new IssuedPresign(
                id,
                issuedAt,
                context.principal().user(),
                file.path().stage(),
                file.path().path(),
                request.method(),
                PresignJson.terms(narrowed.terms()),
                request.expiresAt(),
                context.client(),
                file.isBehindDoor()));
        return new Issued(request, narrowed, issuedAt);
    }

    private static PresignedRequest sign(StageFile file, Presign statement, PresignTerms terms) {
        HttpMethod method = switch (statement.action()) {
            case UPLOAD -> HttpMethod.PUT;
            case DOWNLOAD -> HttpMethod.GET;
        };
        try {
            return file.store().presign(method, file.key(), terms);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.UNSUPPORTED) {
                throw e;
            }
            String sentence = e.getMessage().startsWith(UNSUPPORTED) ? e.getMessage() : UNSUPPORTED + ": " + e.getMessage();
            throw new StorageException(e.kind(), sentence + becauseOfStage(file, statement), e);
        }
    }

    /** Names the rules of the stage that its store cannot bind: the statement alone does not show them. */
    private static String becauseOfStage(StageFile file, Presign statement) {
        Set<Capability> capabilities = file.store().capabilities();
        if (statement.action() != Presign.Action.UPLOAD || !capabilities.contains(Capability.PRESIGN_PUT)) {
            return "";
        }
        // An exact length says more than the largest size, and is bound in its place.
        boolean sized = statement.terms().containsKey(TermName.CONTENT_LENGTH);
        List<String> unbound = Stream.of(RuleName.values())
                .filter(rule -> file.rules().bound(rule).isPresent() && !(sized && rule == RuleName.MAX_SIZE))
                .filter(rule -> rule.term().filter(term -> !Capability.bind(capabilities, term)).isPresent())
                .sorted(Comparator.comparing(rule -> rule == RuleName.CONTENT_TYPES)) // said last
                .map(RuleName::sentence)
                .toList();
        return unbound.isEmpty()
                ? ""
                : " (" + String.join(" and ", unbound) + (unbound.size() == 1 ? " is a rule" : " are rules") + " of stage '"
                        + ShownText.of(file.stage()) + "': ALTER STAGE … SET PRESIGN = (…) changes them)";
    }

    /** @param issuedAt asked before signing */
    static List<String> warnings(PresignedRequest request, Instant issuedAt, NarrowedTerms narrowed) {
        // Signatures count from a whole second: asked before signing, this is no later than the one that was signed from.
        Instant from = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        if (!request.expiresAt().isBefore(from.plus(narrowed.expire()))) {
            return narrowed.warnings();
        }
        long seconds = Duration.between(from, request.expiresAt()).toSeconds();
        String warning = "EXPIRE was shortened to " + seconds + " seconds: the credentials that sign the URL expire at "
                + request.expiresAt();
        return Stream.concat(narrowed.warnings().stream(), Stream.of(warning)).toList();
    }
}

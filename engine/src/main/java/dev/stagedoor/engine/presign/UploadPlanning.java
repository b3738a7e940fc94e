package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageMethods;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.sql.Statement.PlanUpload;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.PresignParts;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.UploadedPart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans of uploads: PRESIGN UPLOAD with SIZE, and its parts signed again. The store begins an upload before the plan is entered, and the
 * plan is entered before it is answered. So what a crash leaves is an upload that nobody knows, which the store's own rule of age removes.
 */
public final class UploadPlanning {
    /** How long after its beginning an upload can be confirmed: no URL of it is good for longer. */
    static final Duration LIFE = PresignTerms.MAX_EXPIRE;

    static final int MAX_SOURCE_CHARS = 256;

    private static final List<Column> SCHEMA = List.of(
            Column.of("part", Scalar.UINT64),
            Column.of("offset", Scalar.UINT64),
            Column.of("length", Scalar.UINT64),
            Column.string("method"),
            Column.of("headers", Scalar.VARIANT),
            Column.string("url"),
            Column.string("upload_id"));

    private final PresignLedger ledger;
    private final StageResolver resolver;
    private final PlannedUploads uploads;
    private final Catalog catalog;
    private final Clock clock;

    public UploadPlanning(
            PresignLedger ledger,
            StageResolver resolver,
            Authorization authorization,
            UrlRights rights,
            Catalog catalog,
            Clock clock) {
        this.ledger = ledger;
        this.resolver = resolver;
        this.uploads = new PlannedUploads(ledger, resolver, authorization, rights, clock);
        this.catalog = catalog;
        this.clock = clock;
    }

    /** @param id of the plan, from before the stage was looked up */
    public StatementResult plan(PlanUpload statement, PresignId id, StatementContext context) {
        requireSource(statement.source());
        StageFile file = resolver.file(statement.location(), context.principal(), context.stages());
        Optional<MultipartUploads> inParts = file.store().multipartUploads();
        Optional<MultipartLimits> limits = inParts.map(MultipartUploads::limits);
        long partSize = PartSizes.of(statement.size(), statement.partSize(), limits);
        boolean whole = statement.size() <= partSize;
        NarrowedTerms narrowed = narrowed(statement, file, whole);
        Optional<ObjectSummary> before = file.store().stat(file.key());
        Optional<String> upload = whole
                ? Optional.empty()
                : Optional.of(inParts.orElseThrow().begin(file.key(), conditions(narrowed.terms())).id());
        Instant begunAt = clock.instant();
        UploadPlan plan = new UploadPlan(
                id,
                context.principal().user(),
                file.path().stage(),
                file.path().path(),
                file.basis(),
                resolver.origin(file.path(), context.principal(), context.stages()),
                upload,
                before.map(PlannedUploads::version),
                statement.size(),
                partSize,
                narrowed.terms(),
                statement.source(),
                begunAt,
                begunAt.plus(LIFE),
                UploadPlan.State.OPEN,
                Optional.empty());
        ledger.issued(new IssuedPresign(
                id,
                begunAt,
                plan.user(),
                plan.stage(),
                plan.path(),
                HttpMethod.PUT,
                PresignJson.terms(narrowed.terms()),
                plan.expiresAt(),
                context.client(),
                file.isBehindDoor()));
        ledger.uploads().open(plan);
        List<Integer> all = IntStream.rangeClosed(1, plan.parts()).boxed().toList();
        return rows(plan, all, file, narrowed, context);
    }

    private static void requireSource(Optional<String> source) {
        if (source.isPresent() && source.get().length() > MAX_SOURCE_CHARS) {
            throw bad("SOURCE has at most " + MAX_SOURCE_CHARS + " characters, not " + source.get().length() + ".");
        }
    }

    /** What the stage and the statement bind the upload to. The exact size is bound where the store can. */
    private static NarrowedTerms narrowed(PlanUpload statement, StageFile file, boolean whole) {
        long size = statement.size();
        TermValue length = statement.terms().get(TermName.CONTENT_LENGTH);
        if (length != null && length.number().longValueExact() != size) {
            throw bad("CONTENT_LENGTH = " + length.number() + " contradicts SIZE = " + size + ": leave it out.");
        }
        if (!whole && statement.terms().containsKey(TermName.CHECKSUM_SHA256)) {
            throw bad("CHECKSUM_SHA256 of a file in several parts is known only when it is visible: leave it out, or take a PART_SIZE of"
                    + " at least SIZE = " + size + ".");
        }
        Map<TermName, TermValue> terms = new EnumMap<>(TermName.class);
        terms.putAll(statement.terms());
        boolean bindsLength = Capability.bind(file.store().capabilities(), TermName.CONTENT_LENGTH);
        if (bindsLength || !whole) {
            // Of parts, CONFIRM UPLOAD compares the sizes, whatever the store can bind.
            terms.put(TermName.CONTENT_LENGTH, new TermValue.Number(size));
        }
        return NarrowedTerms.of(new Presign(Presign.Action.UPLOAD, statement.location(), terms), file.rules());
    }

    /** Of the object that the parts become. */
    static PutConditions conditions(Terms terms) {
        return new PutConditions(terms.has(NoOverwrite.class), List.of(), ObjectAttributes.ofType(terms.contentType()));
    }

    /** PRESIGN UPLOAD PARTS: the parts that are named, or those that are missing. */
    public StatementResult parts(PresignParts statement, StatementContext context) {
        UploadPlan plan = uploads.findOpen(statement.id(), context);
        StageFile file = uploads.file(plan, context.stages());
        uploads.requireStanding(plan, file);
        Map<TermName, TermValue> terms = new EnumMap<>(TermName.class);
        statement.expireSeconds().ifPresent(seconds -> terms.put(TermName.EXPIRE, new TermValue.Number(seconds)));
        Presign renewed = new Presign(Presign.Action.UPLOAD, file.path(), terms);
        Duration expire = NarrowedTerms.of(renewed, file.rules()).expire();
        List<Integer> numbers = statement.numbers().isEmpty() ? missing(plan, file) : numbers(statement, plan);
        return rows(plan, numbers, file, new NarrowedTerms(expire, plan.terms(), List.of()), context);
    }

    private List<Integer> missing(UploadPlan plan, StageFile file) {
        Map<Integer, Long> received = uploads.received(plan, file).stream()
                .collect(Collectors.toMap(UploadedPart::number, UploadedPart::size));
        return IntStream.rangeClosed(1, plan.parts())
                .filter(number -> received.getOrDefault(number, -1L) != plan.length(number))
                .boxed()
                .toList();
    }

    private static List<Integer> numbers(PresignParts statement, UploadPlan plan) {
        for (long number : statement.numbers()) {
            if (number < 1 || number > plan.parts()) {
                throw bad("Upload '" + plan.id() + "' has parts 1 to " + plan.parts() + ", and no part " + number + ".");
            }
        }
        return statement.numbers().stream().map(Long::intValue).toList();
    }

    private StatementResult rows(
            UploadPlan plan, List<Integer> numbers, StageFile file, NarrowedTerms narrowed, StatementContext context) {
        Parts parts = new Parts(plan, numbers, file, narrowed, context);
        List<String> warnings = numbers.isEmpty() ? narrowed.warnings() : parts.warnings();
        return new StatementResult.Rows(SCHEMA, parts, warnings, Optional.empty(), List.of(plan.id()));
    }

    /** Rows that are made as they are asked for; now and then it is asked whether the plan still stands. */
    private final class Parts implements RowCursor {
        private final UploadPlan plan;
        private final List<Integer> numbers;
        private final NarrowedTerms narrowed;
        private final StatementContext context;
        private StageFile file;
        private @Nullable PresignedRequest first;
        private Instant askedAt = Instant.EPOCH;
        private int next;

        Parts(
                UploadPlan plan,
                List<Integer> numbers,
                StageFile file,
                NarrowedTerms narrowed,
                StatementContext context) {
            this.plan = plan;
            this.numbers = numbers;
            this.file = file;
            this.narrowed = narrowed;
            this.context = context;
        }

        private void look() {
            context.cancellation().check();
            StageFile found = uploads.file(plan, new StageLookup(catalog::stage));
            StageMethods.require(PresignRules.Method.UPLOAD, found.stage(), found.rules());
            uploads.requireStanding(plan, found);
            file = found;
        }

        /** Signs the first URL, which tells whether the store can, and until when. */
        List<String> warnings() {
            askedAt = clock.instant();
            first = sign(numbers.getFirst());
            return Presigning.warnings(first, askedAt, new NarrowedTerms(expire(), narrowed.terms(), narrowed.warnings()));
        }

        @Override
        public @Nullable Row next() {
            if (next == numbers.size()) {
                return null;
            }
            if (next > 0 && next % FilePresigning.FILES_AT_A_TIME == 0) {
                look();
            }
            int number = numbers.get(next++);
            PresignedRequest request = next == 1 && first != null ? first : sign(number);
            return Row.of(
                    (long) number,
                    plan.offset(number),
                    plan.length(number),
                    request.method().name(),
                    PresignJson.headers(request.headers()),
                    request.url(),
                    plan.id().toString());
        }

        private PresignedRequest sign(int number) {
            PresignTerms terms = new PresignTerms(
                    expire(), terms(number), context.origin(), Optional.of(plan.id()), Optional.of(plan.basis()));
            return plan.upload().isEmpty()
                    ? file.store().presign(HttpMethod.PUT, file.key(), terms)
                    : PlannedUploads.inParts(file.store()).presignPart(PlannedUploads.upload(plan, file), number, terms);
        }

        /** No URL outlives the plan. */
        private Duration expire() {
            Duration left = Duration.ofSeconds(Math.max(1, Duration.between(clock.instant(), plan.expiresAt()).toSeconds()));
            return left.compareTo(narrowed.expire()) < 0 ? left : narrowed.expire();
        }

        /** Of a file in parts, what is of the whole is held when it is confirmed: it is so once at most. */
        private Terms terms(int number) {
            if (plan.upload().isEmpty()) {
                return plan.terms();
            }
            Set<Capability> capabilities = file.store().capabilities();
            List<Term> terms = new ArrayList<>();
            if (Capability.bind(capabilities, TermName.CONTENT_LENGTH)) {
                terms.add(new ContentLength(plan.length(number)));
            }
            plan.terms().find(FromAddresses.class).ifPresent(terms::add);
            return Terms.of(terms);
        }

        @Override
        public void close() {
            next = numbers.size();
        }
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}

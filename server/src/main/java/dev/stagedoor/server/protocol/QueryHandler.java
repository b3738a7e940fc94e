package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.RunningStatement;
import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.StatementTrail;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.http.ConcurrencyLimit;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.PromptEndpoint;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.server.http.RequestLimits;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/query} ({@code docs/spec/protocol.md}, "A query" and "The answer"). The answer is 200 whenever a statement was accepted,
 * also when it failed. A result that fits one page comes whole, with no page to follow.
 */
public final class QueryHandler implements PromptEndpoint {
    static final HttpField VERSION = new PreEncodedHttpField("X-DATABEND-VERSION", Engine.DATABEND_VERSION);

    private static final String DEDUPLICATE_LABEL = "X-DATABEND-DEDUPLICATE-LABEL";

    /** Reading a longer text takes long enough to keep the thread of a request from others. */
    private static final int MAX_CHARS_READ_HERE = 16 << 10;

    /** Reading a longer request takes long enough to keep the thread that serves many connections from the others. */
    public static final int MAX_BYTES_READ_AT_ONCE = 4 << 10;

    private final Preparation preparation;
    private final RunningStatements listing;
    private final Authenticator authenticator;
    private final Origins origins;
    private final RunningQueries queries;
    private final RequestLimits requestLimits;
    private final ResultLimits limits;
    private final MinimumRate minimumRate;
    private final AuditLog audit;
    private final String serverSession;
    private final RecentAnswers recent = new RecentAnswers();

    /** @param serverSession the session id of clients that do not name one */
    public QueryHandler(
            Preparation preparation,
            RunningStatements listing,
            Authenticator authenticator,
            Origins origins,
            RunningQueries queries,
            RequestLimits requestLimits,
            ResultLimits limits,
            MinimumRate minimumRate,
            AuditLog audit,
            String serverSession) {
        this.preparation = preparation;
        this.listing = listing;
        this.authenticator = authenticator;
        this.origins = origins;
        this.queries = queries;
        this.requestLimits = requestLimits;
        this.limits = limits;
        this.minimumRate = minimumRate;
        this.audit = audit;
        this.serverSession = serverSession;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) throws IOException {
        Principal principal = authenticator.authenticate(request);
        requireJson(request);
        Asked asked = asked(request, principal, body(request).read());
        send(request, response, callback, asked, answer(asked, () -> prepare(asked)));
    }

    /**
     * {@inheritDoc} Answered at once is an {@linkplain Prepared.Cost#INSTANT instant} statement of a user whose proof is remembered. Not
     * while an audit log is written: each line of it is a write to a file. A long answer is sent elsewhere: the client may take its time.
     */
    @Override
    public @Nullable Rest begin(Request request, Response response, Callback callback) throws IOException {
        Optional<Principal> recalled = audit.isOn() ? Optional.empty() : authenticator.recall(request);
        if (recalled.isEmpty()) {
            return () -> handle(request, response, callback);
        }
        Principal principal = recalled.get();
        requireJson(request);
        RequestBody body = body(request);
        byte[] whole = body.ifHere(MAX_BYTES_READ_AT_ONCE);
        if (whole == null) {
            return () -> {
                Asked asked = asked(request, principal, body.read());
                send(request, response, callback, asked, answer(asked, () -> prepare(asked)));
            };
        }
        Asked asked = asked(request, principal, whole);
        Prepared prepared = prepare(asked);
        if (prepared.cost() != Prepared.Cost.INSTANT || asked.mayBeRetry) {
            return () -> send(request, response, callback, asked, answer(asked, () -> prepared));
        }
        JsonBuffer answer = answer(asked, () -> prepared);
        if (JsonAnswers.mayWait(answer)) {
            return () -> send(request, response, callback, asked, answer);
        }
        send(request, response, callback, asked, answer);
        return null;
    }

    /**
     * A request, read.
     *
     * @param id of the statement
     * @param mayBeRetry whether the client chose the id, and may send the same again when it got no answer
     * @param labelled whether it has a label by which repeated statements are to be known
     * @param loginSession the session whose token the request had
     */
    private record Asked(
            String id,
            boolean mayBeRetry,
            boolean labelled,
            QueryRequest query,
            StatementContext context,
            Optional<String> loginSession,
            StatementTrail trail) {}

    private RequestBody body(Request request) {
        return new RequestBody(request, requestLimits.maxBodyBytes(), minimumRate);
    }

    private Asked asked(Request request, Principal principal, byte[] body) {
        QueryRequest query = QueryRequestParser.parse(body, requestLimits.maxSqlBytes());
        String clientId = QueryIds.ofClient(request);
        String id = clientId == null ? QueryIds.create() : clientId;
        String client = origins.clientAddress(request).getHostAddress();
        StatementTrail trail = audit.statement(id, principal.user(), query.session().role().orElse(principal.role()), client);
        var context = new StatementContext(principal, query.session(), origins.origin(request), new Cancellation(), client, id);
        boolean labelled = request.getHeaders().contains(DEDUPLICATE_LABEL);
        return new Asked(id, clientId != null, labelled, query, context, authenticator.sessionOf(request), trail);
    }

    private void send(Request request, Response response, Callback callback, Asked asked, JsonBuffer answer) throws IOException {
        response.getHeaders().put(VERSION);
        response.getHeaders().put(QueryIds.HEADER, asked.id);
        JsonAnswers.sendPaced(request, response, callback, minimumRate, answer.toByteBuffer());
    }

    /**
     * A web page can post a form anywhere, with the user's password if the browser has it, but not with this content type unless the server
     * allows it; so asking for it keeps other sites' pages out.
     */
    private static void requireJson(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.regionMatches(true, 0, "application/json", 0, "application/json".length())) {
            throw HttpRefusal.badRequest("the request body must be JSON, with Content-Type: application/json");
        }
    }

    /** @param preparation asked when a place is taken */
    private JsonBuffer answer(Asked asked, Supplier<Prepared> preparation) {
        String id = asked.id;
        QueryRequest query = asked.query;
        Principal principal = asked.context.principal();
        if (asked.mayBeRetry) {
            JsonBuffer earlier = recent.find(id, principal, query.sql());
            if (earlier != null) {
                return earlier;
            }
            Optional<RunningQuery> running = queries.find(asked.id);
            if (running.isPresent()) {
                return answerRetry(running.get(), query, principal);
            }
        }
        ConcurrencyLimit.Place place = queries.places().take(principal.user());
        boolean given = false;
        try {
            Prepared prepared = preparation.get();
            RunningQuery running = running(asked, prepared);
            if (prepared.cost() == Prepared.Cost.OPEN) {
                place = listed(place, asked, prepared.summary());
            }
            Optional<RunningQuery> earlier = queries.start(running, place, prepared.cost());
            given = earlier.isEmpty();
            return given ? firstPage(running, prepared, asked) : answerRetry(earlier.get(), query, principal);
        } finally {
            if (!given) {
                place.close();
            }
        }
    }

    /** A place whose statement SHOW PROCESSLIST shows until the place is given back. */
    private ConcurrencyLimit.Place listed(ConcurrencyLimit.Place place, Asked asked, StatementSummary summary) {
        Runnable ended = listing.began(new RunningStatement(
                asked.id,
                asked.context.principal().user(),
                asked.context.client(),
                asked.context.session().database(),
                summary,
                queries.clock().instant(),
                asked.context.progress()));
        return () -> {
            place.close();
            ended.run();
        };
    }

    private JsonBuffer firstPage(RunningQuery running, Prepared prepared, Asked asked) {
        JsonBuffer answer = running.page(0, waitNanos(asked.query.waitSeconds()));
        running.touch();
        if (running.isAnsweredWhole()) {
            boolean wrote = running.isWrite() || asked.context.progress().written().rows() > 0;
            if (asked.mayBeRetry && (wrote || prepared.count() > 1)) {
                recent.remember(asked.id, asked.context.principal(), asked.query.sql(), answer);
            }
            queries.remove(running);
        }
        return answer;
    }

    private JsonBuffer answerRetry(RunningQuery earlier, QueryRequest query, Principal principal) {
        if (!earlier.identity().is(principal, query.sql())) {
            throw HttpRefusal.badRequest("Query ID " + earlier.identity().id() + " is in use by another statement");
        }
        return earlier.page(0, waitNanos(query.waitSeconds()));
    }

    private RunningQuery running(Asked asked, Prepared prepared) {
        QueryRequest query = asked.query;
        long rows = Math.clamp(query.maxPageRows().orElse(limits.defaultPageRows()), 1, limits.maxPageRows());
        var run = new StatementRun(prepared, query.session(), asked.trail, (int) rows, limits.maxPageBytes());
        return new RunningQuery(
                new QueryIdentity(asked.id, asked.context.principal(), asked.loginSession, query.sql()),
                run,
                new AnswerRenderer(
                        asked.id, sessionId(query), query.session(), run, asked.context.progress(), queries.idleTimeout().toSeconds()),
                asked.context.cancellation(),
                queries.executor(prepared.cost()),
                queries.spills(),
                queries.clock());
    }

    private Prepared prepare(Asked asked) {
        QueryRequest query = asked.query;
        if (query.hasParameters()) {
            return notBuilt("bound parameters are not built yet: write the values into the statement");
        }
        if (asked.labelled) {
            return notBuilt(DEDUPLICATE_LABEL + " is not supported: a statement that is sent again with the same " + QueryIds.HEADER
                    + " within two minutes is run once");
        }
        try {
            Supplier<Prepared> reading = () -> query.attachment()
                    .map(attachment -> preparation.prepare(query.sql(), attachment, asked.context))
                    .orElseGet(() -> preparation.prepare(query.sql(), asked.context));
            return query.sql().length() <= MAX_CHARS_READ_HERE ? reading.get() : queries.elsewhere(reading);
        } catch (StagedoorException e) {
            return new Refused(e);
        }
    }

    private static Prepared notBuilt(String what) {
        return new Refused(new StagedoorException(ErrorCode.UNIMPLEMENTED, what));
    }

    private long waitNanos(OptionalLong seconds) {
        long max = limits.maxWait().toSeconds();
        long wait = seconds.orElse(limits.defaultWait().toSeconds());
        return TimeUnit.SECONDS.toNanos(Math.clamp(wait, 0, max));
    }

    private String sessionId(QueryRequest query) {
        @Nullable String sent = query.sessionId();
        return sent != null && QueryIds.isSane(sent) ? sent : serverSession;
    }
}

package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.statement.Caller;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.StatementTrail;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.Pace;
import dev.stagedoor.server.http.Places;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.sql.StatementList;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/query} (protocol, sections 3.2 and 5). The answer is 200 whenever a statement was accepted, also when it failed; a result
 * that fits one page comes whole, with no page to follow.
 */
public final class QueryHandler implements Endpoint {
    static final HttpField VERSION = new PreEncodedHttpField("X-DATABEND-VERSION", Engine.DATABEND_VERSION);

    private static final String PRESIGN = "PRESIGN";

    private final StatementRunner runner;
    private final Authenticator authenticator;
    private final Origins origins;
    private final RunningQueries queries;
    private final RequestLimits requestLimits;
    private final ResultLimits limits;
    private final Pace pace;
    private final AuditLog audit;
    private final String serverSession;
    private final RecentAnswers recent = new RecentAnswers();

    /** @param serverSession the session id of clients that do not name one */
    public QueryHandler(
            StatementRunner runner,
            Authenticator authenticator,
            Origins origins,
            RunningQueries queries,
            RequestLimits requestLimits,
            ResultLimits limits,
            Pace pace,
            AuditLog audit,
            String serverSession) {
        this.runner = runner;
        this.authenticator = authenticator;
        this.origins = origins;
        this.queries = queries;
        this.requestLimits = requestLimits;
        this.limits = limits;
        this.pace = pace;
        this.audit = audit;
        this.serverSession = serverSession;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) throws IOException {
        Principal principal = authenticator.authenticate(request);
        requireJson(request);
        byte[] body = RequestBody.read(request, requestLimits.maxBodyBytes(), pace);
        QueryRequest query = QueryRequestParser.parse(body, requestLimits.maxSqlBytes());
        String clientId = QueryIds.ofClient(request);
        String id = clientId == null ? QueryIds.create() : clientId;
        String client = origins.clientAddress(request).getHostAddress();
        StatementTrail trail = audit.statement(id, principal.user(), query.session().role().orElse(principal.role()), client);
        var caller = new Caller(client, trail.listener());
        var context = new StatementContext(principal, query.session(), origins.origin(request), new Cancellation(), caller);
        JsonBuffer answer = isPresign(query.sql()) && !StatementList.mayBeSeveral(query.sql())
                ? answerAtOnce(id, query, context, trail)
                : answer(id, clientId != null, query, context, trail);
        response.getHeaders().put(VERSION);
        response.getHeaders().put(QueryIds.HEADER, id);
        JsonAnswers.sendPaced(request, response, callback, pace, answer.toByteBuffer());
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

    /** Signing takes microseconds: not worth a second thread. */
    private static boolean isPresign(String sql) {
        int start = 0;
        while (start < sql.length() && sql.charAt(start) <= ' ') {
            start++;
        }
        return sql.regionMatches(true, start, PRESIGN, 0, PRESIGN.length());
    }

    private JsonBuffer answerAtOnce(String id, QueryRequest query, StatementContext context, StatementTrail trail) {
        long start = System.nanoTime();
        StagedoorException error = null;
        var page = StatementRun.Page.empty(true);
        try (Places.Place _ = queries.places().take(context.principal().user());
                StatementRun run = newRun(query, context, trail)) {
            try {
                page = run.nextPage();
            } catch (RuntimeException e) {
                error = ErrorAnswers.describe(e);
            }
            return new QueryResponse(
                            id,
                            sessionId(query),
                            run.changedSession().orElse(query.session()),
                            error == null ? QueryResponse.State.SUCCEEDED : QueryResponse.State.FAILED,
                            error,
                            run.warnings(),
                            run.hasResultSet(),
                            run.schema(),
                            page,
                            queries.idleTimeout().toSeconds(),
                            page.rowCount(),
                            page.rows().length(),
                            System.nanoTime() - start,
                            null)
                    .toJson();
        }
    }

    private JsonBuffer answer(
            String id, boolean mayBeRetry, QueryRequest query, StatementContext context, StatementTrail trail) {
        Principal principal = context.principal();
        if (mayBeRetry) {
            JsonBuffer earlier = recent.find(id, principal, query.sql());
            if (earlier != null) {
                return earlier;
            }
        }
        var running = new RunningQuery(
                id,
                principal,
                query.sql(),
                sessionId(query),
                query.session(),
                newRun(query, context, trail),
                context.cancellation(),
                queries.executor(),
                queries.idleTimeout().toSeconds());
        Optional<RunningQuery> earlier = queries.start(running);
        if (earlier.isPresent()) {
            return answerRetry(earlier.get(), query, principal);
        }
        JsonBuffer answer = running.page(0, waitNanos(query.waitSeconds()));
        queries.touch(running);
        if (running.isAnsweredWhole()) {
            if (mayBeRetry && (running.isWrite() || StatementList.mayBeSeveral(query.sql()))) {
                recent.remember(id, principal, query.sql(), answer);
            }
            queries.remove(running);
        }
        return answer;
    }

    private JsonBuffer answerRetry(RunningQuery earlier, QueryRequest query, Principal principal) {
        if (!earlier.is(principal, query.sql())) {
            throw HttpRefusal.badRequest("Query ID " + earlier.id() + " is in use by another statement");
        }
        return earlier.page(0, waitNanos(query.waitSeconds()));
    }

    private StatementRun newRun(QueryRequest query, StatementContext context, StatementTrail trail) {
        long rows = Math.clamp(
                query.maxPageRows().orElse(limits.defaultPageRows()), 1, limits.maxPageRows());
        return new StatementRun(
                runnerFor(query), query.sql(), context, trail, (int) rows, limits.maxPageBytes());
    }

    private StatementRunner runnerFor(QueryRequest query) {
        if (query.hasParameters()) {
            return notBuilt("bound parameters are not built yet: write the values into the statement");
        }
        if (query.hasAttachment()) {
            return notBuilt("loading a stage attachment into a table is not built yet");
        }
        return runner;
    }

    private static StatementRunner notBuilt(String what) {
        return (sql, context) -> {
            throw new StagedoorException(ErrorCode.UNIMPLEMENTED, what);
        };
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

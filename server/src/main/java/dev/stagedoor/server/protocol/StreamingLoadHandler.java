package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.StreamingLoad;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.RunningStatement;
import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.StatementTrail;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.http.ConcurrencyLimit;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UserConcurrencyLimit;
import dev.stagedoor.server.upload.BoundedInputStream;
import dev.stagedoor.server.upload.UploadForm;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code PUT /v1/streaming_load} ({@code docs/spec/protocol.md}, "Streaming loads"): an INSERT and the file with its rows in one request.
 * The file is in the internal storage until the statement has ended.
 */
public final class StreamingLoadHandler implements Endpoint {
    private static final String SQL = "X-DATABEND-SQL";
    private static final String SESSION = "X-DATABEND-QUERY-CONTEXT";
    private static final String FIELD = "upload";

    private record Stats(long rows, long bytes) {}

    private record Answer(String id, Stats stats) {}

    private final Preparation preparation;
    private final RunningStatements listing;
    private final Authenticator authenticator;
    private final Origins origins;
    private final RunningQueries queries;
    private final UserConcurrencyLimit uploads;
    private final RequestLimits limits;
    private final MinimumRate minimumRate;
    private final AuditLog audit;

    /** @param uploads places of uploads under way */
    public StreamingLoadHandler(
            Preparation preparation,
            RunningStatements listing,
            Authenticator authenticator,
            Origins origins,
            RunningQueries queries,
            UserConcurrencyLimit uploads,
            RequestLimits limits,
            MinimumRate minimumRate,
            AuditLog audit) {
        this.preparation = preparation;
        this.listing = listing;
        this.authenticator = authenticator;
        this.origins = origins;
        this.queries = queries;
        this.uploads = uploads;
        this.limits = limits;
        this.minimumRate = minimumRate;
        this.audit = audit;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        Principal principal = authenticator.authenticate(request);
        String sql = header(request, SQL).orElseThrow(() -> HttpRefusal.badRequest("Missing required header X-Databend-SQL in request"));
        SessionState session = header(request, SESSION).map(StreamingLoadHandler::session).orElse(SessionState.DEFAULT);
        UploadForm form = UploadForm.of(request, minimumRate);
        String given = QueryIds.ofClient(request);
        String id = given == null ? QueryIds.create() : given;
        String client = origins.clientAddress(request).getHostAddress();
        StatementTrail trail = audit.statement(id, principal.user(), session.role().orElse(principal.role()), client);
        var context = new StatementContext(principal, session, origins.origin(request), new Cancellation(), client);
        SessionState after;
        try (StreamingLoad load = preparation.streamingLoad(sql, context)) {
            receive(form, load, principal);
            after = run(id, load.statement(), context, trail);
        } catch (RuntimeException e) {
            HttpRefusal refusal = refusal(e);
            trail.failed(e instanceof StagedoorException known ? known.code().number() : refusal.code(), 0);
            throw refusal;
        }
        var written = context.progress().written();
        trail.succeeded(written.rows());
        JsonBuffer told = new JsonBuffer(256);
        QueryResponse.writeSession(told, after);
        response.getHeaders().put(QueryHandler.VERSION);
        response.getHeaders().put(QueryIds.HEADER, id);
        response.getHeaders().put(SESSION, Base64.getUrlEncoder().encodeToString(told.toString().getBytes(StandardCharsets.UTF_8)));
        JsonAnswers.send(response, callback, new Answer(id, new Stats(written.rows(), written.bytes())));
    }

    private void receive(UploadForm form, StreamingLoad load, Principal principal) {
        try (ConcurrencyLimit.Place _ = uploads.take(principal.user())) {
            form.read(1, (part, content) -> {
                if (!part.name().equals(Optional.of(FIELD))) {
                    throw HttpRefusal.badRequest("Invalid field name in form-data: must be 'upload'");
                }
                store(load, content);
            });
        }
    }

    private void store(StreamingLoad load, InputStream content) throws IOException {
        var bounded = new BoundedInputStream(content, limits.maxLoadBytes());
        try {
            load.receive(new ObjectBody(bounded, OptionalLong.empty()));
        } catch (StorageException e) {
            throw bounded.isExceeded()
                    ? HttpRefusal.tooLarge("the file", limits.maxLoadBytes(), RequestLimits.MAX_LOAD_SETTING)
                    : e;
        }
        content.close();
    }

    /** @return the session after it */
    private SessionState run(String id, Prepared statement, StatementContext context, StatementTrail trail) {
        try (ConcurrencyLimit.Place _ = queries.places().take(context.principal().user())) {
            Runnable ended = listing.began(new RunningStatement(
                    id,
                    context.principal().user(),
                    context.client(),
                    context.session().database(),
                    statement.summary(),
                    queries.clock().instant(),
                    context.progress()));
            try {
                trail.begins(statement);
                StatementResult result = queries.elsewhere(statement::run);
                if (result instanceof StatementResult.Rows rows) {
                    rows.cursor().close();
                }
                return result.session().orElse(context.session());
            } finally {
                ended.run();
            }
        }
    }

    /** What the statement ends in is told in Databend's way; what the server or the store lacks, and what may pass, as everywhere. */
    private static HttpRefusal refusal(RuntimeException e) {
        HttpRefusal refusal = ErrorAnswers.asRefusal(e);
        boolean ofStatement = e instanceof StagedoorException && refusal.status() < 500;
        return ofStatement ? HttpRefusal.badRequest("Query execution failed: " + refusal.getMessage()) : refusal;
    }

    /** JSON, or JSON in the URL's Base64. */
    private static SessionState session(String text) {
        try {
            byte[] json = text.startsWith("{") ? text.getBytes(StandardCharsets.UTF_8) : Base64.getUrlDecoder().decode(text);
            return QueryRequestParser.parseLogin(json);
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.badRequest(SESSION + " is neither JSON nor Base64 of JSON");
        }
    }

    /** Header values are UTF-8; Jetty gives their bytes as ISO-8859-1. */
    private static Optional<String> header(Request request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name))
                .map(text -> new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .filter(text -> !text.isBlank());
    }
}

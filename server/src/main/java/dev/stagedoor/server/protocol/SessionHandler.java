package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.Cancellation;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.Principal;
import dev.stagedoor.engine.SessionState;
import dev.stagedoor.engine.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.Pace;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.server.http.RequestLimits;
import java.util.UUID;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Login, logout, heartbeat, refresh and verify (protocol, sections 3.1 and 3.4 to 3.7). A session is what the client carries; the server
 * keeps none, and issues no tokens.
 */
public final class SessionHandler {
    /** Changes nothing, and is run with the role that the login asks for. */
    private static final String NOTHING = "USE default";

    private final StatementRunner runner;
    private final Authenticator authenticator;
    private final Users users;
    private final Origins origins;
    private final RunningQueries queries;
    private final RequestLimits limits;
    private final Pace pace;

    /** @param users those the authenticator knows */
    public SessionHandler(
            StatementRunner runner,
            Authenticator authenticator,
            Users users,
            Origins origins,
            RunningQueries queries,
            RequestLimits limits,
            Pace pace) {
        this.runner = runner;
        this.authenticator = authenticator;
        this.users = users;
        this.origins = origins;
        this.queries = queries;
        this.limits = limits;
        this.pace = pace;
    }

    /**
     * {@code POST /v1/session/login}. A role that is not the user's is refused here already, with what every statement in a session with that
     * role would be answered.
     */
    public Endpoint login() {
        return (request, response, callback) -> {
            Principal principal = authenticator.authenticate(request);
            SessionState session = QueryRequestParser.parseLogin(body(request));
            if (session.role().isPresent()) {
                runner.execute(NOTHING, new StatementContext(principal, session, origins.origin(request), new Cancellation()));
            }
            var json = new JsonBuffer(128);
            json.raw(JsonBuffer.ascii("{\"version\":")).string(Engine.DATABEND_VERSION);
            json.raw(JsonBuffer.ascii(",\"session_id\":")).string(UUID.randomUUID().toString()).raw('}');
            send(response, callback, json);
        };
    }

    /** {@code POST /v1/session/logout}: there is nothing to forget. */
    public Endpoint logout() {
        return (request, response, callback) -> {
            authenticator.authenticate(request);
            body(request);
            send(response, callback, new JsonBuffer(16).raw(JsonBuffer.ascii("{\"error\":null}")));
        };
    }

    /** {@code POST /v1/session/refresh}: there are no tokens. */
    public Endpoint refresh() {
        return (request, response, callback) -> {
            throw HttpRefusal.unauthorized(
                    ErrorCode.AUTHENTICATE_FAILURE,
                    "Authentication failed: this server issues no session tokens; send a user and password with HTTP Basic");
        };
    }

    /** {@code POST /v1/session/heartbeat}: keeps results open, and says which are not any more. */
    public Endpoint heartbeat() {
        return (request, response, callback) -> {
            Principal principal = authenticator.authenticate(request);
            var json = new JsonBuffer(64).raw(JsonBuffer.ascii("{\"queries_to_remove\":["));
            String separator = "";
            for (String id : HeartbeatRequest.queryIds(body(request))) {
                boolean known = queries.find(id).filter(query -> query.isOf(principal)).map(this::keep).isPresent();
                if (!known) {
                    json.raw(JsonBuffer.ascii(separator)).string(id);
                    separator = ",";
                }
            }
            send(response, callback, json.raw(']').raw('}'));
        };
    }

    private RunningQuery keep(RunningQuery query) {
        queries.touch(query);
        return query;
    }

    /** {@code POST /v1/verify}: the Go client's ping. */
    public Endpoint verify() {
        return (request, response, callback) -> {
            Principal principal = authenticator.authenticate(request);
            body(request);
            var json = new JsonBuffer(256);
            json.raw(JsonBuffer.ascii("{\"tenant\":\"default\",\"user\":")).string(principal.user());
            json.raw(JsonBuffer.ascii(",\"auth_type\":")).string(users.loginKind(principal));
            json.raw(JsonBuffer.ascii(",\"is_configured\":")).bool(users.isConfigured(principal));
            json.raw(JsonBuffer.ascii(",\"default_role\":")).string(principal.role());
            json.raw(JsonBuffer.ascii(",\"default_warehouse\":null,\"roles\":["));
            String separator = "";
            for (String role : users.roles(principal)) {
                json.raw(JsonBuffer.ascii(separator)).string(role);
                separator = ",";
            }
            json.raw(']').raw('}');
            send(response, callback, json);
        };
    }

    private byte[] body(Request request) {
        return RequestBody.read(request, limits.maxBodyBytes(), pace);
    }

    private static void send(Response response, Callback callback, JsonBuffer json) {
        response.getHeaders().put(QueryHandler.VERSION);
        JsonAnswers.send(response, callback, 200, json.toByteBuffer());
    }
}

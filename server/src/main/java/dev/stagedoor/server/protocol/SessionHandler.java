package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.authentication.Authenticator.LoggedIn;
import dev.stagedoor.server.authentication.SessionTokens;
import dev.stagedoor.server.authentication.SessionTokens.Pair;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.server.http.RequestLimits;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Login, logout, heartbeat, refresh and verify ({@code docs/spec/protocol.md}, "Sessions"). The client carries what a session has set. The
 * server keeps only the tokens of a session.
 */
public final class SessionHandler {
    /** Changes nothing, and is run with the role that the login asks for. */
    private static final String NOTHING = "USE default";

    private static final String NO_TOKENS = "disable_session_token=true";

    private final Preparation preparation;
    private final Authenticator authenticator;
    private final Users users;
    private final Origins origins;
    private final RunningQueries queries;
    private final RequestLimits limits;
    private final MinimumRate minimumRate;

    /** @param users those the authenticator knows */
    public SessionHandler(
            Preparation preparation,
            Authenticator authenticator,
            Users users,
            Origins origins,
            RunningQueries queries,
            RequestLimits limits,
            MinimumRate minimumRate) {
        this.preparation = preparation;
        this.authenticator = authenticator;
        this.users = users;
        this.origins = origins;
        this.queries = queries;
        this.limits = limits;
        this.minimumRate = minimumRate;
    }

    /**
     * {@code POST /v1/session/login}. A role that is not the user's is refused here already, with what every statement in a session with
     * that role would be answered. Tokens are given unless the client does without ({@code ?disable_session_token=true}), or logs in with a
     * token.
     */
    public Endpoint login() {
        return (request, response, callback) -> {
            LoggedIn login = authenticator.logIn(request);
            SessionState session = QueryRequestParser.parseLogin(body(request));
            if (session.role().isPresent()) {
                var context = new StatementContext(login.principal(), session, origins.origin(request), new Cancellation());
                var _ = preparation.prepare(NOTHING, context).run();
            }
            Optional<Pair> opened = hasParameter(request, NO_TOKENS) ? Optional.empty() : login.openSession();
            var json = new JsonBuffer(512);
            json.raw(JsonBuffer.ascii("{\"version\":")).string(Engine.DATABEND_VERSION);
            String id = opened.map(Pair::sessionId).orElseGet(() -> UUID.randomUUID().toString());
            json.raw(JsonBuffer.ascii(",\"session_id\":")).string(id);
            opened.ifPresent(tokens -> {
                json.raw(JsonBuffer.ascii(",\"tokens\":{"));
                tokens(json, tokens).raw('}');
            });
            send(response, callback, json.raw('}'));
        };
    }

    private static boolean hasParameter(Request request, String parameter) {
        String query = request.getHttpURI().getQuery();
        return query != null && List.of(query.split("&")).contains(parameter);
    }

    private static JsonBuffer tokens(JsonBuffer json, Pair tokens) {
        json.raw(JsonBuffer.ascii("\"session_token_ttl_in_secs\":")).number(SessionTokens.SESSION_TTL.toSeconds());
        json.raw(JsonBuffer.ascii(",\"session_token\":")).string(tokens.sessionToken());
        return json.raw(JsonBuffer.ascii(",\"refresh_token\":")).string(tokens.refreshToken());
    }

    /** {@code POST /v1/session/logout}: a session that has tokens ends, and with it its results that are open. */
    public Endpoint logout() {
        return (request, response, callback) -> {
            Optional<String> ending = authenticator.sessionOf(request);
            authenticator.logOut(request);
            ending.ifPresent(queries::endSession);
            body(request);
            send(response, callback, new JsonBuffer(16).raw(JsonBuffer.ascii("{\"error\":null}")));
        };
    }

    /**
     * {@code POST /v1/session/refresh}: new tokens for a refresh token. They come both in {@code tokens}, as Databend gives them, and
     * beside it, where databend-driver looks for them. The session token that clients name in the body need not be known any more.
     */
    public Endpoint refresh() {
        return (request, response, callback) -> {
            Pair tokens = authenticator.refresh(request);
            body(request);
            var json = new JsonBuffer(512).raw('{');
            tokens(json, tokens).raw(JsonBuffer.ascii(",\"tokens\":{"));
            send(response, callback, tokens(json, tokens).raw('}').raw('}'));
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
        query.touch();
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
        return RequestBody.read(request, limits.maxBodyBytes(), minimumRate);
    }

    private static void send(Response response, Callback callback, JsonBuffer json) {
        response.getHeaders().put(QueryHandler.VERSION);
        JsonAnswers.send(response, callback, 200, json.toByteBuffer());
    }
}

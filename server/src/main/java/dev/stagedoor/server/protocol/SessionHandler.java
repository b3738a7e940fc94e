package dev.stagedoor.server.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.authentication.Authenticator.LoggedIn;
import dev.stagedoor.server.authentication.SessionTokens;
import dev.stagedoor.server.authentication.SessionTokens.Pair;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.JsonAnswers;
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
import org.jspecify.annotations.Nullable;

/**
 * Login, logout, heartbeat, refresh and verify ({@code docs/spec/protocol.md}, "Sessions"). The client carries what a session has set. The
 * server keeps only the tokens of a session.
 */
public final class SessionHandler {
    /** Changes nothing, and is run with the role that the login asks for. */
    private static final String NOTHING = "USE default";

    private static final String NO_TOKENS = "disable_session_token=true";

    /** @param tokens left out where there are none */
    private record Opened(String version, String sessionId, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Tokens tokens) {}

    private record Tokens(long sessionTokenTtlInSecs, String sessionToken, String refreshToken) {
        static Tokens of(Pair pair) {
            return new Tokens(SessionTokens.SESSION_TTL.toSeconds(), pair.sessionToken(), pair.refreshToken());
        }

        /** Without the tokens. */
        @Override
        public String toString() {
            return "Tokens[]";
        }
    }

    private record Refreshed(@JsonUnwrapped Tokens beside, Tokens tokens) {}

    private record Ended(@Nullable String error) {}

    private record Kept(List<String> queriesToRemove) {}

    private record Verified(
            String tenant,
            String user,
            String authType,
            boolean isConfigured,
            String defaultRole,
            @Nullable String defaultWarehouse,
            List<String> roles) {}

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
            String id = opened.map(Pair::sessionId).orElseGet(() -> UUID.randomUUID().toString());
            send(response, callback, new Opened(Engine.DATABEND_VERSION, id, opened.map(Tokens::of).orElse(null)));
        };
    }

    private static boolean hasParameter(Request request, String parameter) {
        String query = request.getHttpURI().getQuery();
        return query != null && List.of(query.split("&")).contains(parameter);
    }

    /** {@code POST /v1/session/logout}: a session that has tokens ends, and with it its results that are open. */
    public Endpoint logout() {
        return (request, response, callback) -> {
            Optional<String> ending = authenticator.sessionOf(request);
            authenticator.logOut(request);
            ending.ifPresent(queries::endSession);
            body(request);
            send(response, callback, new Ended(null));
        };
    }

    /**
     * {@code POST /v1/session/refresh}: new tokens for a refresh token. They come both in {@code tokens}, as Databend gives them, and
     * beside it, where databend-driver looks for them. The session token that clients name in the body need not be known any more.
     */
    public Endpoint refresh() {
        return (request, response, callback) -> {
            Tokens tokens = Tokens.of(authenticator.refresh(request));
            body(request);
            send(response, callback, new Refreshed(tokens, tokens));
        };
    }

    /** {@code POST /v1/session/heartbeat}: keeps results open, and says which are not any more. */
    public Endpoint heartbeat() {
        return (request, response, callback) -> {
            Principal principal = authenticator.authenticate(request);
            List<String> unknown = HeartbeatRequest.queryIds(body(request)).stream()
                    .filter(id -> queries.find(id).filter(query -> query.identity().isOf(principal)).map(this::keep).isEmpty())
                    .toList();
            send(response, callback, new Kept(unknown));
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
            send(response, callback, new Verified(
                    "default",
                    principal.user(),
                    users.loginKind(principal),
                    users.isConfigured(principal),
                    principal.role(),
                    null,
                    List.copyOf(users.roles(principal))));
        };
    }

    private byte[] body(Request request) {
        return RequestBody.read(request, limits.maxBodyBytes(), minimumRate);
    }

    private static void send(Response response, Callback callback, Object answer) {
        response.getHeaders().put(QueryHandler.VERSION);
        JsonAnswers.send(response, callback, answer);
    }
}

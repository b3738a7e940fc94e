package dev.stagedoor.server;

import dev.stagedoor.server.door.Door;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.PromptEndpoint;
import dev.stagedoor.server.protocol.PageHandler;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a path: an exact table, with or without a slash at the end, the pages of queries, and the door. Paths are compared as
 * they came, undecoded.
 *
 * <p>A request comes in on the thread that read it from the socket, which serves other connections too. A {@link PromptEndpoint} may answer
 * there; everything else, errors too, is answered on a virtual thread of the request's own.
 */
final class Router extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /**
     * One request in so many of a connection goes to a thread of its own in any case: a client that sends them without waiting for answers
     * must not keep the reading thread from other connections.
     */
    static final int LONGEST_RUN = 256;

    /** An endpoint and the one method it takes. */
    record Route(String method, Endpoint endpoint) {
        private Endpoint endpointFor(String asked, Response response) {
            if (!method.equals(asked)) {
                response.getHeaders().put(HttpHeader.ALLOW, method);
                throw new HttpRefusal(405, 405, "this path takes " + method + " only");
            }
            return endpoint;
        }
    }

    private final Map<String, Route> routes;
    private final Endpoint pages;
    private final Door door;
    private final LoginAudit logins;
    private final Executor threads;

    /** @param threads has a thread for every request that may block */
    Router(Map<String, Route> routes, PageHandler pages, Door door, LoginAudit logins, Executor threads) {
        super(InvocationType.NON_BLOCKING);
        this.routes = Map.copyOf(routes);
        this.pages = pages;
        this.door = door;
        this.logins = logins;
        this.threads = threads;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        PromptEndpoint.Rest rest = begin(request, response, callback);
        if (rest != null) {
            threads.execute(() -> finish(rest, request, response, callback));
        }
        return true;
    }

    private PromptEndpoint.@Nullable Rest begin(Request request, Response response, Callback callback) {
        try {
            Endpoint endpoint = endpoint(request, response);
            return endpoint instanceof PromptEndpoint prompt && mayAnswerHere(request)
                    ? prompt.begin(request, response, callback)
                    : () -> endpoint.handle(request, response, callback);
        } catch (Throwable e) {
            return () -> answer(request, response, callback, e);
        }
    }

    private static boolean mayAnswerHere(Request request) {
        return request.getConnectionMetaData().getConnection().getMessagesIn() % LONGEST_RUN != 0;
    }

    private void finish(PromptEndpoint.Rest rest, Request request, Response response, Callback callback) {
        try {
            rest.run();
        } catch (Throwable e) {
            answer(request, response, callback, e);
        }
    }

    private Endpoint endpoint(Request request, Response response) {
        String path = request.getHttpURI().getPath();
        if (path == null) {
            throw HttpRefusal.badRequest("the request names no path");
        }
        if (door.owns(path)) {
            return door;
        }
        Route route = routes.get(withoutSlashAtEnd(path));
        if (route != null) {
            return route.endpointFor(request.getMethod(), response);
        }
        if (path.startsWith(PageHandler.PREFIX)) {
            return pages;
        }
        if (door.isForClientsOfS3(request)) {
            return door;
        }
        throw HttpRefusal.notFound("there is nothing at this path");
    }

    private static String withoutSlashAtEnd(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private void answer(Request request, Response response, Callback callback, Throwable e) {
        if (response.isCommitted()) {
            LOG.info("{} {} from {} ended early: {}", request.getMethod(), request.getHttpURI().getPath(),
                    Request.getRemoteAddr(request), e.getMessage());
            callback.failed(e);
            return;
        }
        HttpRefusal refusal = ErrorAnswers.asRefusal(e);
        if (refusal.status() == 408) {
            LOG.warn("{} {} from {} given up: {}", request.getMethod(), request.getHttpURI().getPath(),
                    Request.getRemoteAddr(request), refusal.getMessage());
        }
        logins.answered(request, refusal);
        JsonAnswers.refuse(request, response, callback, refusal);
    }
}

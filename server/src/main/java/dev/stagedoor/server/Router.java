package dev.stagedoor.server;

import dev.stagedoor.server.door.Door;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.protocol.PageHandler;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a path: an exact table, with or without a slash at the end, the pages of queries, and the door. Paths are compared as
 * they came, undecoded.
 */
final class Router extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** An endpoint and the one method it takes. */
    record Route(String method, Endpoint endpoint) {}

    private final Map<String, Route> routes;
    private final Endpoint pages;
    private final Door door;
    private final LoginAudit logins;

    Router(Map<String, Route> routes, PageHandler pages, Door door, LoginAudit logins) {
        this.routes = Map.copyOf(routes);
        this.pages = pages;
        this.door = door;
        this.logins = logins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        try {
            if (path == null) {
                throw HttpRefusal.badRequest("the request names no path");
            }
            if (door.owns(path) || !isKnown(path) && door.isForClientsOfS3(request)) {
                door.handle(request, response, callback);
            } else {
                endpoint(path, request.getMethod(), response).handle(request, response, callback);
            }
        } catch (Throwable e) {
            answer(request, response, callback, e);
        }
        return true;
    }

    private static String name(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private boolean isKnown(String path) {
        return routes.containsKey(name(path)) || path.startsWith(PageHandler.PREFIX);
    }

    private Endpoint endpoint(String path, String method, Response response) {
        Route route = routes.get(name(path));
        if (route != null) {
            if (!route.method.equals(method)) {
                response.getHeaders().put(HttpHeader.ALLOW, route.method);
                throw new HttpRefusal(405, 405, "this path takes " + route.method + " only");
            }
            return route.endpoint;
        }
        if (path.startsWith(PageHandler.PREFIX) && path.length() > PageHandler.PREFIX.length()) {
            return pages;
        }
        throw HttpRefusal.notFound("there is nothing at this path");
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

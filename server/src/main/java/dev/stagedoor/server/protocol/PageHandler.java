package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.MinimumRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /v1/query/{id}…}: pages, final, kill and statistics of one query ({@code docs/spec/protocol.md}, "Pages"). */
public final class PageHandler implements Endpoint {
    /** What comes before the id in a path. */
    public static final String PREFIX = "/v1/query/";

    private static final int MAX_PAGE_DIGITS = 9;

    private final Authenticator authenticator;
    private final RunningQueries queries;
    private final ResultLimits limits;
    private final MinimumRate minimumRate;

    public PageHandler(Authenticator authenticator, RunningQueries queries, ResultLimits limits, MinimumRate minimumRate) {
        this.authenticator = authenticator;
        this.queries = queries;
        this.limits = limits;
        this.minimumRate = minimumRate;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) throws IOException {
        Principal principal = authenticator.authenticate(request);
        List<String> segments = segments(request);
        RunningQuery query = queries.require(segments.getFirst(), principal);
        String method = request.getMethod();
        boolean get = method.equals("GET");
        boolean getOrPost = get || method.equals("POST");
        String what = segments.size() > 1 ? segments.get(1) : "";
        if (segments.size() == 1 && get) {
            send(request, response, callback, query.stats().toByteBuffer());
        } else if (segments.size() == 3 && what.equals("page") && get) {
            page(request, response, callback, query, segments.get(2));
        } else if (segments.size() == 2 && what.equals("final") && getOrPost) {
            send(request, response, callback, query.finish().toByteBuffer());
        } else if (segments.size() == 2 && what.equals("kill") && getOrPost) {
            query.kill();
            response.setStatus(200);
            callback.succeeded();
        } else {
            throw HttpRefusal.notFound("there is nothing at this path, or not with this method");
        }
    }

    private static List<String> segments(Request request) {
        String rest = request.getHttpURI().getPath().substring(PREFIX.length());
        return List.of((rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", 4));
    }

    private void page(Request request, Response response, Callback callback, RunningQuery query, String number)
            throws IOException {
        if (number.isEmpty() || number.length() > MAX_PAGE_DIGITS || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw HttpRefusal.notFound("'page' is followed by a number");
        }
        long wait = limits.defaultWait().toNanos();
        ByteBuffer body = query.page(Integer.parseInt(number), wait).toByteBuffer();
        query.touch();
        send(request, response, callback, body);
    }

    private void send(Request request, Response response, Callback callback, ByteBuffer body) throws IOException {
        response.getHeaders().put(QueryHandler.VERSION);
        JsonAnswers.sendPaced(request, response, callback, minimumRate, body);
    }
}

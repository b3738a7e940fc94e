package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.server.http.JsonBuffer;
import org.jspecify.annotations.Nullable;

/** Writes what is answered about one statement. */
final class AnswerRenderer {
    private final String id;
    private final String sessionId;
    private final SessionState session;
    private final StatementRun run;
    private final ScanProgress progress;
    private final long timeoutSeconds;
    private final long startNanos = System.nanoTime();

    /**
     * @param session as the client sent it
     * @param timeoutSeconds how long a result is kept for which nobody asks
     */
    AnswerRenderer(String id, String sessionId, SessionState session, StatementRun run, ScanProgress progress, long timeoutSeconds) {
        this.id = id;
        this.sessionId = sessionId;
        this.session = session;
        this.run = run;
        this.progress = progress;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * How much of a result was given.
     *
     * @param rows of all pages until now
     * @param bytes of their JSON
     */
    record Totals(long rows, long bytes) {
        static final Totals NONE = new Totals(0, 0);

        Totals plus(StatementRun.Page page) {
            return new Totals(rows + page.rowCount(), bytes + page.rows().length());
        }
    }

    /**
     * The answer with one page.
     *
     * @param state after the page
     * @param totals with the page
     */
    JsonBuffer page(StatementRun.Page page, int number, ResultState state, Totals totals) {
        @Nullable StagedoorException error = state.told().orElse(null);
        boolean single = state.isEnded() && number == 0;
        return new QueryResponse(
                        id,
                        sessionId,
                        run.changedSession().orElse(session),
                        state.shown(),
                        error,
                        run.warnings(),
                        run.hasResultSet(),
                        run.schema(),
                        page,
                        timeoutSeconds,
                        totals.rows(),
                        totals.bytes(),
                        progress.seen(),
                        progress.written(),
                        System.nanoTime() - startNanos,
                        single ? null : new QueryResponse.Links(next(number, state, error)))
                .toJson();
    }

    private @Nullable String next(int number, ResultState state, @Nullable StagedoorException error) {
        String path = "/v1/query/" + id;
        if (!state.isEnded()) {
            return path + "/page/" + (number + 1);
        }
        return error == null ? path + "/final" : null;
    }

    /** {@code GET /v1/query/{id}}. */
    JsonBuffer stats(ResultState state, Totals totals) {
        @Nullable StagedoorException error = state.told().orElse(null);
        var json = new JsonBuffer(512);
        json.raw(JsonBuffer.ascii("{\"state\":")).string(state.shown().text()).raw(JsonBuffer.ascii(",\"error\":"));
        if (error == null) {
            json.raw(JsonBuffer.ascii("null"));
        } else {
            json.raw(JsonBuffer.ascii("{\"code\":")).number(error.code().number());
            json.raw(JsonBuffer.ascii(",\"message\":")).string(error.getMessage()).raw(JsonBuffer.ascii(",\"detail\":\"\"}"));
        }
        json.raw(JsonBuffer.ascii(",\"warnings\":[]")).raw(JsonBuffer.ascii(",\"stats\":"));
        QueryResponse.writeStats(json, totals.rows(), totals.bytes(), progress.seen(), progress.written(), System.nanoTime() - startNanos);
        return json.raw('}');
    }
}

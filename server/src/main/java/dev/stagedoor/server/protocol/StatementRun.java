package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.server.audit.StatementTrail;
import dev.stagedoor.server.http.JsonBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One text of statements: run by the first {@link #nextPage}, and then read page by page, by one thread at a time. Any thread may end it:
 * at once, or when the page is done that is being read.
 */
final class StatementRun {
    private static final int FIRST_BYTES = 1 << 10;

    /**
     * Rows of a result as they will be sent.
     *
     * @param rows a JSON array of arrays
     * @param last whether the result ends here
     */
    record Page(JsonBuffer rows, long rowCount, boolean last) {
        static Page empty(boolean last) {
            return new Page(new JsonBuffer(2).raw('[').raw(']'), 0, last);
        }
    }

    private final Prepared prepared;
    private final SessionState session;
    private final StatementTrail trail;
    private final int maxRows;
    private final int maxBytes;

    private boolean started;
    private volatile List<Column> schema = List.of();
    private volatile List<String> warnings = List.of();
    private volatile Optional<SessionState> changedSession = Optional.empty();
    private volatile boolean hasResultSet;
    private @Nullable RowCursor cursor;
    private @Nullable Row pending;
    private @Nullable CellWriter writer;
    private int lastPageBytes;

    private long rows;
    private boolean busy;
    private boolean ended;
    private StagedoorException endedBy = QueryResponse.aborted();

    private volatile boolean holdsPlace;

    /**
     * @param session the client's, before any statement of the text
     * @param trail told of the end
     */
    StatementRun(Prepared prepared, SessionState session, StatementTrail trail, int maxRows, int maxBytes) {
        this.prepared = prepared;
        this.session = session;
        this.trail = trail;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
    }

    /**
     * Runs the statement if it has not run; gives the next rows. After the last page, and after an error, the cursor is closed.
     *
     * @param reader asked when another query needs the place that the result holds
     * @throws StagedoorException what ended it, after {@link #end}
     */
    Page nextPage(RowCursor.Reader reader) {
        begin();
        try {
            if (!started) {
                started = true;
                start(reader);
            }
            if (cursor == null || writer == null) {
                trail.succeeded(rows);
                return Page.empty(true);
            }
            Page page = read(cursor, writer);
            rows += page.rowCount;
            if (page.last) {
                trail.succeeded(rows);
                end();
            }
            return page;
        } catch (RuntimeException | Error e) {
            trail.failed(e instanceof StagedoorException known ? known.code().number() : ErrorCode.INTERNAL.number(), rows);
            end();
            throw e;
        } finally {
            worked();
        }
    }

    private synchronized void begin() {
        if (ended) {
            throw endedBy;
        }
        busy = true;
    }

    private synchronized void worked() {
        busy = false;
        if (ended) {
            close();
        }
    }

    /**
     * Closes the cursor, or has it closed by the thread that reads from it.
     *
     * @return whether it is closed already
     */
    synchronized boolean end() {
        ended = true;
        if (!busy) {
            close();
        }
        return !busy;
    }

    /** As {@link #end()}; whoever goes on to read is told why. */
    synchronized void end(StagedoorException why) {
        endedBy = why;
        trail.failed(why.code().number(), rows);
        end();
    }

    private void start(RowCursor.Reader reader) {
        StatementResult result;
        do {
            if (!(prepared instanceof Refused)) {
                trail.begins(prepared);
            }
            result = prepared.run();
            trail.issued(result.presigned());
        } while (prepared.advance());
        warnings = result.warnings();
        changedSession = result.session();
        switch (result) {
            case StatementResult.Rows rows -> {
                cursor = rows.cursor();
                writer = new CellWriter(rows.schema(), changedSession.orElse(session));
                schema = rows.schema();
                hasResultSet = true;
                holdsPlace = cursor.readBy(reader);
                pending = cursor.next();
            }
            case StatementResult.Done _ -> {}
        }
    }

    /** Stays a row ahead, so that a result which fits a page exactly is known to end with it. */
    private Page read(RowCursor rows, CellWriter cells) {
        var json = new JsonBuffer(Math.max(FIRST_BYTES, lastPageBytes + lastPageBytes / 16));
        json.raw('[');
        long count = 0;
        Row row = pending;
        while (row != null && count < maxRows && json.length() < maxBytes) {
            if (count++ > 0) {
                json.raw(',');
            }
            cells.write(row, json);
            row = rows.next();
        }
        json.raw(']');
        pending = row;
        lastPageBytes = json.length();
        return new Page(json, count, row == null);
    }

    List<Column> schema() {
        return schema;
    }

    List<String> warnings() {
        return warnings;
    }

    Optional<SessionState> changedSession() {
        return changedSession;
    }

    boolean hasResultSet() {
        return hasResultSet;
    }

    /** Whether it holds one of the few places for queries, if it was not read to its end. */
    boolean holdsPlace() {
        return holdsPlace;
    }

    /** Before the last row, this is an end too. */
    private void close() {
        trail.cancelled(rows);
        RowCursor open = cursor;
        cursor = null;
        pending = null;
        if (open != null) {
            open.close();
        }
    }
}

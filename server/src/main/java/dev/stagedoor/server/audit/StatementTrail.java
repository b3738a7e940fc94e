package dev.stagedoor.server.audit;

import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.server.audit.AuditRecord.Outcome;
import dev.stagedoor.storage.PresignId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One statement on its way to the log: whoever runs it tells what it is and how it ended. The first end counts, and a statement that never
 * ended has no line. The time it took runs from when this was made, so that it holds what the client took between the pages of a result.
 */
public final class StatementTrail {
    /** Of a statement that nobody logs. */
    public static final StatementTrail NONE = new StatementTrail(null, "", "", "", "");

    private final @Nullable AuditLog log;
    private final String queryId;
    private final String user;
    private final String role;
    private final String client;
    private volatile long startNanos = System.nanoTime();
    private final List<PresignId> presignIds = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable StatementSummary summary;

    StatementTrail(@Nullable AuditLog log, String queryId, String user, String role, String client) {
        this.log = log;
        this.queryId = queryId;
        this.user = user;
        this.role = role;
        this.client = client;
    }

    /** A statement could be read, and is about to run: the next one, if others of its text have run. */
    public void begins(Prepared prepared) {
        if (log == null) {
            return;
        }
        if (summary != null) {
            nextOfText();
        }
        summary = prepared.summary();
    }

    /** It issued URLs. */
    public void issued(List<PresignId> ids) {
        if (log != null) { // what nobody logs is one for all, and keeps nothing
            presignIds.addAll(ids);
        }
    }

    /** What its line will name; nothing where there is none. */
    List<PresignId> issued() {
        return List.copyOf(presignIds);
    }

    /** It has run, and every row was given. */
    public void succeeded(long rows) {
        end(Outcome.OK, OptionalInt.empty(), rows);
    }

    /** @param code Databend's */
    public void failed(int code, long rows) {
        end(Outcome.ERROR, OptionalInt.of(code), rows);
    }

    /** Nobody wants the rest. */
    public void cancelled(long rows) {
        end(Outcome.CANCELLED, OptionalInt.empty(), rows);
    }

    /** The statement before, in the same text, has run: a line of its own. */
    private void nextOfText() {
        write(Outcome.OK, OptionalInt.empty(), 0);
        presignIds.clear();
        startNanos = System.nanoTime();
    }

    private void end(Outcome outcome, OptionalInt code, long rows) {
        if (ended.compareAndSet(false, true)) {
            write(outcome, code, rows);
        }
    }

    private void write(Outcome outcome, OptionalInt code, long rows) {
        if (log == null) {
            return;
        }
        StatementSummary known = summary;
        log.write(new AuditRecord.Statement(
                queryId,
                user,
                role,
                client,
                Optional.ofNullable(known).map(StatementSummary::kind),
                known == null ? List.of() : known.objects(),
                issued(),
                outcome,
                code,
                System.nanoTime() - startNanos,
                rows));
    }
}

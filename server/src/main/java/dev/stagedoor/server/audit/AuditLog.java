package dev.stagedoor.server.audit;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.JsonBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log. A line is with the operating system before what it tells of is answered, but for downloads, whose line follows their last
 * byte: so the end of this process at any point loses no line of a request that was answered, and of a download at most the one that was
 * just done. It is not synced to the disk; a power failure may lose the last seconds. Lines stand in the order in which requests ended.
 *
 * <p>A disk that is full stops no request: lines are lost, counted, and an error says so once; when there is room again, another says how
 * many. Safe for many threads.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final @Nullable LineSink sink;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private long lost;
    private boolean failing;

    /** @param sink null for no log */
    AuditLog(@Nullable LineSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** @throws StagedoorException {@code INVALID_CONFIG} in one line that says what to do, when the file cannot be opened */
    public static AuditLog open(AuditOptions options, Clock clock) {
        return switch (options.target()) {
            case AuditOptions.Target.Nowhere() -> new AuditLog(null, clock);
            case AuditOptions.Target.StandardOutput() -> new AuditLog(new StandardOutput(), clock);
            case AuditOptions.Target.File(var path) -> {
                try {
                    yield new AuditLog(new RotatingFile(path, options.maxBytes(), options.keep()), clock);
                } catch (IOException e) {
                    throw new StagedoorException(
                            ErrorCode.INVALID_CONFIG,
                            "the audit log '" + path + "' cannot be opened (" + e
                                    + "): name a file in a directory that exists and may be written",
                            e);
                }
            }
        };
    }

    /** Whether there is a log. Whoever must compute what a record holds asks first. */
    public boolean isOn() {
        return sink != null;
    }

    /** Writes a line; does nothing when there is no log. Throws nothing. */
    public void write(AuditRecord entry) {
        if (sink == null) {
            return;
        }
        writing.lock();
        try {
            JsonBuffer line = AuditRecord.line(TIME.format(clock.instant()), entry);
            ByteBuffer bytes = line.toByteBuffer();
            sink.write(bytes.array(), bytes.limit());
            recovered();
        } catch (IOException e) {
            lose(e);
        } finally {
            writing.unlock();
        }
    }

    private void lose(IOException e) {
        lost++;
        if (!failing) {
            failing = true;
            LOG.error("The audit log cannot be written; requests go on without it: {}", e.toString());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.error("The audit log is written again; {} lines were lost since the start", lost);
        }
    }

    /** Lines that could not be written since the start. */
    public long lost() {
        writing.lock();
        try {
            return lost;
        } finally {
            writing.unlock();
        }
    }

    /** A statement that is about to run. */
    public StatementTrail statement(String queryId, String user, String role, String client) {
        return isOn() ? new StatementTrail(this, queryId, user, role, client) : StatementTrail.NONE;
    }

    @Override
    public void close() {
        if (sink == null) {
            return;
        }
        try {
            sink.close();
        } catch (IOException e) {
            LOG.error("The audit log could not be closed: {}", e.toString());
        }
    }
}

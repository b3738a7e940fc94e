package dev.stagedoor.server;

import dev.stagedoor.engine.StreamingLoad;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StageAttachment;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.server.protocol.Preparation;
import dev.stagedoor.storage.PresignId;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements that take as long, give as many rows and fail as a test wants, which no real statement does on command: {@code rows N},
 * {@code hold N} (holds a place, and halts at half of N rows until {@link #proceed} or its end), {@code fail after N}, {@code wait},
 * {@code count}, {@code USE}, which knows no role, {@code who}, {@code where}, {@code origin}, {@code defect}, {@code set K V},
 * {@code echo TEXT}. {@code PRESIGN} is an instant statement, {@code short} one that may wait; both say where they run. {@code PRESIGN N}
 * answers with a cell of N characters.
 */
final class ScriptedStatements implements Preparation {
    /** A statement before the one that is scripted: what it is, and what it issues. */
    record Before(StatementSummary summary, List<PresignId> presigned) {}

    private static final Set<String> WORDS =
            Set.of("rows", "hold", "fail", "wait", "count", "who", "USE", "where", "origin", "PRESIGN", "short", "defect", "set", "echo");

    final CountDownLatch proceed = new CountDownLatch(1);
    final AtomicInteger runs = new AtomicInteger();

    /** How often a statement has begun to wait for {@link #proceed}. */
    final AtomicInteger halts = new AtomicInteger();
    /** What is told of the statement itself, and what it issues. */
    volatile Before told = new Before(new StatementSummary("SCRIPTED", List.of()), List.of());

    /** Statements in front of it, in the same text. */
    volatile List<Before> before = List.of();

    /** The threads that instant and short statements ran on. */
    final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /** The threads that texts with an attachment were read on. */
    final Queue<Thread> readers = new ConcurrentLinkedQueue<>();

    final AtomicInteger openCursors = new AtomicInteger();

    /** The file is passed over. */
    @Override
    public Prepared prepare(String sql, StageAttachment attachment, StatementContext context) {
        readers.add(Thread.currentThread());
        return prepare(sql, context);
    }

    @Override
    public StreamingLoad streamingLoad(String sql, StatementContext context) {
        throw new UnsupportedOperationException("no statement takes a file");
    }

    @Override
    public Prepared prepare(String sql, StatementContext context) {
        if (!WORDS.contains(sql.split(" ", 2)[0])) {
            throw new StagedoorException(ErrorCode.SYNTAX, "not a statement: " + sql.split(" ", 2)[0]);
        }
        List<Before> all = Stream.concat(before.stream(), Stream.of(told)).toList();
        return new Prepared() {
            private int at;

            @Override
            public Cost cost() {
                return sql.startsWith("PRESIGN") ? Cost.INSTANT : sql.startsWith("short") ? Cost.SHORT : Cost.OPEN;
            }

            @Override
            public int count() {
                return all.size();
            }

            @Override
            public StatementSummary summary() {
                return all.get(at).summary();
            }

            @Override
            public StatementResult run() {
                StatementResult result = at == all.size() - 1 ? execute(sql, context) : one("");
                return result instanceof StatementResult.Rows rows
                        ? new StatementResult.Rows(rows.schema(), rows.cursor(), rows.warnings(), rows.session(), all.get(at).presigned())
                        : result;
            }

            @Override
            public boolean advance() {
                at++;
                return at < all.size();
            }
        };
    }

    private StatementResult execute(String sql, StatementContext context) {
        runs.incrementAndGet();
        String[] words = sql.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "rows" -> rows(Long.parseLong(rest), Long.MAX_VALUE);
            case "hold" -> holding(Long.parseLong(rest), context);
            case "fail" -> rows(Long.MAX_VALUE, Long.parseLong(rest.substring("after ".length())));
            case "wait" -> waiting(context);
            case "count" -> new StatementResult.Done(Optional.empty(), List.of("run " + runs.get()));
            case "who" -> one(context.principal().user());
            case "USE" -> use(context.session());
            case "where" -> one(context.client());
            case "origin" -> one(context.origin().toString());
            case "PRESIGN", "short" -> {
                threads.add(Thread.currentThread());
                yield one(rest.matches("\\d+") ? "x".repeat(Integer.parseInt(rest)) : context.origin().toString());
            }
            case "defect" -> throw new IllegalStateException("secret detail");
            case "set" -> set(rest, context.session());
            case "echo" -> one(rest);
            default -> throw new IllegalStateException(words[0]);
        };
    }

    private static StatementResult one(String cell) {
        return new StatementResult.Rows(
                List.of(Column.string("text"), Column.nullableString("nothing")), RowCursor.of(Row.of(cell, null)), List.of());
    }

    private static StatementResult use(SessionState session) {
        if (session.role().isPresent()) {
            throw new StagedoorException(ErrorCode.INVALID_ROLE, "nobody has roles here");
        }
        return StatementResult.Done.DONE;
    }

    private static StatementResult set(String keyAndValue, SessionState session) {
        String[] words = keyAndValue.split(" ");
        var settings = new TreeMap<>(session.settings());
        settings.put(words[0], words[1]);
        return new StatementResult.Done(
                Optional.of(new SessionState(session.database(), session.role(), session.secondaryRoles(), settings)), List.of());
    }

    private StatementResult waiting(StatementContext context) {
        halt(context);
        return rows(1, Long.MAX_VALUE);
    }

    private void halt(StatementContext context) {
        halts.incrementAndGet();
        var cancelled = new CountDownLatch(1);
        context.cancellation().onCancel(() -> {
            cancelled.countDown();
            proceed.countDown();
        });
        try {
            proceed.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (context.cancellation().isCancelled()) {
            throw new StagedoorException(ErrorCode.ABORTED_QUERY, "cancelled");
        }
    }

    private StatementResult holding(long count, StatementContext context) {
        StatementResult.Rows all = rows(count, Long.MAX_VALUE);
        RowCursor cursor = all.cursor();
        return new StatementResult.Rows(all.schema(), new RowCursor() {
            private long given;

            @Override
            public @Nullable Row next() {
                if (given++ == count / 2) {
                    halt(context);
                }
                return cursor.next();
            }

            @Override
            public boolean readBy(Reader reader) {
                return true;
            }

            @Override
            public void close() {
                cursor.close();
            }
        }, List.of());
    }

    private StatementResult.Rows rows(long count, long failAfter) {
        openCursors.incrementAndGet();
        return new StatementResult.Rows(List.of(Column.of("n", Scalar.UINT64)), new RowCursor() {
            private long next;
            private boolean closed;

            @Override
            public @Nullable Row next() {
                if (next >= failAfter) {
                    throw new StagedoorException(ErrorCode.STORAGE_OTHER, "the disk is gone");
                }
                return next < count ? Row.of(next++) : null;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    openCursors.decrementAndGet();
                }
            }
        }, List.of());
    }
}

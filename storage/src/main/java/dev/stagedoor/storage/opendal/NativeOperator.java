package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.opendal.AsyncOperator;
import org.apache.opendal.OpenDALException;
import org.apache.opendal.layer.RetryLayer;

/**
 * OpenDAL's operator, with a bound on what runs in it at once, a deadline for each operation, and retries. The native handle is given back
 * when the last operation has ended after {@link #close}: never under one that runs, for the library would read freed memory.
 *
 * <p>An operation whose deadline passed cannot be stopped; it keeps its place among {@link #MAX_CONCURRENT} until it ends by itself.
 */
final class NativeOperator implements AutoCloseable {
    /** Operations at once in one store. */
    static final int MAX_CONCURRENT = 64;

    /** Tries after the first one, of what a store says is temporary, or of a broken connection. */
    static final int MAX_RETRIES = 4;

    /** Pause before the first retry; it doubles each time, with jitter. */
    static final Duration FIRST_RETRY_PAUSE = Duration.ofMillis(200);

    static final Duration LONGEST_RETRY_PAUSE = Duration.ofSeconds(5);

    private final AsyncOperator operator;
    private final Failures failures;
    private final Semaphore places = new Semaphore(MAX_CONCURRENT);
    private int running;
    private boolean closed;

    private NativeOperator(AsyncOperator operator, Failures failures) {
        this.operator = operator;
        this.failures = failures;
    }

    static NativeOperator open(String scheme, Map<String, String> settings, Failures failures) {
        RetryLayer retries = RetryLayer.builder()
                .maxTimes(MAX_RETRIES)
                .minDelay(FIRST_RETRY_PAUSE)
                .maxDelay(LONGEST_RETRY_PAUSE)
                .factor(2)
                .jitter(true)
                .build();
        try (AsyncOperator plain = AsyncOperator.of(scheme, settings)) {
            return new NativeOperator(plain.layer(retries), failures);
        } catch (OpenDALException e) {
            throw failures.of("open", e);
        }
    }

    org.apache.opendal.Capability capability() {
        return operator.info.fullCapability;
    }

    /** Runs an operation to its end. */
    <T> T call(String operation, Duration deadline, Function<AsyncOperator, CompletableFuture<T>> start) {
        return start(operation, deadline, start).await();
    }

    /** Begins an operation, waiting for a place among those that run. */
    <T> Pending<T> start(String operation, Duration deadline, Function<AsyncOperator, CompletableFuture<T>> start) {
        long end = System.nanoTime() + deadline.toNanos();
        takePlace(operation, end, deadline);
        CompletableFuture<T> future;
        try {
            future = start.apply(operator);
        } catch (OpenDALException e) {
            leave();
            throw failures.of(operation, e);
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
        future.whenComplete((result, failure) -> leave());
        return new Pending<>(operation, future, end, deadline);
    }

    private void takePlace(String operation, long end, Duration deadline) {
        try {
            if (!places.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw failures.timedOut(operation, deadline.toSeconds());
            }
        } catch (InterruptedException e) {
            throw interrupted(operation);
        }
        synchronized (this) {
            if (!closed) {
                running++;
                return;
            }
        }
        places.release();
        throw failures.closed(operation);
    }

    private void leave() {
        places.release();
        boolean last;
        synchronized (this) {
            running--;
            last = closed && running == 0;
        }
        if (last) {
            operator.close();
        }
    }

    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = running == 0;
        }
        if (last) {
            operator.close();
        }
    }

    private StorageException interrupted(String operation) {
        Thread.currentThread().interrupt();
        return failures.refused(Kind.UNAVAILABLE, operation, "it was interrupted");
    }

    /** An operation that runs. */
    final class Pending<T> {
        private final String operation;
        private final CompletableFuture<T> future;
        private final long end;
        private final Duration deadline;

        private Pending(String operation, CompletableFuture<T> future, long end, Duration deadline) {
            this.operation = operation;
            this.future = future;
            this.end = end;
            this.deadline = deadline;
        }

        /** Its result. */
        T await() {
            try {
                return raw();
            } catch (ExecutionException e) {
                throw failures.of(operation, e.getCause());
            }
        }

        /** Its result, or OpenDAL's own failure as the cause of an {@link ExecutionException}. */
        T raw() throws ExecutionException {
            try {
                return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw failures.timedOut(operation, deadline.toSeconds());
            } catch (InterruptedException e) {
                throw interrupted(operation);
            }
        }
    }
}

package dev.stagedoor.client.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Does something for each part of a file, several at a time. */
final class ParallelParts {
    private ParallelParts() {}

    /** What is done for a part. */
    interface Part {
        void move(int number) throws StoreFailure;
    }

    /** @throws StoreFailure the first one; no further part is begun after it, and those under way have ended */
    static void each(List<Integer> numbers, int parallel, Part part) throws StoreFailure {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(parallel, numbers.size()); i++) {
            threads.add(Thread.startVirtualThread(() -> work(numbers, next, failure, part)));
        }
        join(threads);
        switch (failure.get()) {
            case null -> {
                return;
            }
            case StoreFailure e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void work(List<Integer> numbers, AtomicInteger next, AtomicReference<Throwable> failure, Part part) {
        for (int at = next.getAndIncrement(); at < numbers.size() && failure.get() == null; at = next.getAndIncrement()) {
            try {
                part.move(numbers.get(at));
            } catch (StoreFailure | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                return;
            }
        }
    }

    private static void join(List<Thread> threads) throws StoreFailure {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new StoreFailure(StoreFailure.Kind.FINAL, "interrupted");
        }
    }
}

package dev.stagedoor.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many who do the same thing at the same moment. */
public final class Race {
    private Race() {}

    /** What each of so many got, all begun together. */
    public static <T> List<T> of(int callers, Callable<T> call) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> racing = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                racing.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> result : racing) {
                results.add(result.get());
            }
            return results;
        }
    }
}

package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.StorageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes parts that nothing refers to any more: their files, and then their rows, some at a time, so that the end of an object of ten
 * thousand parts keeps nobody's commit waiting. Parts that somebody reads stay until that is done; a reader need not have thousands of
 * files open for that. What is left when the store closes, or the process ends, is deleted after the next opening.
 */
final class Compositions {
    private static final Logger LOG = LoggerFactory.getLogger(Compositions.class);

    private static final long CLOSE_WAIT_SECONDS = 10;

    private final ReaderPool<IndexReader> readers;
    private final BlobTrash trash;
    private final Function<Mutation, Outcome> writer;
    private final SerialExecutor executor = new SerialExecutor(Thread::startVirtualThread);
    private final Map<Long, Integer> readersOf = new HashMap<>(); // guarded by this
    private final Set<Long> waiting = new HashSet<>(); // dropped while they are read; guarded by this

    Compositions(ReaderPool<IndexReader> readers, BlobTrash trash, Function<Mutation, Outcome> writer) {
        this.readers = readers;
        this.trash = trash;
        this.writer = writer;
    }

    /**
     * Keeps parts from being deleted until {@link #unpin}. Whoever looks at the object's row after this, and finds that it still refers to
     * them, can read them.
     */
    synchronized void pin(long composition) {
        readersOf.merge(composition, 1, Integer::sum);
    }

    /** Once for each {@link #pin}. */
    void unpin(long composition) {
        synchronized (this) {
            if (readersOf.merge(composition, -1, Integer::sum) > 0) {
                return;
            }
            readersOf.remove(composition);
            if (!waiting.remove(composition)) {
                return;
            }
        }
        delete(composition, new CompletableFuture<>());
    }

    /**
     * Deletes parts whose drop is committed.
     *
     * @return completes, never with a failure, when their files are deleted, or left to those who read them or to a later opening
     */
    CompletableFuture<Void> drop(List<Long> compositions) {
        return CompletableFuture.allOf(compositions.stream().map(this::drop).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> drop(long composition) {
        synchronized (this) {
            if (readersOf.containsKey(composition)) {
                waiting.add(composition);
                return CompletableFuture.completedFuture(null);
            }
        }
        CompletableFuture<Void> filesGone = new CompletableFuture<>();
        delete(composition, filesGone);
        return filesGone;
    }

    private void delete(long composition, CompletableFuture<Void> filesGone) {
        executor.execute(() -> {
            try {
                trash.delete(readers.read(reader -> reader.uploads().blobs(composition))).join();
                filesGone.complete(null);
                while (writer.apply(new Mutation.Forget(composition)) instanceof Outcome.More) {
                    LOG.trace("More parts of {} are to be forgotten", composition);
                }
            } catch (StorageException e) {
                LOG.debug("What is left of {} will be deleted after the next start", composition, e);
            } finally {
                filesGone.complete(null);
            }
        });
    }

    /** Lets what was begun be done, for a bounded time. Before the writer is closed. */
    void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> done.complete(null));
        try {
            done.get(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("Some parts will be deleted after the next start", e);
        }
    }
}

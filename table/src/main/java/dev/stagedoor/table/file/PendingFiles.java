package dev.stagedoor.table.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * The files of one commit, on their way into the store all at once. A commit writes half a dozen small files, one after the other, and none
 * of them counts until the last step names them. So nobody waits for one before the next is begun: a store syncs them together, or sends
 * them side by side. Whoever makes the last step calls {@link #await} first.
 */
public final class PendingFiles implements FileIO {
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final transient StoreFileIO files;
    private final transient Map<String, Pending> written = new LinkedHashMap<>();

    /** A file, readable before it is stored. */
    private record Pending(byte[] bytes, CompletableFuture<Void> stored) {}

    public PendingFiles(StoreFileIO files) {
        this.files = files;
    }

    /**
     * Waits until everything that was written is stored.
     *
     * @throws RuntimeException what the store threw for one of the files
     */
    public void await() {
        try {
            CompletableFuture.allOf(stored()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits until nothing is on its way any more, whatever became of it: then files can be deleted. */
    public void settle() {
        CompletableFuture.allOf(stored()).exceptionally(_ -> null).join();
    }

    private synchronized CompletableFuture<?>[] stored() {
        return written.values().stream().map(Pending::stored).toArray(CompletableFuture<?>[]::new);
    }

    private synchronized void write(String location, byte[] bytes, boolean onlyIfAbsent) {
        written.put(
                location,
                new Pending(bytes, CompletableFuture.runAsync(() -> files.write(location, bytes, onlyIfAbsent), THREADS)));
    }

    @Override
    public synchronized InputFile newInputFile(String path) {
        Pending pending = written.get(path);
        return pending == null ? files.newInputFile(path) : new StoreInputFile(files, path, pending.bytes());
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new StoreOutputFile(path, this::write, this);
    }

    @Override
    public void deleteFile(String path) {
        Pending pending;
        synchronized (this) {
            pending = written.remove(path);
        }
        if (pending != null) {
            pending.stored().exceptionally(_ -> null).join();
        }
        files.deleteFile(path);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    @Override
    public void close() {}
}

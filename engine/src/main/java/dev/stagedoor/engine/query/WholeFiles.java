package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.NamedFiles;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.NamedFile;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Files that one query reads as values ({@code read_file}). The rights are asked for each path when its turn comes near. The next few are
 * opened ahead. Used by one thread at a time, and closed by any.
 */
final class WholeFiles implements AutoCloseable {
    /** Largest file that is read as a value, in bytes. */
    static final int MAX_FILE_BYTES = 16 << 20;

    /** How many bytes one query reads as values, files that it reads more than once counted each time. */
    static final long MAX_QUERY_BYTES = 256L << 20;

    /** How many files are open at the same time. */
    private static final int AHEAD = 8;

    /** How often a wait for a store looks whether the query was ended. */
    private static final long LOOK_MILLIS = 100;

    private static final Executor OPENING = work -> Thread.ofVirtual().name("read-file").start(work);

    private final NamedFiles files;
    private final Queue<CompletableFuture<ObjectContent>> opened = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    WholeFiles(NamedFiles files) {
        this.files = files;
    }

    /** The content of each file, in order. What an earlier call has left is let go of. */
    Iterator<byte[]> contents(List<NamedFile> named, StatementContext context) {
        letGo();
        Iterator<StageFile> found =
                named.stream().map(file -> files.find(file.stage(), file.path(), context)).iterator();
        Queue<StageFile> coming = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !coming.isEmpty() || found.hasNext();
            }

            @Override
            public byte[] next() {
                while (coming.size() < AHEAD && found.hasNext()) {
                    StageFile file = found.next();
                    coming.add(file);
                    open(file);
                }
                return read(coming.remove(), context.cancellation());
            }
        };
    }

    private synchronized void open(StageFile file) {
        if (closed) {
            throw Cancellation.aborted();
        }
        opened.add(CompletableFuture.supplyAsync(() -> file.store().open(file.key(), ByteRange.ALL), OPENING));
    }

    private synchronized CompletableFuture<ObjectContent> next() {
        if (closed) {
            throw Cancellation.aborted();
        }
        return opened.remove();
    }

    private byte[] read(StageFile file, Cancellation cancellation) {
        try (ObjectContent content = await(next(), cancellation)) {
            if (content.length() > MAX_FILE_BYTES) {
                throw refused("read_file reads files of at most " + (MAX_FILE_BYTES >> 20) + " MiB; '" + shown(file) + "' has "
                        + content.length() + " bytes");
            }
            bytes += content.length();
            if (bytes > MAX_QUERY_BYTES) {
                throw refused("a query reads at most " + (MAX_QUERY_BYTES >> 20) + " MiB with read_file: choose fewer files");
            }
            var read = new ByteArrayOutputStream((int) content.length());
            content.transferTo(Channels.newChannel(read));
            return read.toByteArray();
        } catch (StorageException e) {
            throw e.kind() == Kind.NOT_FOUND
                    ? new StagedoorException(ErrorCode.STORAGE_NOT_FOUND, "there is no file '" + shown(file) + "'", false, e)
                    : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectContent await(CompletableFuture<ObjectContent> content, Cancellation cancellation) {
        try {
            while (true) {
                try {
                    return content.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    cancellation.check();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeLater(content);
            throw Cancellation.aborted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (RuntimeException e) {
            closeLater(content);
            throw e;
        }
    }

    private static void closeLater(CompletableFuture<ObjectContent> content) {
        content.thenAccept(ObjectContent::close);
    }

    private static String shown(StageFile file) {
        return ShownText.of(file.path().toString());
    }

    private static StagedoorException refused(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }

    private synchronized void letGo() {
        opened.forEach(WholeFiles::closeLater);
        opened.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        letGo();
    }
}

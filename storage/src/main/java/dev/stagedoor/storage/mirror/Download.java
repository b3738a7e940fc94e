package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Fetches bytes of one version of an object into its copy: in parts, several at once, each answer held against the version by its ETag.
 * Where a part breaks off, the rest of it is asked for again after a pause.
 */
final class Download {
    /** The longest part: large enough that a request's own cost does not count. */
    static final int PART_BYTES = 8 << 20;

    /** Parts of one file that are fetched at once. */
    static final int PARTS_AT_ONCE = 8;

    /** Two pieces with no more than this between them are fetched as one: it takes less time than another request. */
    static final int MAX_GAP_BYTES = 32 << 10;

    /** What is fetched between pieces is at most this share of them. */
    private static final int MAX_GAP_SHARE = 20;

    /** How often a part is asked for again. The stores themselves have tried before. */
    private static final int MAX_RETRIES = 3;

    /** Before the first time; doubled each time. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** After this no part is asked for again. */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Copy copy;
    private final StoreLimits limits;
    private final LongConsumer arriving;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Download(Copy copy, StoreLimits limits, LongConsumer arriving) {
        this.copy = copy;
        this.limits = limits;
        this.arriving = arriving;
    }

    /** The store sends no parts. */
    private static final class NoParts extends Exception {
        NoParts() {
            super(null, null, false, false);
        }
    }

    /** Ends what goes on when another part has failed. */
    private static final class Stopped extends RuntimeException {
        Stopped() {
            super(null, null, false, false);
        }
    }

    /** What is asked for in order to have these bytes, which lie in order: pieces that are close to each other as one. */
    static List<Extent> coalesced(List<Extent> wanted) {
        List<Extent> joined = new ArrayList<>();
        for (Extent each : wanted) {
            Extent last = joined.isEmpty() ? null : joined.getLast();
            long end = each.offset() + each.length();
            long gap = last == null ? Long.MAX_VALUE : each.offset() - last.offset() - last.length();
            if (last != null && gap <= Math.min(MAX_GAP_BYTES, (last.length() + each.length()) / MAX_GAP_SHARE)) {
                joined.set(joined.size() - 1, new Extent(last.offset(), end - last.offset()));
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    /**
     * @param extents as {@link #coalesced} gives them
     * @throws StorageException {@code PRECONDITION_FAILED} when the object is another by now; as {@link
     *     dev.stagedoor.storage.ObjectStore#open}
     */
    void fetch(List<Extent> extents) throws IOException {
        try (FileChannel file = FileChannel.open(copy.path, StandardOpenOption.WRITE)) {
            try {
                fetch(parts(extents), file);
            } catch (NoParts e) {
                fetchWhole(file);
            }
        }
    }

    private void fetchWhole(FileChannel file) throws IOException {
        failure.set(null);
        try {
            part(new Extent(0, copy.version.size()), file);
        } catch (NoParts e) {
            throw new IllegalStateException("the whole object was asked for", e);
        }
    }

    private static List<Extent> parts(List<Extent> extents) {
        List<Extent> parts = new ArrayList<>();
        for (Extent extent : extents) {
            for (long at = 0; at < extent.length(); at += PART_BYTES) {
                parts.add(new Extent(extent.offset() + at, Math.min(PART_BYTES, extent.length() - at)));
            }
        }
        return parts;
    }

    private void fetch(List<Extent> parts, FileChannel file) throws IOException, NoParts {
        if (parts.size() <= 1) {
            for (Extent part : parts) {
                part(part, file);
            }
            return;
        }
        int threads = Math.min(PARTS_AT_ONCE, parts.size());
        try (ExecutorService pool = Executors.newFixedThreadPool(threads, Thread.ofVirtual().name("mirror-part-", 0).factory())) {
            parts.forEach(part -> pool.execute(() -> attempt(part, file)));
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case NoParts e -> throw e;
            case RuntimeException e -> throw e;
            case Exception e -> throw new IllegalStateException(e);
        }
    }

    private void attempt(Extent part, FileChannel file) {
        if (failure.get() != null) {
            return;
        }
        try {
            part(part, file);
        } catch (Stopped _) {
            // The other failure is the one to tell.
        } catch (IOException | NoParts | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void look() {
        if (failure.get() != null) {
            throw new Stopped();
        }
        arriving.accept(0);
    }

    private void part(Extent part, FileChannel file) throws IOException, NoParts {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Sink sink = new Sink(file, part);
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == MAX_RETRIES || System.nanoTime() > deadline;
            try (var _ = limits.take(copy.version.store(), this::look)) {
                request(sink);
                copy.came(part);
                return;
            } catch (StorageException e) {
                if (last || e.kind() != Kind.UNAVAILABLE) {
                    throw e;
                }
            } catch (WriteFailed e) {
                throw e.failure;
            } catch (IOException e) {
                if (last) {
                    throw e;
                }
            }
            pause(attempt);
        }
    }

    private void pause(int attempt) {
        look();
        long longest = FIRST_PAUSE.toNanos() << attempt;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private void request(Sink sink) throws IOException, NoParts {
        Extent rest = sink.rest();
        try (ObjectContent content = copy.version.store().open(copy.version.key(), range(rest))) {
            if (!copy.version.object().isSameVersion(content.summary())) {
                throw CopyMaker.changed();
            }
            if (content.skipped() > 0) {
                throw new NoParts();
            }
            if (content.offset() != rest.offset() || content.length() != rest.length()) {
                throw new StorageException(Kind.OTHER, "the store sent other bytes than were asked for");
            }
            content.transferTo(sink);
        }
        if (sink.rest().length() > 0) {
            throw new StorageException(Kind.UNAVAILABLE, "the store sent " + sink.rest().length() + " bytes less than it said");
        }
    }

    private ByteRange range(Extent part) {
        boolean whole = part.offset() == 0 && part.length() == copy.version.size();
        return whole ? ByteRange.ALL : new ByteRange.From(part.offset(), OptionalLong.of(part.offset() + part.length() - 1));
    }

    /** The disk's failure, not the store's. */
    private static final class WriteFailed extends IOException {
        private final transient IOException failure;

        WriteFailed(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Writes a part where it belongs as long as it is wanted, and nothing beyond it. */
    private final class Sink implements WritableByteChannel {
        private final FileChannel file;
        private final long end;
        private long at;

        Sink(FileChannel file, Extent part) {
            this.file = file;
            this.at = part.offset();
            this.end = part.offset() + part.length();
        }

        Extent rest() {
            return new Extent(at, end - at);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int all = bytes.remaining();
            look();
            arriving.accept(all);
            if (all > end - at) {
                throw CopyMaker.changed();
            }
            try {
                while (bytes.hasRemaining()) {
                    at += file.write(bytes, at);
                }
            } catch (IOException e) {
                throw new WriteFailed(e);
            }
            return all;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {}
    }
}

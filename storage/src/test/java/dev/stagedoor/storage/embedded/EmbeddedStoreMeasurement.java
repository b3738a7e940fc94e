package dev.stagedoor.storage.embedded;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the store alone, without HTTP. Not a test: run its {@code main} with a directory on the disk to measure, and optionally
 * {@code NONE} for the durability.
 */
final class EmbeddedStoreMeasurement {
    private static final long LARGE_BYTES = 1L << 30;
    private static final int SMALL_BYTES = 1 << 10;
    private static final int SMALL_OBJECTS = 50_000;
    private static final int LISTED_OBJECTS = 1_000_000;
    private static final int PRESIGNED = 1_000_000;
    private static final int ROUNDS = 3;
    private static final long PART_BYTES = 8 << 20;
    private static final long MIN_PART_BYTES = 64 << 10;
    private static final int MANY_PARTS = 1_000;

    private final EmbeddedStore store;

    private EmbeddedStoreMeasurement(EmbeddedStore store) {
        this.store = store;
    }

    public static void main(String[] arguments) throws Exception {
        Durability durability = arguments.length > 1 ? Durability.valueOf(arguments[1]) : Durability.FULL;
        EmbeddedOptions options = new EmbeddedOptions("stagedoor", "us-east-1", EmbeddedOptions.MAX_SINGLE_PUT_BYTES, durability);
        long start = System.nanoTime();
        try (DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
                EmbeddedStore store =
                        EmbeddedStore.open(directory, options, Clock.systemUTC(), LocalDisk.INSTANCE, MIN_PART_BYTES)) {
            report("open", seconds(start) * 1000, "ms");
            EmbeddedStoreMeasurement measurement = new EmbeddedStoreMeasurement(store);
            for (int round = 0; round < ROUNDS; round++) {
                measurement.large(round);
            }
            for (int round = 0; round < ROUNDS; round++) {
                measurement.inParts();
            }
            for (int connections : new int[] {1, 16, 64}) {
                measurement.small(connections, SMALL_BYTES, SMALL_OBJECTS / (connections == 1 ? 10 : 1));
            }
            measurement.small(16, 64 << 10, SMALL_OBJECTS / 10);
            measurement.presign();
            measurement.listing();
        }
    }

    /** As many bytes as {@link #large}, in parts of 8 MiB; and a thousand short parts, in files. */
    private void inParts() throws IOException {
        ObjectKey key = new ObjectKey("parts");
        List<UploadedPart> parts = new ArrayList<>();
        MultipartUploads uploads = store.multipartUploads().orElseThrow();
        MultipartUpload upload = uploads.begin(key, PutConditions.NONE);
        for (long at = 0; at < LARGE_BYTES; at += PART_BYTES) {
            var body = new ObjectBody(new Repeating(PART_BYTES), OptionalLong.of(PART_BYTES));
            parts.add(uploads.putPart(upload, parts.size() + 1, body, List.of()));
        }
        long start = System.nanoTime();
        uploads.complete(upload, parts, PutConditions.NONE);
        report("complete 1 GiB in " + parts.size() + " parts", seconds(start) * 1000, "ms");
        start = System.nanoTime();
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            content.transferTo(Channels.newChannel(OutputStream.nullOutputStream()));
        }
        report("get 1 GiB in parts", LARGE_BYTES / 1e6 / seconds(start), "MB/s");
        completeManyParts(uploads);
    }

    private void completeManyParts(MultipartUploads uploads) {
        MultipartUpload upload = uploads.begin(new ObjectKey("many parts"), PutConditions.NONE);
        List<UploadedPart> parts = new ArrayList<>();
        for (int number = 1; number <= MANY_PARTS; number++) {
            var body = new ObjectBody(new Repeating(MIN_PART_BYTES), OptionalLong.of(MIN_PART_BYTES));
            parts.add(uploads.putPart(upload, number, body, List.of()));
        }
        long start = System.nanoTime();
        uploads.complete(upload, parts, PutConditions.NONE);
        report("complete " + MANY_PARTS + " parts", seconds(start) * 1000, "ms");
        store.delete(List.of("many parts"));
    }

    private void large(int round) throws IOException {
        ObjectKey key = new ObjectKey("large/" + round % 2);
        long start = System.nanoTime();
        store.put(key, new ObjectBody(new Repeating(LARGE_BYTES), OptionalLong.of(LARGE_BYTES)), PutConditions.NONE);
        report("put 1 GiB", LARGE_BYTES / 1e6 / seconds(start), "MB/s");
        start = System.nanoTime();
        try (ObjectContent content = store.open(key, ByteRange.ALL)) {
            content.transferTo(Channels.newChannel(OutputStream.nullOutputStream()));
        }
        report("get 1 GiB", LARGE_BYTES / 1e6 / seconds(start), "MB/s");
    }

    private void small(int connections, int bytes, int objects) throws Exception {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        inParallel(connections, () -> {
            int i;
            while ((i = next.getAndIncrement()) < objects) {
                ObjectKey key = new ObjectKey("small/%d/%08x".formatted(connections, i * 0x9E3779B9));
                store.put(key, new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(bytes)), PutConditions.NONE);
            }
        });
        report("put " + bytes + " B, " + connections + " connections", objects / seconds(start), "/s");
    }

    private void presign() {
        PresignTerms terms = new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("http://127.0.0.1:8000"));
        long start = System.nanoTime();
        for (int i = 0; i < PRESIGNED; i++) {
            store.presign(HttpMethod.PUT, new ObjectKey("stage/internal/s/dir/file-" + i + ".parquet"), terms);
        }
        report("presign, 1 thread", PRESIGNED / seconds(start), "/s");
    }

    private void listing() throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        inParallel(256, () -> {
            int i;
            while ((i = next.getAndIncrement()) < LISTED_OBJECTS) {
                ObjectKey key = new ObjectKey("stage/internal/s/year=%d/file-%07d.parquet".formatted(i / 10_000, i));
                store.put(key, new ObjectBody(InputStream.nullInputStream(), OptionalLong.of(0)), PutConditions.NONE);
            }
        });
        report("put 0 B, 256 connections", LISTED_OBJECTS / seconds(start), "/s");
        for (int round = 0; round < ROUNDS; round++) {
            start = System.nanoTime();
            long listed = 0;
            try (ObjectListing listing = store.list(new KeyPrefix("stage/internal/s/"), "")) {
                while (listing.hasNext()) {
                    listing.next();
                    listed++;
                }
            }
            report("list " + listed + " objects", seconds(start), "s");
        }
    }

    private static void inParallel(int threads, Runnable task) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(task));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void report(String what, double figure, String unit) {
        System.out.printf(Locale.ROOT, "%-32s %,14.1f %s%n", what, figure, unit);
    }

    /** The same random block over and over. */
    private static final class Repeating extends InputStream {
        private final byte[] block = new byte[1 << 20];
        private long left;

        Repeating(long length) {
            new Random(1).nextBytes(block);
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int at = (int) (left % block.length);
            int count = (int) Math.min(Math.min(left, length), block.length - at);
            System.arraycopy(block, at, into, offset, count);
            left -= count;
            return count;
        }
    }
}

package dev.stagedoor.client.transfer;

import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Brings one file from a store to this machine: in ranges at the same time, verified, and in one step to its place. */
final class FileDownload {
    private static final int PARTIAL_CONTENT = 206;
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

    private final StoreRequests requests;
    private final Retry retry;
    private final int parallel;

    FileDownload(StoreRequests requests, Retry retry, int parallel) {
        this.requests = requests;
        this.retry = retry;
        this.parallel = parallel;
    }

    /**
     * @param location of the file in its stage
     * @throws StoreFailure when the store does not give it
     * @throws LocalFailure when it cannot be written
     */
    void run(RemoteFile file, StageLocation location, RenewableUrl url, Path target, FileMove move, TransferListener listener)
            throws StoreFailure, LocalFailure {
        try (PartialFile partial = PartialFile.open(target, location.toString(), file)) {
            List<Integer> missing = IntStream.range(0, partial.ranges()).filter(range -> !partial.has(range)).boxed().toList();
            long left = missing.stream().mapToLong(partial::length).sum();
            listener.begun(move, file.size() - left);
            var digests = new ContentDigest(partial);
            if (partial.ranges() <= 1) {
                fetchWhole(partial, file, url, digests, bytes -> listener.moved(move, bytes));
            } else {
                MovedBytes moved = bytes -> listener.moved(move, bytes);
                ParallelParts.each(missing, parallel, range -> fetch(partial, range, file, url, digests, moved));
            }
            verify(file, partial, digests);
            partial.finish();
        }
    }

    private void fetchWhole(PartialFile partial, RemoteFile file, RenewableUrl url, ContentDigest digests, MovedBytes moved)
            throws StoreFailure {
        url.use(retry, signed -> {
            var clock = new MotionClock(moved);
            MessageDigest digest = Digests.md5();
            StoreAnswer answer = requests.get(signed, condition(file), clock, head -> {
                requireSame(head, file);
                return new RangeReceiver(partial.channel(), 0, file.size(), clock, Optional.of(digest));
            });
            digests.see(answer);
            digests.set(digest.digest());
            return answer;
        });
    }

    private void fetch(PartialFile partial, int range, RemoteFile file, RenewableUrl url, ContentDigest digests, MovedBytes moved)
            throws StoreFailure {
        long first = partial.offset(range);
        long length = partial.length(range);
        url.use(retry, signed -> {
            var clock = new MotionClock(moved);
            Map<String, String> headers = new LinkedHashMap<>(condition(file));
            headers.put("Range", "bytes=" + first + "-" + (first + length - 1));
            RangeReceiver[] receiver = new RangeReceiver[1];
            StoreAnswer answer = requests.get(signed, headers, clock, head -> {
                requireRange(head, first, file);
                receiver[0] = new RangeReceiver(partial.channel(), first, length, clock, Optional.empty());
                return receiver[0];
            });
            digests.see(answer);
            try {
                partial.received(range, receiver[0].checksum());
            } catch (LocalFailure e) {
                throw new StoreFailure(StoreFailure.Kind.FINAL, String.valueOf(e.getMessage()), Optional.empty(), e);
            }
            return answer;
        });
    }

    private static Map<String, String> condition(RemoteFile file) {
        return file.etag().map(etag -> Map.of("If-Match", etag)).orElse(Map.of());
    }

    private static void requireRange(ResponseInfo head, long first, RemoteFile file) throws StoreFailure {
        String range = head.headers().firstValue("Content-Range").orElse("");
        if (head.statusCode() != PARTIAL_CONTENT || !range.startsWith("bytes " + first + "-") || !range.endsWith("/" + file.size())) {
            throw new StoreFailure(StoreFailure.Kind.FINAL, "the store does not send the range that was asked for, but '" + range + "'");
        }
        requireSame(head, file);
    }

    private static void requireSame(ResponseInfo head, RemoteFile file) throws StoreFailure {
        Optional<String> etag = head.headers().firstValue("ETag");
        if (etag.isPresent() && file.etag().isPresent() && !bare(etag.get()).equals(bare(file.etag().get()))) {
            throw new StoreFailure(StoreFailure.Kind.CONDITION, "the file has changed");
        }
    }

    private static String bare(String etag) {
        return (etag.startsWith("W/") ? etag.substring(2) : etag).replace("\"", "");
    }

    private static void verify(RemoteFile file, PartialFile partial, ContentDigest digests) throws StoreFailure, LocalFailure {
        Optional<String> expected = file.etag().map(MD5::matcher).filter(m -> m.matches()).map(m -> m.group(1));
        if (expected.isEmpty() || !digests.isToldByEtag() || file.size() == 0) {
            return;
        }
        String actual = Digests.hex(digests.md5());
        if (!actual.equals(expected.get())) {
            partial.discard();
            throw new StoreFailure(
                    StoreFailure.Kind.FINAL, "what arrived is damaged: its MD5 is " + actual + " instead of " + expected.get());
        }
    }

    /** The MD5 of what arrived, and whether the ETag tells it. */
    private static final class ContentDigest {
        private static final String UNENCRYPTED = "AES256";

        private final PartialFile partial;
        private volatile boolean encrypted;
        private Optional<byte[]> known = Optional.empty();

        ContentDigest(PartialFile partial) {
            this.partial = partial;
        }

        void see(StoreAnswer answer) {
            encrypted |= answer.header("x-amz-server-side-encryption").filter(kind -> !kind.equals(UNENCRYPTED)).isPresent()
                    || answer.header("x-amz-server-side-encryption-customer-algorithm").isPresent();
        }

        void set(byte[] md5) {
            known = Optional.of(md5);
        }

        /** The ETag of what S3 encrypts with keys of the user's looks like an MD5, and is none. */
        boolean isToldByEtag() {
            return !encrypted;
        }

        byte[] md5() throws LocalFailure {
            return known.isPresent() ? known.get() : partial.md5();
        }
    }
}

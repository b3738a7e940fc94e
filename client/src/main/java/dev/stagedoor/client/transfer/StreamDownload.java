package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Brings one file to a stream, in order. After a failure it goes on where it was. */
final class StreamDownload {
    private static final int PARTIAL_CONTENT = 206;

    private final StoreRequests requests;
    private final Retry retry;

    StreamDownload(StoreRequests requests, Retry retry) {
        this.requests = requests;
        this.retry = retry;
    }

    /** @throws StoreFailure when the store does not give it, or the stream does not take it */
    void run(RemoteFile file, RenewableUrl url, OutputStream out, MovedBytes moved) throws StoreFailure {
        long[] written = {0};
        while (written[0] < file.size()) {
            long before = written[0];
            try {
                url.use(retry, signed -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    file.etag().ifPresent(etag -> headers.put("If-Match", etag));
                    headers.put("Range", "bytes=" + written[0] + "-");
                    var clock = new MotionClock(count -> { });
                    return requests.get(signed, headers, clock, head -> {
                        if (head.statusCode() != PARTIAL_CONTENT) {
                            throw new StoreFailure(StoreFailure.Kind.FINAL, "the store does not send the range that was asked for");
                        }
                        return new StreamReceiver(out, clock, written, file.size(), moved);
                    });
                });
            } catch (StoreFailure e) {
                if (written[0] == before) {
                    throw e;
                }
            }
        }
    }

    /** Writes blocks as they come. */
    private static final class StreamReceiver implements BodySubscriber<byte[]> {
        private static final byte[] NOTHING = {};

        private final OutputStream out;
        private final MotionClock clock;
        private final long[] written;
        private final long size;
        private final MovedBytes moved;
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

        StreamReceiver(OutputStream out, MotionClock clock, long[] written, long size, MovedBytes moved) {
            this.out = out;
            this.clock = clock;
            this.written = written;
            this.size = size;
            this.moved = moved;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> blocks) {
            try {
                for (ByteBuffer block : blocks) {
                    byte[] bytes = new byte[(int) Math.min(block.remaining(), size - written[0])];
                    block.get(bytes);
                    out.write(bytes);
                    written[0] += bytes.length;
                    clock.moved(bytes.length);
                    moved.moved(bytes.length);
                }
            } catch (IOException e) {
                whole.completeExceptionally(LocalFailure.of("cannot write to standard output", e));
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (written[0] == size) {
                whole.complete(NOTHING);
            } else {
                whole.completeExceptionally(new StoreFailure(StoreFailure.Kind.PASSING, "the answer ended before the file"));
            }
        }
    }
}

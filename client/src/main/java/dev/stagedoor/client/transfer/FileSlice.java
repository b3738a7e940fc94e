package dev.stagedoor.client.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** A range of a file as the body of a request. No more than one block of it is in memory. */
final class FileSlice implements BodyPublisher {
    private static final int BLOCK_BYTES = 64 << 10;

    private final FileChannel file;
    private final long offset;
    private final long length;
    private final MotionClock clock;

    FileSlice(FileChannel file, long offset, long length, MotionClock clock) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.clock = clock;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Blocks(subscriber));
    }

    /** One thread at a time reads; a request that comes meanwhile is served by it. */
    private final class Blocks implements Subscription {
        private final Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean ended;
        private long at;

        Blocks(Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long blocks) {
            long before = demand.getAndAccumulate(blocks, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            if (before == 0) {
                do {
                    next();
                } while (demand.decrementAndGet() > 0 && !ended);
            }
        }

        @Override
        public void cancel() {
            ended = true;
        }

        private void next() {
            if (ended) {
                return;
            }
            if (at == length) {
                ended = true;
                subscriber.onComplete();
                return;
            }
            try {
                ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, length - at));
                while (block.hasRemaining()) {
                    if (file.read(block, offset + at + block.position()) < 0) {
                        throw new EOFException("it is shorter than it was");
                    }
                }
                at += block.position();
                clock.moved(block.position());
                subscriber.onNext(block.flip());
                if (at == length) {
                    ended = true;
                    subscriber.onComplete();
                }
            } catch (IOException e) {
                ended = true;
                subscriber.onError(LocalFailure.of("cannot read the file", e));
            }
        }
    }
}

package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.zip.CRC32C;

/** Writes the body of an answer to its place in a file, and digests it on the way. */
final class RangeReceiver implements BodySubscriber<byte[]> {
    private static final byte[] NOTHING = {};

    /** What arrives in small blocks is written in larger ones. */
    private static final int GATHERED_BYTES = 256 << 10;

    private final FileChannel file;
    private final long length;
    private final MotionClock clock;
    private final Optional<MessageDigest> digest;
    private final CRC32C crc = new CRC32C();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final long start;
    private final ByteBuffer gathered;
    private long received;
    private long written;

    /** @param digest gets the bytes, too */
    RangeReceiver(FileChannel file, long offset, long length, MotionClock clock, Optional<MessageDigest> digest) {
        this.file = file;
        this.start = offset;
        this.length = length;
        this.clock = clock;
        this.digest = digest;
        this.gathered = ByteBuffer.allocateDirect((int) Math.min(GATHERED_BYTES, length));
    }

    /** The CRC-32C of what has been written. */
    long checksum() {
        return crc.getValue();
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
        if (whole.isDone()) {
            return;
        }
        try {
            for (ByteBuffer block : blocks) {
                write(block);
            }
        } catch (IOException e) {
            whole.completeExceptionally(LocalFailure.of("cannot write the file", e));
        } catch (StoreFailure e) {
            whole.completeExceptionally(e);
        }
    }

    private void write(ByteBuffer block) throws IOException, StoreFailure {
        int count = block.remaining();
        if (received + count > length) {
            throw new StoreFailure(StoreFailure.Kind.PASSING, "the store sent more than was asked for");
        }
        received += count;
        crc.update(block.duplicate());
        digest.ifPresent(digester -> digester.update(block.duplicate()));
        while (block.hasRemaining()) {
            int taken = Math.min(block.remaining(), gathered.remaining());
            gathered.put(block.slice(block.position(), taken));
            block.position(block.position() + taken);
            if (!gathered.hasRemaining()) {
                flush();
            }
        }
        clock.moved(count);
    }

    private void flush() throws IOException {
        gathered.flip();
        while (gathered.hasRemaining()) {
            written += file.write(gathered, start + written);
        }
        gathered.clear();
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (received < length) {
            whole.completeExceptionally(
                    new StoreFailure(StoreFailure.Kind.PASSING, "the answer ended after " + received + " of " + length + " bytes"));
            return;
        }
        try {
            flush();
            whole.complete(NOTHING);
        } catch (IOException e) {
            whole.completeExceptionally(LocalFailure.of("cannot write the file", e));
        }
    }
}

package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Checksum.Algorithm;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A body on its way into a file, held to its announced length, the limit and its checksums. Of a large one a piece is digested while it is
 * written and the next one is read. Used by one thread.
 */
final class FsBody {
    private static final int BUFFER_BYTES = 128 << 10;

    /** So many bytes are digested before another thread is worth its while. */
    private static final long ALONE_BYTES = 1 << 20;

    private final ObjectBody body;
    private final List<Checksum> announced;
    private final long maxBytes;
    private final Map<Algorithm, Digester> digesters = new EnumMap<>(Algorithm.class);
    private long total;

    /** @throws StorageException {@code ENTITY_TOO_LARGE} when more is announced than allowed, before anything is read */
    FsBody(ObjectBody body, List<Checksum> announced, long maxBytes) {
        this.body = body;
        this.announced = announced;
        this.maxBytes = maxBytes;
        if (body.length().orElse(0) > maxBytes) {
            throw tooLarge();
        }
        digesters.put(Algorithm.MD5, Digester.of(Algorithm.MD5));
        announced.forEach(checksum -> digesters.computeIfAbsent(checksum.algorithm(), Digester::of));
    }

    /**
     * Writes all of it.
     *
     * @return the ETag: the MD5 in hexadecimal digits, in double quotes
     * @throws StorageException {@code INCOMPLETE_BODY}, {@code ENTITY_TOO_LARGE}, {@code BAD_DIGEST}
     */
    String writeTo(FileChannel file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        byte[] next = buffer;
        try (FsSync sync = new FsSync(file)) {
            CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
            for (int read = read(buffer); read >= 0; read = read(buffer)) {
                take(read);
                digested.join();
                if (total <= ALONE_BYTES) {
                    digest(buffer, read);
                    write(buffer, read, file);
                    continue;
                }
                if (next == buffer) {
                    next = new byte[BUFFER_BYTES];
                }
                byte[] taken = buffer;
                int length = read;
                digested = CompletableFuture.runAsync(() -> digest(taken, length), Thread::startVirtualThread);
                write(taken, length, file);
                sync.written(length);
                buffer = next;
                next = taken;
            }
            digested.join();
        }
        return end();
    }

    private static void write(byte[] buffer, int count, FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void digest(byte[] buffer, int count) {
        digesters.values().forEach(digester -> digester.update(buffer, count));
    }

    /** The client's failures are not the disk's. */
    private int read(byte[] buffer) {
        try {
            return body.content().read(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw new StorageException(Kind.INCOMPLETE_BODY, "the body broke off after " + total + " bytes", e);
        }
    }

    private void take(int count) {
        total += count;
        if (total > body.length().orElse(total)) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY, "the body is longer than the " + body.length().orElse(0) + " announced bytes");
        }
        if (total > maxBytes) {
            throw tooLarge();
        }
    }

    private String end() {
        if (total < body.length().orElse(total)) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY, "the body ended after " + total + " of " + body.length().orElse(0) + " announced bytes");
        }
        var digests = new EnumMap<Algorithm, byte[]>(Algorithm.class);
        digesters.forEach((algorithm, digester) -> digests.put(algorithm, digester.digest()));
        for (Checksum checksum : announced) {
            if (!MessageDigest.isEqual(checksum.digest(), digests.get(checksum.algorithm()))) {
                throw new StorageException(
                        Kind.BAD_DIGEST, "the " + checksum.algorithm() + " of the body is not the one announced: send it again");
            }
        }
        return '"' + HexFormat.of().formatHex(digests.get(Algorithm.MD5)) + '"';
    }

    private StorageException tooLarge() {
        return new StorageException(Kind.ENTITY_TOO_LARGE, "an object may have at most " + maxBytes + " bytes");
    }
}

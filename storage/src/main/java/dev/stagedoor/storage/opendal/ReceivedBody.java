package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body received whole and found to be what was announced, before the store hears of it: so a body that breaks leaves nothing there,
 * whatever the store, and what is sent can be sent again. A small one is kept in memory, a larger one in a temporary file, which only this
 * server's user can read and which is gone when this is closed.
 */
final class ReceivedBody implements AutoCloseable {
    /** The largest body that waits in memory. */
    static final int MAX_IN_MEMORY_BYTES = 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private record Verified(Checksum announced, Digester digester) {}

    private final long maxBytes;
    private final long announced;
    private final List<Verified> checksums;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream(BUFFER_BYTES);
    private @Nullable FileChannel file;
    private long length;

    private ReceivedBody(ObjectBody body, List<Checksum> checksums, long maxBytes) {
        this.maxBytes = maxBytes;
        this.announced = body.length().orElse(Long.MAX_VALUE);
        this.checksums = checksums.stream().map(checksum -> new Verified(checksum, Digester.of(checksum.algorithm()))).toList();
    }

    /**
     * @throws StorageException {@code ENTITY_TOO_LARGE}, {@code INCOMPLETE_BODY}, {@code BAD_DIGEST}, {@code INSUFFICIENT_STORAGE}
     */
    static ReceivedBody receive(ObjectBody body, List<Checksum> checksums, long maxBytes) {
        if (body.length().orElse(0) > maxBytes) {
            throw tooLarge(maxBytes);
        }
        ReceivedBody received = new ReceivedBody(body, checksums, maxBytes);
        boolean complete = false;
        try {
            received.readAll(body.content());
            received.checkLength(body);
            received.checkDigests();
            complete = true;
            return received;
        } finally {
            if (!complete) {
                received.close();
            }
        }
    }

    private void readAll(InputStream content) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (Optional<Integer> count = read(content, buffer); count.isPresent(); count = read(content, buffer)) {
            int bytes = count.get();
            if (length + bytes > announced) {
                throw new StorageException(Kind.INCOMPLETE_BODY, "the body goes on after the " + announced + " bytes that were announced");
            }
            if (length + bytes > maxBytes) {
                throw tooLarge(maxBytes);
            }
            checksums.forEach(checksum -> checksum.digester().update(buffer, bytes));
            keep(buffer, bytes);
            length += bytes;
        }
    }

    private Optional<Integer> read(InputStream content, byte[] buffer) {
        try {
            int count = content.read(buffer);
            return count < 0 ? Optional.empty() : Optional.of(count);
        } catch (IOException e) {
            throw new StorageException(Kind.INCOMPLETE_BODY, "the body broke off after " + length + " bytes", e);
        }
    }

    private void keep(byte[] buffer, int count) {
        try {
            if (file == null && length + count <= MAX_IN_MEMORY_BYTES) {
                memory.write(buffer, 0, count);
                return;
            }
            if (file == null) {
                Path path = Files.createTempFile("stagedoor", ".body");
                file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                writeFully(ByteBuffer.wrap(memory.toByteArray()));
            }
            writeFully(ByteBuffer.wrap(buffer, 0, count));
        } catch (IOException e) {
            throw new StorageException(Kind.INSUFFICIENT_STORAGE, "the body cannot be kept in the server's temporary directory", e);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void checkLength(ObjectBody body) {
        if (body.length().isPresent() && announced != length) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY, "the body ended after " + length + " bytes; " + announced + " were announced");
        }
    }

    private void checkDigests() {
        for (Verified checksum : checksums) {
            if (!MessageDigest.isEqual(checksum.digester().digest(), checksum.announced().digest())) {
                throw new StorageException(
                        Kind.BAD_DIGEST, "the " + checksum.announced().algorithm() + " of the bytes received is not the one announced");
            }
        }
    }

    private static StorageException tooLarge(long maxBytes) {
        return new StorageException(
                Kind.ENTITY_TOO_LARGE,
                "the body is larger than " + maxBytes + " bytes, which is all the server sends to this kind of store: upload with PRESIGN");
    }

    long length() {
        return length;
    }

    /** Whether {@link #bytes} takes memory that was not taken yet. */
    boolean isLarge() {
        return file != null;
    }

    /** All of it, in memory. */
    byte[] bytes() {
        if (file == null) {
            return memory.toByteArray();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        try {
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = file.read(bytes, bytes.position());
            }
        } catch (IOException e) {
            throw new StorageException(Kind.OTHER, "the body cannot be read from the server's temporary directory", e);
        }
        return bytes.array();
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new StorageException(Kind.OTHER, "the server's temporary directory fails", e);
        }
    }
}

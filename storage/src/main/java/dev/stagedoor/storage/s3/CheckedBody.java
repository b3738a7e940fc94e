package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A body being read, held to its announced length, to the limit and to its checksums. Its end is given out only when all of them are right,
 * so that whoever sends on what it gives cannot complete an upload that is wrong. Used by one thread.
 */
final class CheckedBody {
    private final ObjectBody body;
    private final List<Checksum> announced;
    private final Map<Checksum.Algorithm, Digester> digesters = new EnumMap<>(Checksum.Algorithm.class);
    private long total;
    private boolean ended;

    /** @throws StorageException {@code ENTITY_TOO_LARGE} when more is announced than allowed, before anything is read */
    CheckedBody(ObjectBody body, List<Checksum> announced) {
        this.body = body;
        this.announced = announced;
        if (body.length().orElse(0) > S3Limits.MAX_OBJECT_BYTES) {
            throw tooLarge();
        }
        announced.forEach(checksum -> digesters.computeIfAbsent(checksum.algorithm(), Digester::of));
    }

    /** Bytes read so far. */
    long total() {
        return total;
    }

    /** Whether the end has been seen and everything was right. */
    boolean ended() {
        return ended;
    }

    /**
     * Reads until the buffer is full or the body ends.
     *
     * @return how many bytes; fewer than asked for only at the end, which has been checked then
     * @throws StorageException {@code INCOMPLETE_BODY}, {@code ENTITY_TOO_LARGE}, {@code BAD_DIGEST}
     */
    int fill(byte[] into, int offset, int length) {
        int filled = 0;
        while (filled < length && !ended) {
            int read = read(into, offset + filled, length - filled);
            if (read < 0) {
                end();
            } else {
                filled += read;
            }
        }
        return filled;
    }

    /** Sees to it that nothing more comes. */
    void expectEnd() {
        fill(new byte[1], 0, 1);
        if (!ended) {
            throw tooLong();
        }
    }

    private int read(byte[] into, int offset, int length) {
        int read;
        try {
            read = body.content().read(into, offset, length);
        } catch (IOException e) {
            throw new StorageException(Kind.INCOMPLETE_BODY, "the body broke off after " + total + " bytes", e);
        }
        if (read > 0) {
            take(into, offset, read);
        }
        return read;
    }

    private void take(byte[] bytes, int offset, int count) {
        total += count;
        if (total > body.length().orElse(total)) {
            throw tooLong();
        }
        if (total > S3Limits.MAX_OBJECT_BYTES) {
            throw tooLarge();
        }
        digesters.values().forEach(digester -> digester.update(bytes, offset, count));
    }

    private void end() {
        if (total < body.length().orElse(total)) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY, "the body ended after " + total + " of " + body.length().getAsLong() + " announced bytes");
        }
        Map<Checksum.Algorithm, byte[]> digests = new EnumMap<>(Checksum.Algorithm.class);
        digesters.forEach((algorithm, digester) -> digests.put(algorithm, digester.digest()));
        for (Checksum checksum : announced) {
            if (!MessageDigest.isEqual(checksum.digest(), digests.get(checksum.algorithm()))) {
                throw new StorageException(
                        Kind.BAD_DIGEST, "the " + checksum.algorithm() + " of the body is not the one announced: send it again");
            }
        }
        ended = true;
    }

    private StorageException tooLong() {
        return new StorageException(
                Kind.INCOMPLETE_BODY, "the body is longer than the " + body.length().orElse(0) + " announced bytes");
    }

    private static StorageException tooLarge() {
        return new StorageException(Kind.ENTITY_TOO_LARGE, "an object may have at most " + S3Limits.MAX_OBJECT_BYTES + " bytes");
    }
}

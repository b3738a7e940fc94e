package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A body received whole and found to be what was announced, before the store hears of it: so a body that breaks leaves nothing there,
 * whatever the store, and what is sent can be sent again.
 */
final class ReceivedBody {
    private static final int BUFFER_BYTES = 64 * 1024;

    private ReceivedBody() {}

    /**
     * @throws StorageException {@code ENTITY_TOO_LARGE}, {@code INCOMPLETE_BODY}, {@code BAD_DIGEST}
     */
    static byte[] receive(ObjectBody body, List<Checksum> checksums, long maxBytes) {
        if (body.length().orElse(0) > maxBytes) {
            throw tooLarge(maxBytes);
        }
        byte[] bytes = read(body.content(), body.length().orElse(Long.MAX_VALUE), maxBytes);
        if (body.length().isPresent() && body.length().getAsLong() != bytes.length) {
            throw new StorageException(
                    Kind.INCOMPLETE_BODY,
                    "the body ended after " + bytes.length + " bytes; " + body.length().getAsLong() + " were announced");
        }
        for (Checksum checksum : checksums) {
            if (!MessageDigest.isEqual(digest(checksum.algorithm(), bytes), checksum.digest())) {
                throw new StorageException(Kind.BAD_DIGEST, "the " + checksum.algorithm() + " of the bytes received is not the one announced");
            }
        }
        return bytes;
    }

    private static byte[] read(InputStream content, long announced, long maxBytes) {
        var received = new ByteArrayOutputStream(BUFFER_BYTES);
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = content.read(buffer)) >= 0) {
                if (received.size() + count > announced) {
                    throw new StorageException(Kind.INCOMPLETE_BODY, "the body goes on after the " + announced + " bytes that were announced");
                }
                if (received.size() + count > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                received.write(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new StorageException(Kind.INCOMPLETE_BODY, "the body broke off after " + received.size() + " bytes", e);
        }
        return received.toByteArray();
    }

    private static StorageException tooLarge(long maxBytes) {
        return new StorageException(
                Kind.ENTITY_TOO_LARGE,
                "the body is larger than " + maxBytes + " bytes, which is all the server sends to this kind of store: upload with PRESIGN");
    }

    static byte[] md5(byte[] bytes) {
        return cryptographic("MD5", bytes);
    }

    private static byte[] digest(Checksum.Algorithm algorithm, byte[] bytes) {
        return switch (algorithm) {
            case MD5 -> cryptographic("MD5", bytes);
            case SHA1 -> cryptographic("SHA-1", bytes);
            case SHA256 -> cryptographic("SHA-256", bytes);
            case CRC32 -> cyclic(new CRC32(), bytes);
            case CRC32C -> cyclic(new CRC32C(), bytes);
        };
    }

    private static byte[] cryptographic(String name, byte[] bytes) {
        try {
            return MessageDigest.getInstance(name).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    private static byte[] cyclic(java.util.zip.Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array();
    }
}

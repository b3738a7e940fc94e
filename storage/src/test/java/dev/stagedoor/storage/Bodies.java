package dev.stagedoor.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;

/** Contents for tests. */
public final class Bodies {
    private Bodies() {}

    /** Bytes that differ with the seed and compress badly. */
    public static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A body of announced length. */
    public static ObjectBody announced(byte[] bytes) {
        return new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
    }

    /** A body whose length nobody knows before its end. */
    public static ObjectBody unannounced(byte[] bytes) {
        return new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.empty());
    }

    /** Gives these bytes, then fails. */
    public static InputStream brokenAfter(byte[] bytes) {
        return new InputStream() {
            private int position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (position == bytes.length) {
                    throw new IOException("connection reset");
                }
                int count = Math.min(length, bytes.length - position);
                System.arraycopy(bytes, position, into, offset, count);
                position += count;
                return count;
            }
        };
    }

    /** The ETag of a single put: the quoted MD5 in lower-case hexadecimal. */
    public static String etag(byte[] bytes) {
        return '"' + HexFormat.of().formatHex(digest("MD5", bytes)) + '"';
    }

    /** CRC-64/NVME bit by bit, as its definition has it: with the polynomial from left to right and every byte reflected. */
    public static byte[] crc64Nvme(byte[] bytes) {
        long register = -1;
        for (byte next : bytes) {
            register ^= Long.reverse(next & 0xFFL);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                register = register << 1 ^ (register < 0 ? 0xAD93D23594C93659L : 0);
            }
        }
        return ByteBuffer.allocate(Long.BYTES).putLong(~Long.reverse(register)).array();
    }

    public static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything an open part of an object gives. */
    public static byte[] read(ObjectContent content) {
        try (content) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.transferTo(Channels.newChannel(out));
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

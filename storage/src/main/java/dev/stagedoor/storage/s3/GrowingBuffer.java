package dev.stagedoor.storage.s3;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/** Up to {@link S3Limits#BUFFER_BYTES} of a body. Grows as bytes come, not as they are announced, so that a promise costs no memory. */
final class GrowingBuffer {
    private static final int FIRST_BYTES = 64 << 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Reads until the buffer is full or the body ends. What was in it before is gone. */
    void fill(CheckedBody body) {
        length = 0;
        while (length < S3Limits.BUFFER_BYTES) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, S3Limits.BUFFER_BYTES));
            }
            int wanted = bytes.length - length;
            int read = body.fill(bytes, length, wanted);
            length += read;
            if (read < wanted) {
                return;
            }
        }
    }

    /** The array itself: its first {@link #length} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** What is in the buffer, without a copy, and afresh for each attempt. */
    RequestBody body() {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    /** In base64, as {@code Content-MD5} has it. */
    String md5() {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(ByteBuffer.wrap(bytes, 0, length));
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

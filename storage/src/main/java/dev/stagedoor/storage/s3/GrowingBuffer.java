package dev.stagedoor.storage.s3;

import java.util.Arrays;

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
}

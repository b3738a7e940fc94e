package dev.stagedoor.query.worker;

import java.nio.ByteBuffer;

/** The body of a frame while it is written. Numbers stand as {@link ByteBuffer} reads them. Of one thread. */
final class FrameBuffer {
    private static final int FIRST_BYTES = 512;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    FrameBuffer putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    FrameBuffer putByte(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    FrameBuffer putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FrameBuffer putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FrameBuffer putFloat(float value) {
        room(Float.BYTES).putFloat(value);
        return this;
    }

    FrameBuffer putDouble(double value) {
        room(Double.BYTES).putDouble(value);
        return this;
    }

    FrameBuffer put(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(bytes.position() + more, bytes.capacity() * 2));
            bytes = larger.put(bytes.flip());
        }
        return bytes;
    }

    /** What was written, not a copy. */
    ByteBuffer toByteBuffer() {
        return bytes.duplicate().flip();
    }
}

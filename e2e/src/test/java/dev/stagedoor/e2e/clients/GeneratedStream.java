package dev.stagedoor.e2e.clients;

import java.io.InputStream;
import java.util.Arrays;

/**
 * As many bytes as asked for, made as they are read: never the same block twice, so that a lost or swapped block changes a digest.
 *
 * <p>{@link #available} is 0: databend-jdbc 0.2.8 takes the length of the body from there, an {@code int}, and with 0 it sends the body
 * in chunks, the only way for it beyond 2 GiB.
 */
final class GeneratedStream extends InputStream {
    private static final int BLOCK = 64 << 10;

    private final long length;
    private final byte[] block = new byte[BLOCK];
    private long position;

    GeneratedStream(long length) {
        this.length = length;
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (i * 31 + (i >> 8));
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (position == length) {
            return -1;
        }
        int inBlock = (int) (position % BLOCK);
        if (inBlock == 0) {
            number(position / BLOCK);
        }
        int given = (int) Math.min(Math.min(count, BLOCK - inBlock), length - position);
        System.arraycopy(block, inBlock, target, offset, given);
        position += given;
        return given;
    }

    private void number(long index) {
        for (int i = 0; i < Long.BYTES; i++) {
            block[i] = (byte) (index >>> (i * 8));
        }
        Arrays.fill(block, Long.BYTES, 2 * Long.BYTES, (byte) index);
    }
}

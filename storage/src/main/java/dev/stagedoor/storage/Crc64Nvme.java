package dev.stagedoor.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME (NVM Express, NVM Command Set Specification 1.0, section 5.2.1.3.4), which S3 calls CRC64NVME: reflected, and inverted at
 * the beginning and at the end. Of the digits 1 to 9 it is {@code AE8B14860A799888}. Used by one thread at a time.
 */
final class Crc64Nvme implements java.util.zip.Checksum {
    /** 0xAD93D23594C93659 with its bits in reverse order. */
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    /** {@code TABLES[n][b]} is what a byte {@code b} comes to with n more bytes of zero behind it, so that eight are looked up at once. */
    private static final long[][] TABLES = tables();

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[Long.BYTES][1 << Byte.SIZE];
        for (int value = 0; value < tables[0].length; value++) {
            long remainder = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                remainder = (remainder & 1) == 0 ? remainder >>> 1 : remainder >>> 1 ^ POLYNOMIAL;
            }
            tables[0][value] = remainder;
        }
        for (int more = 1; more < tables.length; more++) {
            for (int value = 0; value < tables[0].length; value++) {
                long before = tables[more - 1][value];
                tables[more][value] = before >>> Byte.SIZE ^ tables[0][(int) before & 0xFF];
            }
        }
        return tables;
    }

    @Override
    public void update(int value) {
        state = state >>> Byte.SIZE ^ TABLES[0][(int) (state ^ value) & 0xFF];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        long crc = state;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = crc ^ (long) LONGS.get(bytes, at);
            crc = TABLES[7][(int) word & 0xFF]
                    ^ TABLES[6][(int) (word >>> 8) & 0xFF]
                    ^ TABLES[5][(int) (word >>> 16) & 0xFF]
                    ^ TABLES[4][(int) (word >>> 24) & 0xFF]
                    ^ TABLES[3][(int) (word >>> 32) & 0xFF]
                    ^ TABLES[2][(int) (word >>> 40) & 0xFF]
                    ^ TABLES[1][(int) (word >>> 48) & 0xFF]
                    ^ TABLES[0][(int) (word >>> 56)];
        }
        state = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}

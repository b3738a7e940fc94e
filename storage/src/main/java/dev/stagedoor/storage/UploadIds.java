package dev.stagedoor.storage;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/** Ids of uploads in parts, for stores that make their own. */
public final class UploadIds {
    /** What an id looks like: 32 hexadecimal digits. */
    public static final int CHARACTERS = 32;

    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = (CHARACTERS - TIME_DIGITS) / 2;

    private UploadIds() {}

    /** An id that no other upload has. Ids of a later millisecond sort behind it. */
    public static String next(Instant now) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return HEX.toHexDigits(now.toEpochMilli(), TIME_DIGITS) + HEX.formatHex(random);
    }
}

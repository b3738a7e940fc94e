package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.signing.HttpMethod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of an entry, in the journal and in the column {@code entry} of the table {@code presign}. Numbers are big-endian; a text is
 * its length in UTF-8 as an unsigned 16-bit number, and its UTF-8.
 *
 * <pre>
 * entry     kind (1), key (8), rest
 * issued    1: random half of the id (8), issued at (8), expires at (8), method (1), door (1), user, stage, path, terms, client address
 * used      2: at (8), bytes (8), client address, 0 or 1 (1), the refusal if 1
 * arrived   3: at (8), bytes (8)
 * </pre>
 *
 * Times are microseconds since 1970 UTC. The database keeps the rest of an issued entry as it is.
 */
final class LedgerFormat {
    /** Of the path. As long as the key of an object may be. */
    static final int MAX_PATH_BYTES = 1024;

    static final int MAX_TERMS_BYTES = 4 << 10;

    /** Of the names of users and stages, each. */
    static final int MAX_NAME_BYTES = 1024;

    static final int MAX_ADDRESS_BYTES = 256;

    /** Longer sentences are cut. */
    static final int MAX_REFUSAL_BYTES = 1024;

    /** What stands before the rest. */
    static final int PREFIX_BYTES = 9;

    private static final int ISSUED_FIXED_BYTES = PREFIX_BYTES + 3 * Long.BYTES + 2;
    private static final int USED_FIXED_BYTES = PREFIX_BYTES + 2 * Long.BYTES + 1;
    private static final int ARRIVED_BYTES = PREFIX_BYTES + 2 * Long.BYTES;

    static final int MAX_ENTRY_BYTES =
            ISSUED_FIXED_BYTES + 2 * (2 + MAX_NAME_BYTES) + 2 + MAX_PATH_BYTES + 2 + MAX_TERMS_BYTES + 2 + MAX_ADDRESS_BYTES;

    static final byte ISSUED = 1;
    static final byte USED = 2;
    static final byte ARRIVED = 3;

    private LedgerFormat() {}

    static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** @throws StagedoorException {@code BAD_ARGUMENTS} when a text is longer than the ledger takes */
    static byte[] issued(IssuedPresign presign) {
        byte[] user = text(presign.user(), "user name", MAX_NAME_BYTES);
        byte[] stage = text(presign.stage(), "stage name", MAX_NAME_BYTES);
        byte[] path = text(presign.path(), "path", MAX_PATH_BYTES);
        byte[] terms = text(presign.terms(), "list of terms", MAX_TERMS_BYTES);
        byte[] address = text(presign.clientAddress(), "client address", MAX_ADDRESS_BYTES);
        int length = ISSUED_FIXED_BYTES + 5 * Short.BYTES + user.length + stage.length + path.length + terms.length + address.length;
        ByteBuffer bytes = ByteBuffer.wrap(new byte[length])
                .put(ISSUED)
                .putLong(LedgerKey.of(presign.id()))
                .putLong(presign.id().value().getLeastSignificantBits())
                .putLong(micros(presign.issuedAt()))
                .putLong(micros(presign.expiresAt()))
                .put(code(presign.method()))
                .put((byte) (presign.door() ? 1 : 0));
        put(bytes, user);
        put(bytes, stage);
        put(bytes, path);
        put(bytes, terms);
        put(bytes, address);
        return bytes.array();
    }

    static byte[] used(PresignUse use) {
        byte[] address = text(use.clientAddress(), "client address", MAX_ADDRESS_BYTES);
        byte[] refusal = cut(use.refusal().orElse("").getBytes(StandardCharsets.UTF_8), MAX_REFUSAL_BYTES);
        boolean refused = use.refusal().isPresent();
        int length = USED_FIXED_BYTES + Short.BYTES + address.length + (refused ? Short.BYTES + refusal.length : 0);
        ByteBuffer bytes = ByteBuffer.wrap(new byte[length])
                .put(USED)
                .putLong(LedgerKey.of(use.id()))
                .putLong(micros(use.at()))
                .putLong(use.bytes());
        put(bytes, address);
        bytes.put((byte) (refused ? 1 : 0));
        if (refused) {
            put(bytes, refusal);
        }
        return bytes.array();
    }

    static byte[] arrived(LedgerEntry.Arrived arrived) {
        return ByteBuffer.wrap(new byte[ARRIVED_BYTES])
                .put(ARRIVED)
                .putLong(arrived.key())
                .putLong(arrived.at())
                .putLong(arrived.bytes())
                .array();
    }

    static byte kind(byte[] entry) {
        return entry[0];
    }

    static long key(byte[] entry) {
        return ByteBuffer.wrap(entry).getLong(1);
    }

    /** What the database keeps of an issued entry. */
    static byte[] rest(byte[] issued) {
        return Arrays.copyOfRange(issued, PREFIX_BYTES, issued.length);
    }

    /** When an issued entry expires, read without the rest of it. */
    static long expiresAt(byte[] issued) {
        return ByteBuffer.wrap(issued).getLong(PREFIX_BYTES + 2 * Long.BYTES);
    }

    /** Whether an issued entry is an upload to a store elsewhere. */
    static boolean isUploadElsewhere(byte[] issued) {
        int method = PREFIX_BYTES + 3 * Long.BYTES;
        return issued[method] == code(HttpMethod.PUT) && issued[method + 1] == 0;
    }

    /** @throws IllegalArgumentException for bytes that were not written by this class */
    static LedgerEntry read(byte[] entry) {
        ByteBuffer bytes = ByteBuffer.wrap(entry);
        byte kind = bytes.get();
        long key = bytes.getLong();
        return switch (kind) {
            case ISSUED -> new LedgerEntry.Issued(issued(key, bytes));
            case USED -> new LedgerEntry.Used(
                    key, bytes.getLong(), bytes.getLong(), text(bytes), bytes.get() == 1 ? Optional.of(text(bytes)) : Optional.empty());
            case ARRIVED -> new LedgerEntry.Arrived(key, bytes.getLong(), bytes.getLong());
            default -> throw new IllegalArgumentException("no entry is of kind " + kind);
        };
    }

    /** @param rest as {@link #rest} gave it */
    static IssuedPresign issued(long key, byte[] rest) {
        return issued(key, ByteBuffer.wrap(rest));
    }

    private static IssuedPresign issued(long key, ByteBuffer rest) {
        long random = rest.getLong();
        Instant issuedAt = instant(rest.getLong());
        Instant expiresAt = instant(rest.getLong());
        HttpMethod method = method(rest.get());
        boolean door = rest.get() == 1;
        String user = text(rest);
        String stage = text(rest);
        String path = text(rest);
        String terms = text(rest);
        return new IssuedPresign(
                LedgerKey.id(key, random), issuedAt, user, stage, path, method, terms, expiresAt, text(rest), door);
    }

    /** Stored, so these numbers stay as they are. */
    private static byte code(HttpMethod method) {
        return switch (method) {
            case GET -> 1;
            case HEAD -> 2;
            case PUT -> 3;
            case DELETE -> 4;
            case POST -> 5;
        };
    }

    private static HttpMethod method(byte code) {
        for (HttpMethod method : HttpMethod.values()) {
            if (code(method) == code) {
                return method;
            }
        }
        throw new IllegalArgumentException("no method has the number " + code);
    }

    private static byte[] text(String text, String what, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "The " + what + " of a presigned URL has " + bytes.length + " bytes in UTF-8; the ledger takes at most "
                            + maxBytes + ".");
        }
        return bytes;
    }

    /** At the end of a character. */
    private static byte[] cut(byte[] utf8, int maxBytes) {
        if (utf8.length <= maxBytes) {
            return utf8;
        }
        int end = maxBytes;
        while ((utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(utf8, end);
    }

    private static void put(ByteBuffer bytes, byte[] text) {
        bytes.putShort((short) text.length).put(text);
    }

    private static String text(ByteBuffer bytes) {
        byte[] utf8 = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}

package dev.stagedoor.catalog.encryption;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.disk.KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 256-bit key that encrypts what is secret in the catalog. Whoever holds it and the catalog's file can read every connection's
 * parameters; without it they are lost. {@link #toString} names the key and where it comes from, never the key itself.
 */
public final class CatalogKey {
    /** AES-256. */
    public static final int KEY_BYTES = 32;

    static final int ID_BYTES = 8;

    private static final KeyFile FORMAT = new KeyFile(
            "catalog key",
            Pattern.compile("key = ([A-Za-z0-9+/]{43}=)\n"),
            "restore it from a backup; without it the catalog's connection parameters cannot be read");

    private final SecretKey key;
    private final byte[] id;
    private final String source;

    private CatalogKey(byte[] key, String source) {
        this.key = new SecretKeySpec(key, "AES");
        this.id = id(key);
        this.source = source;
    }

    /**
     * A key from the configuration.
     *
     * @param base64 of 32 bytes; white space around it does not matter
     * @param setting its name, for messages
     * @throws StagedoorException {@code INVALID_CONFIG} when it is something else
     */
    public static CatalogKey configured(String base64, String setting) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length == KEY_BYTES) {
                return new CatalogKey(key, "the setting " + setting);
            }
        } catch (IllegalArgumentException _) {
            // Its message names the character that is not base64's, and so a piece of the key.
        }
        throw new StagedoorException(
                ErrorCode.INVALID_CONFIG, "the setting " + setting + " is not a key: give " + KEY_BYTES + " bytes in base64");
    }

    /**
     * The key in a file, which is made (mode 0600) when there is none.
     *
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when the file is malformed, is open to other users, or cannot be read
     *     or made
     */
    public static CatalogKey openOrCreate(Path file) {
        try {
            String base64 = FORMAT.readOrCreate(file, () -> "key = " + Base64.getEncoder().encodeToString(randomBytes()) + "\n").group(1);
            return new CatalogKey(Base64.getDecoder().decode(base64), "the file " + file);
        } catch (IOException e) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "the catalog key " + file + " can neither be read nor made (" + e.getClass().getSimpleName()
                            + "): check the data directory",
                    e);
        }
    }

    /** Why {@link #openOrCreate} would refuse the file, as a clause; empty when it would not, or there is none. */
    public static Optional<String> damage(Path file) throws IOException {
        return FORMAT.damage(file);
    }

    private static byte[] randomBytes() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Tells keys apart without telling anything of them: the beginning of HMAC-SHA-256 of a fixed text. */
    private static byte[] id(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal("stagedoor catalog key id".getBytes(StandardCharsets.US_ASCII)), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    SecretKey key() {
        return key;
    }

    byte[] idBytes() {
        return id.clone();
    }

    /** Sixteen hexadecimal digits; not secret. */
    public String id() {
        return HexFormat.of().formatHex(id);
    }

    /** Where it comes from, as a message names it: {@code the file …} or {@code the setting …}. */
    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return "CatalogKey[" + id() + ", " + source + "]";
    }
}

package dev.stagedoor.catalog.encryption;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts the texts of single rows with AES-256-GCM (NIST SP 800-38D). An envelope is
 *
 * <pre>
 * version (1 byte, {@value #VERSION}) | key id (8) | nonce (12) | ciphertext | tag (16)
 * </pre>
 *
 * The associated data are version and key id, the kind of the row and its name: an envelope opens only in the row it was made for. Every
 * envelope has a random nonce of 96 bits, which is safe for 2^32 envelopes of one key (section 8.3 there). Safe for use by many threads.
 */
public final class ParameterCipher {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + CatalogKey.ID_BYTES;
    private static final int NONCE_BYTES = 96 / 8;
    private static final int TAG_BYTES = 128 / 8;
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final CatalogKey key;
    private final SecureRandom random = new SecureRandom();

    public ParameterCipher(CatalogKey key) {
        this.key = key;
    }

    /**
     * A row of the catalog.
     *
     * @param kind of what it defines, as a message names it: {@code stage}, {@code connection}
     * @param name of what it defines
     */
    public record Row(String kind, String name) {
        private byte[] bytes() {
            byte[] kindBytes = kind.getBytes(StandardCharsets.UTF_8);
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Integer.BYTES + kindBytes.length + nameBytes.length)
                    .putInt(kindBytes.length)
                    .put(kindBytes)
                    .put(nameBytes)
                    .array();
        }

        @Override
        public String toString() {
            return kind + " '" + name + "'";
        }
    }

    /** @param text well-formed Unicode */
    public byte[] encrypt(Row row, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES).put(VERSION).put(key.idBytes()).array();
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, header, row);
            byte[] encrypted = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + encrypted.length).put(header).put(nonce).put(encrypted).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    /**
     * The text of an envelope.
     *
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line that says which row and what to do, when it was made with another key
     *     or by a newer version, or is not what was made for this row
     */
    public String decrypt(Row row, byte[] envelope) {
        if (envelope.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES) {
            throw damaged(row);
        }
        if (envelope[0] != VERSION) {
            throw refused("The parameters of " + row + " were encrypted by a newer version of Stagedoor. Start that version.");
        }
        byte[] header = Arrays.copyOf(envelope, HEADER_BYTES);
        byte[] id = Arrays.copyOfRange(header, 1, HEADER_BYTES);
        if (!Arrays.equals(id, key.idBytes())) {
            throw refused("The parameters of " + row + " are encrypted with the key " + HexFormat.of().formatHex(id) + ", but "
                    + key.source()
                    + " holds the key " + key.id() + ". Put the right key there.");
        }
        byte[] nonce = Arrays.copyOfRange(envelope, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
        int start = HEADER_BYTES + NONCE_BYTES;
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, header, row).doFinal(envelope, start, envelope.length - start);
            return new String(text, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw damaged(row);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] header, Row row) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(row.bytes());
        return cipher;
    }

    private static StagedoorException damaged(Row row) {
        return refused("The parameters of " + row + " are damaged, or were copied from another row. Restore the catalog from a backup.");
    }

    private static StagedoorException refused(String sentence) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, sentence);
    }
}

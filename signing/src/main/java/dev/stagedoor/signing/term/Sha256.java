package dev.stagedoor.signing.term;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code CHECKSUM_SHA256}: an upload must have this SHA-256.
 *
 * @param digest of 32 bytes
 */
public record Sha256(byte[] digest) implements Term {
    /** Length of a digest. */
    public static final int BYTES = 32;

    private static final int HEX_CHARS = 2 * BYTES;
    private static final int BASE64_CHARS = 44;

    /** @throws IllegalArgumentException for any other number of bytes */
    public Sha256 {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has " + BYTES + " bytes, not " + digest.length);
        }
        digest = digest.clone();
    }

    /**
     * Reads base64 (RFC 4648, section 4, with padding), or hexadecimal as {@code sha256sum} prints it.
     *
     * @return empty for anything else
     */
    public static Optional<Sha256> read(String text) {
        try {
            return switch (text.length()) {
                case HEX_CHARS -> Optional.of(new Sha256(HexFormat.of().parseHex(text)));
                case BASE64_CHARS -> Optional.of(new Sha256(Base64.getDecoder().decode(text)));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What {@link #read} takes. */
    public static String forms() {
        return "base64 (" + BASE64_CHARS + " characters) or hexadecimal (" + HEX_CHARS + ", as sha256sum prints it)";
    }

    /** A copy. */
    @Override
    public byte[] digest() {
        return digest.clone();
    }

    /** In base64. */
    public String base64() {
        return Base64.getEncoder().encodeToString(digest);
    }

    /** In lower-case hexadecimal digits. */
    public String hexadecimal() {
        return HexFormat.of().formatHex(digest);
    }

    @Override
    public TermName name() {
        return TermName.CHECKSUM_SHA256;
    }

    @Override
    public TermValue told() {
        return new TermValue.Text(base64());
    }

    @Override
    public Optional<Entry<String, String>> header() {
        return Optional.of(Map.entry("x-amz-checksum-sha256", base64()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sha256 sha256 && Arrays.equals(sha256.digest, digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "Sha256[" + hexadecimal() + "]";
    }
}

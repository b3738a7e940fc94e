package dev.stagedoor.catalog.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id password hashes (RFC 9106), computed by Bouncy Castle, in the form every Argon2 tool writes and reads:
 * {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>}, Base64 without padding.
 */
public final class PasswordHashes {
    /** OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19 << 10;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What a configured hash may ask for: a login must not take more than this. */
    private static final int MAX_MEMORY_KIB = 256 << 10;

    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private static final SecureRandom RANDOM = new SecureRandom();

    private record Hash(int memoryKib, int passes, int lanes, byte[] salt, byte[] digest) {}

    private PasswordHashes() {}

    /** The hash to write into the configuration, with a fresh salt. The empty password is one, too. */
    public static String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] digest = digest(password, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(digest);
    }

    /** Whether a text is a hash as {@link #hash} gives it, and no dearer to compare with than a login may be. */
    public static boolean isHash(String text) {
        return parse(text).isPresent();
    }

    /** Whether {@code hash}, which {@link #isHash}, is of this password; compared in constant time. */
    public static boolean matches(String password, String hash) {
        Hash expected = parse(hash).orElseThrow();
        byte[] digest = digest(
                password, expected.memoryKib, expected.passes, expected.lanes, expected.salt, expected.digest.length);
        return MessageDigest.isEqual(digest, expected.digest);
    }

    private static Optional<Hash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int memoryKib = Integer.parseInt(matcher.group(1));
        int passes = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        boolean legal = memoryKib >= 8 * lanes && memoryKib <= MAX_MEMORY_KIB && passes >= 1 && passes <= MAX_PASSES && lanes >= 1
                && lanes <= MAX_LANES;
        if (!legal) {
            return Optional.empty();
        }
        try {
            var base64 = Base64.getDecoder();
            byte[] salt = base64.decode(matcher.group(4));
            return Optional.of(new Hash(memoryKib, passes, lanes, salt, base64.decode(matcher.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] digest(String password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] digest = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), digest);
        return digest;
    }
}

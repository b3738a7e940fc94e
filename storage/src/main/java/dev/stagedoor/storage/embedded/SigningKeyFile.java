package dev.stagedoor.storage.embedded;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.disk.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The access key with which this server signs, in a file of two lines that only its owner can read. Whoever holds the secret can make
 * presigned URLs for every object.
 */
final class SigningKeyFile {
    private static final int SECRET_BYTES = 256 / 8;
    private static final int ACCESS_KEY_ID_RANDOM_CHARACTERS = 18;
    private static final String ACCESS_KEY_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** The secret is the Base64url text itself, 43 characters for 256 bits. */
    private static final KeyFile FORMAT = new KeyFile(
            "signing key",
            Pattern.compile("access_key_id = (SD[A-Z2-7]{18})\nsecret_access_key = ([A-Za-z0-9_-]{43})\n"),
            "restore it from a backup, or delete it to have a new one made (URLs signed before then stop working)");

    private SigningKeyFile() {}

    /** Reads the key, or makes one when there is none. */
    static S3Credential readOrCreate(Path file, SecureRandom random) throws IOException {
        MatchResult key = FORMAT.readOrCreate(file, () -> content(random));
        return new S3Credential(key.group(1), Secret.of(key.group(2)));
    }

    /** Why a server would refuse the file, as a clause; empty when it would not, or there is none. */
    static Optional<String> damage(Path file) throws IOException {
        return FORMAT.damage(file);
    }

    private static String content(SecureRandom random) {
        StringBuilder id = new StringBuilder("SD");
        for (int i = 0; i < ACCESS_KEY_ID_RANDOM_CHARACTERS; i++) {
            id.append(ACCESS_KEY_ID_ALPHABET.charAt(random.nextInt(ACCESS_KEY_ID_ALPHABET.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return "access_key_id = " + id + "\nsecret_access_key = " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
    }
}

package dev.stagedoor.server.authentication;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Argon2id password hashes (RFC 9106) in the usual {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash} form, with a fresh salt each. */
public final class PasswordHashes {
    /** 16 MiB, two passes, one lane. */
    private static final Argon2PasswordEncoder ENCODER = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();

    private PasswordHashes() {}

    /** The hash to write into the configuration. */
    public static String hash(String password) {
        String hash = ENCODER.encode(password);
        if (hash == null) {
            throw new IllegalArgumentException("a password is needed");
        }
        return hash;
    }

    static boolean isHash(String text) {
        return text.startsWith("$argon2");
    }

    static boolean matches(String password, String hash) {
        return ENCODER.matches(password, hash);
    }
}

package dev.stagedoor.sql;

import java.util.Optional;

/** {@code IDENTIFIED [WITH method] [BY '…']}: how a user proves who they are. No {@link #toString} shows a password. */
public sealed interface Identification {
    /** {@code WITH NO_PASSWORD}, or {@code BY ''} */
    record NoPassword() implements Identification {}

    /**
     * {@code BY 'password'}
     *
     * @param kept how Databend would keep it, which is shown and changes nothing here; empty when the statement does not say
     */
    record Password(String password, Optional<Kept> kept) implements Identification {
        /** {@code WITH SHA256_PASSWORD} or {@code WITH DOUBLE_SHA1_PASSWORD} */
        public enum Kept {
            SHA256_PASSWORD,
            DOUBLE_SHA1_PASSWORD
        }

        /** Without saying how it is kept. */
        public Password(String password) {
            this(password, Optional.empty());
        }

        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /** {@code WITH JWT}: a token of the configured issuer, whose subject is the user. */
    record Jwt() implements Identification {}

    /** {@code WITH KEY_PAIR BY 'public key in PEM or base64'}: a token signed with the user's own key. */
    record KeyPair(String publicKey) implements Identification {}
}

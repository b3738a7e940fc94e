package dev.stagedoor.sql;

/** {@code IDENTIFIED [WITH method] [BY '…']}: how a user proves who they are. No {@link #toString} shows a password. */
public sealed interface Identification {
    /** {@code WITH NO_PASSWORD}, or {@code BY ''} */
    record NoPassword() implements Identification {}

    /** {@code BY 'password'}; {@code SHA256_PASSWORD} and {@code DOUBLE_SHA1_PASSWORD} say how Databend would keep it, and change nothing here. */
    record Password(String password) implements Identification {
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /** {@code WITH JWT}: a token of the configured issuer, whose subject is the user. */
    record Jwt() implements Identification {}

    /** {@code WITH KEY_PAIR BY 'public key in PEM'}: a token signed with the user's own key. */
    record KeyPair(String publicKey) implements Identification {}
}

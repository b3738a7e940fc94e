package dev.stagedoor.catalog;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.Instant;
import java.util.Optional;

/**
 * A user who was created by a statement.
 *
 * @param name as written, at most 128 characters; a segment of the keys of the user's own stage, and without colon, which ends the name in
 *     HTTP's Basic authentication
 * @param login how the user proves who they are
 * @param defaultRole with which sessions begin; {@link RoleDefinition#PUBLIC} when there is none
 * @param disabled may not log in
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 */
public record UserDefinition(
        String name, Login login, Optional<String> defaultRole, boolean disabled, String creator, Instant createdOn) {
    /** Longest name, in characters. */
    public static final int MAX_NAME_CHARS = 128;

    /** Longest public key, in characters of PEM. */
    public static final int MAX_PUBLIC_KEY_CHARS = 8_192;

    /** How a user proves who they are. */
    public sealed interface Login {
        /** Needs no proof: served on loopback only. */
        record NoPassword() implements Login {}

        /** @param hash as {@link PasswordHashes#hash} gives it */
        record Password(String hash) implements Login {
            public Password {
                if (!PasswordHashes.isHash(hash)) {
                    throw new IllegalArgumentException("not a hash of a password");
                }
            }

            /** Without the hash. */
            @Override
            public String toString() {
                return "Password[***]";
            }
        }

        /** A token of the configured issuer. */
        record Jwt() implements Login {}

        /** @param publicKey in PEM: SubjectPublicKeyInfo (RFC 7468, section 13), of RSA, P-256, P-384 or Ed25519 */
        record KeyPair(String publicKey) implements Login {}
    }

    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name or text outside the limits */
    public UserDefinition {
        DefinitionRules.requireSegment("user", name);
        if (name.length() > MAX_NAME_CHARS || name.indexOf(':') >= 0) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "A user name has at most " + MAX_NAME_CHARS + " characters, none of them ':'.");
        }
        if (login instanceof Login.KeyPair(String key)) {
            DefinitionRules.requireText("public key", key, MAX_PUBLIC_KEY_CHARS);
        }
        defaultRole.ifPresent(role -> DefinitionRules.requireName("role", role));
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
    }
}

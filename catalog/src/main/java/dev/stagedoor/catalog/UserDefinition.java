package dev.stagedoor.catalog;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.catalog.credential.PublicKeys;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import java.security.PublicKey;
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
 * @param incarnation stays through every change, and differs from that of every other user, dropped ones included
 */
public record UserDefinition(
        String name,
        Login login,
        Optional<String> defaultRole,
        boolean disabled,
        String creator,
        Instant createdOn,
        Incarnation incarnation) {
    /** Longest name, in characters. */
    public static final int MAX_NAME_CHARS = 128;

    /** Longest public key, in characters of PEM. */
    public static final int MAX_PUBLIC_KEY_CHARS = PublicKeys.MAX_CHARS;

    /** How a user proves who they are. */
    public sealed interface Login {
        /** Needs no proof: served to the server's own machine only. */
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

        /**
         * A token signed with the user's own key.
         *
         * @param publicKey one that {@link PublicKeys} accepts, in the PEM that it gives
         */
        record KeyPair(String publicKey) implements Login {
            /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a key that is not accepted */
            public KeyPair {
                publicKey = PublicKeys.toPem(PublicKeys.parse(publicKey));
            }

            /** Verifies the user's signatures. Parsed at each call. */
            public PublicKey key() {
                return PublicKeys.parse(publicKey);
            }

            /** Without the key. */
            @Override
            public String toString() {
                return "KeyPair[***]";
            }
        }
    }

    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name or text outside the limits */
    public UserDefinition {
        DefinitionRules.requireSegment("user", name);
        if (name.length() > MAX_NAME_CHARS || name.indexOf(':') >= 0) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "A user name has at most " + MAX_NAME_CHARS + " characters, none of them ':'.");
        }
        defaultRole.ifPresent(role -> DefinitionRules.requireName("role", role));
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
    }

    /** A new user. */
    public UserDefinition(
            String name, Login login, Optional<String> defaultRole, boolean disabled, String creator, Instant createdOn) {
        this(name, login, defaultRole, disabled, creator, createdOn, Incarnation.random());
    }
}

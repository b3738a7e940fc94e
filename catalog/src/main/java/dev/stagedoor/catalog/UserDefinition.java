package dev.stagedoor.catalog;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.catalog.credential.PublicKeys;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A user who was created by a statement.
 *
 * @param name as written, at most 128 characters; a segment of the keys of the user's own stage, and without colon, which ends the name in
 *     HTTP's Basic authentication
 * @param login how the user proves who they are
 * @param defaultRole with which sessions begin; {@link RoleDefinition#PUBLIC} when there is none
 * @param defaultWarehouse kept and shown, and means nothing here
 * @param disabled may not log in
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 * @param updatedOn when something of the definition last changed; to the microsecond
 * @param incarnation stays through every change, and differs from that of every other user, dropped ones included
 */
public record UserDefinition(
        String name,
        Login login,
        Optional<String> defaultRole,
        Optional<String> defaultWarehouse,
        boolean disabled,
        String creator,
        Instant createdOn,
        Instant updatedOn,
        Incarnation incarnation) {
    /** Longest name, in characters. */
    public static final int MAX_NAME_CHARS = 128;

    /** Longest public key, in characters of PEM. */
    public static final int MAX_PUBLIC_KEY_CHARS = PublicKeys.MAX_CHARS;

    /** How a user proves who they are. */
    public sealed interface Login {
        /** How it is called in {@code IDENTIFIED WITH} and in SHOW USERS, in lower case. */
        default String word() {
            return switch (this) {
                case NoPassword _ -> "no_password";
                case Password password -> password.kind().name().toLowerCase(Locale.ROOT);
                case Jwt _ -> "jwt";
                case KeyPair _ -> "key_pair";
            };
        }

        /** Needs no proof: served to the server's own machine only. */
        record NoPassword() implements Login {}

        /**
         * A password, of which only an Argon2id hash is kept, whatever the statement said.
         *
         * @param hash as {@link PasswordHashes#hash} gives it
         * @param kind what the statement said, to be shown
         */
        record Password(String hash, Kind kind) implements Login {
            /** What Databend calls the ways to keep a password. The constants' names are stored: they do not change. */
            public enum Kind {
                SHA256_PASSWORD,
                DOUBLE_SHA1_PASSWORD
            }

            public Password {
                if (!PasswordHashes.isHash(hash)) {
                    throw new IllegalArgumentException("not a hash of a password");
                }
            }

            /** Of the kind that is meant when a statement says none. */
            public Password(String hash) {
                this(hash, Kind.DOUBLE_SHA1_PASSWORD);
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
         * A token signed with one of the user's own keys.
         *
         * @param keys one at least, no key and no label but the empty one twice
         */
        record KeyPair(List<UserKey> keys) implements Login {
            /** Most keys of one user. */
            public static final int MAX_KEYS = 10;

            /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for more keys than a user may have */
            public KeyPair {
                keys = List.copyOf(keys);
                if (keys.isEmpty() || keys.size() > MAX_KEYS) {
                    throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "A user has 1 to " + MAX_KEYS + " public keys.");
                }
            }

            /** One key without a label, as old as the epoch. */
            public KeyPair(String publicKey) {
                this(List.of(new UserKey(publicKey, "", Instant.EPOCH)));
            }

            /** Without the keys. */
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
        defaultWarehouse.ifPresent(warehouse -> DefinitionRules.requireName("warehouse", warehouse));
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
        updatedOn = DefinitionRules.toMicros(updatedOn);
    }

    /** A new user, without a warehouse. */
    public UserDefinition(
            String name, Login login, Optional<String> defaultRole, boolean disabled, String creator, Instant createdOn) {
        this(name, login, defaultRole, disabled, creator, createdOn, Incarnation.random());
    }

    /** The same, of a known incarnation. */
    public UserDefinition(
            String name,
            Login login,
            Optional<String> defaultRole,
            boolean disabled,
            String creator,
            Instant createdOn,
            Incarnation incarnation) {
        this(name, login, defaultRole, Optional.empty(), disabled, creator, createdOn, createdOn, incarnation);
    }
}

package dev.stagedoor.catalog;

import dev.stagedoor.catalog.credential.PublicKeys;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A public key of a user.
 *
 * @param pem one that {@link PublicKeys} accepts, in the PEM that it gives
 * @param label by which the user's keys are told apart, without white space around it; may be empty
 * @param createdOn to the microsecond; anything finer is cut off
 */
public record UserKey(String pem, String label, Instant createdOn) {
    /** Longest label, in characters. */
    public static final int MAX_LABEL_CHARS = 128;

    /** @throws StagedoorException 5100 for a key that is not accepted, 1006 for a label that is too long or has control characters */
    public UserKey {
        pem = PublicKeys.toPem(PublicKeys.parse(pem));
        label = label.strip();
        if (label.length() > MAX_LABEL_CHARS || label.chars().anyMatch(Character::isISOControl)) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "public key label must be " + MAX_LABEL_CHARS + " characters or fewer");
        }
        createdOn = DefinitionRules.toMicros(createdOn);
    }

    /** Verifies the user's signatures. Parsed at each call. */
    public PublicKey key() {
        return PublicKeys.parse(pem);
    }

    /** {@code SHA256:} and the digest of the key in DER, in base64 without padding, as OpenSSH writes such. */
    public String fingerprint() {
        return PublicKeys.fingerprint(key());
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "UserKey[***]";
    }
}

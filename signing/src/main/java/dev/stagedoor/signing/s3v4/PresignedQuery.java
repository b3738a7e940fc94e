package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query of a presigned request, parsed: every value has its shape, nothing is verified.
 *
 * @param canonical the query in canonical form, without the signature; not appended to any more
 * @param dateTime {@code X-Amz-Date} as sent, which {@code signedAt} is read from
 * @param signature 64 characters, not known to be hexadecimal digits
 * @param others the operation's parameters, decoded, in the order they came
 */
record PresignedQuery(
        AsciiBuffer canonical,
        CredentialScope credential,
        String dateTime,
        Instant signedAt,
        int expiresSeconds,
        Optional<String> securityToken,
        List<String> signedHeaders,
        String signature,
        Map<String, String> others) {

    /** What a raw query turns out to be. */
    sealed interface Parsed {
        record Valid(PresignedQuery query) implements Parsed {}

        record Invalid(Verdict.Refused refusal) implements Parsed {}
    }

    Instant expiresAt() {
        return signedAt.plusSeconds(expiresSeconds);
    }

    /** Leaves out the signature and the token. */
    @Override
    public String toString() {
        return "PresignedQuery[" + credential + ", " + dateTime + "]";
    }
}

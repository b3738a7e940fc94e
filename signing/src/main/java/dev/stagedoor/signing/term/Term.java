package dev.stagedoor.signing.term;

import java.util.Map.Entry;
import java.util.Optional;

/**
 * One thing that a presigned request is bound to besides its method and its object. What S3 has a header for travels as a signed header,
 * so that one client works with every store; the others travel as signed parameters, which the server's own door alone understands.
 */
public sealed interface Term permits Expire, ContentType, MaxSize, ContentLength, Sha256, NoOverwrite, OneTime, FromAddresses {
    TermName name();

    /** What {@code PRESIGN} and the ledger tell of it. */
    TermValue told();

    /** The header that the client must send, its name in lower case ("PutObject", Amazon S3 API reference). */
    default Optional<Entry<String, String>> header() {
        return Optional.empty();
    }

    /** The value of the query parameter {@link TermName#parameter}, not encoded. */
    default Optional<String> parameter() {
        return Optional.empty();
    }

    /**
     * Reads what {@link #parameter} gave.
     *
     * @throws IllegalArgumentException for anything else, and for a term that travels as no parameter
     */
    static Term ofParameter(TermName name, String value) {
        return switch (name) {
            case MAX_SIZE -> MaxSize.parse(value);
            case ONE_TIME -> OneTime.parse(value);
            case FROM_IP -> FromAddresses.parse(value);
            case EXPIRE, CONTENT_TYPE, CONTENT_LENGTH, CHECKSUM_SHA256, OVERWRITE ->
                throw new IllegalArgumentException(name + " travels as no parameter");
        };
    }
}

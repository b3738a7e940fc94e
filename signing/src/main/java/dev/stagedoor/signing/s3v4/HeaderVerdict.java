package dev.stagedoor.signing.s3v4;

/** The answer to "may this request, signed in its Authorization header, pass?". */
public sealed interface HeaderVerdict {
    /**
     * The request is what the holder of the credential signed, just now.
     *
     * @param grant expires when the request is too old to be sent
     * @param payload what the signature says of the body, which is for the caller to enforce
     */
    record Granted(RequestGrant grant, Payload payload) implements HeaderVerdict {}

    /** The request must change nothing. */
    record Refused(Verdict.Refused refusal) implements HeaderVerdict {}

    /** What a signature says of the body. */
    sealed interface Payload {
        /** Nothing ({@code UNSIGNED-PAYLOAD}). */
        record Unsigned() implements Payload {}

        /** The body must have this SHA-256: 64 hexadecimal digits in lower case. */
        record Sha256(String hex) implements Payload {
            /** Of no bytes at all. */
            public static final Sha256 EMPTY = new Sha256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        }

        /**
         * The body comes in chunks that are signed one by one.
         *
         * @param signatures to compare them with
         * @param trailer whether signed trailers follow the last chunk
         */
        record SignedChunks(ChunkSignatures signatures, boolean trailer) implements Payload {}

        /** The body comes in chunks, of which nothing is signed; the trailers behind the last one hold a checksum of it. */
        record UnsignedChunks() implements Payload {}
    }
}

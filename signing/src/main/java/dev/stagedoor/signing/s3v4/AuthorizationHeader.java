package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.s3v4.Verdict.MalformedAuthorization;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.UnsupportedSignature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Authorization header, parsed: {@code AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}. Every value has its shape, nothing
 * is verified.
 *
 * @param signature 64 characters, not known to be hexadecimal digits
 */
record AuthorizationHeader(CredentialScope credential, List<String> signedHeaders, String signature) {
    private static final String SCHEME = S3V4.ALGORITHM + " ";
    private static final int SIGNATURE_CHARS = 64;
    private static final int PARTS = 3;

    /** What a header's value turns out to be. */
    sealed interface Parsed {
        record Valid(AuthorizationHeader authorization) implements Parsed {}

        record Invalid(Refused refusal) implements Parsed {}
    }

    static Parsed parse(List<String> values) {
        if (values.size() != 1) {
            return invalid("it must be there once");
        }
        String value = values.getFirst();
        if (value.length() > S3V4HeaderVerifier.MAX_AUTHORIZATION_CHARS) {
            return invalid("it is longer than " + S3V4HeaderVerifier.MAX_AUTHORIZATION_CHARS + " characters");
        }
        if (value.startsWith("AWS ")) {
            return new Parsed.Invalid(new UnsupportedSignature(UnsupportedSignature.VERSION_2));
        }
        if (!value.startsWith(SCHEME)) {
            return new Parsed.Invalid(new UnsupportedSignature("This signature algorithm"));
        }
        return parts(value.substring(SCHEME.length())).map(AuthorizationHeader::of)
                .orElseGet(() -> invalid("it is not Credential=…, SignedHeaders=…, Signature=…"));
    }

    private static Parsed of(Map<String, String> parts) {
        Optional<CredentialScope> credential = CredentialScope.parse(parts.getOrDefault("Credential", ""));
        if (credential.isEmpty()) {
            return invalid("Credential is not <key>/<date>/<region>/s3/aws4_request");
        }
        Optional<List<String>> signedHeaders = SignedHeaders.parse(parts.getOrDefault("SignedHeaders", ""));
        if (signedHeaders.isEmpty()) {
            return invalid("SignedHeaders is not a sorted list of at most " + S3V4Verifier.MAX_SIGNED_HEADERS
                    + " field names with host among them");
        }
        String signature = parts.getOrDefault("Signature", "");
        if (signature.length() != SIGNATURE_CHARS) {
            return invalid("Signature is not " + SIGNATURE_CHARS + " hexadecimal digits");
        }
        return new Parsed.Valid(new AuthorizationHeader(credential.get(), signedHeaders.get(), signature));
    }

    /** Names and values of exactly three parts with different names; blanks after the commas may be left out. */
    private static Optional<Map<String, String>> parts(String text) {
        String[] parts = text.split(",", PARTS + 1);
        var named = new HashMap<String, String>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals < 0 || named.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip()) != null) {
                return Optional.empty();
            }
        }
        return parts.length == PARTS ? Optional.of(named) : Optional.empty();
    }

    private static Parsed invalid(String problem) {
        return new Parsed.Invalid(new MalformedAuthorization(problem));
    }

    /** Leaves out the signature. */
    @Override
    public String toString() {
        return "AuthorizationHeader[" + credential + "]";
    }
}

package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The list of signed headers, and what it adds to the canonical request. */
final class SignedHeaders {
    /**
     * A list, which SDKs send as several headers when the body comes in chunks; signed is what Signature V4 has for those, the values with
     * commas between. Any other header that is there twice could be read in two ways.
     */
    private static final String CONTENT_ENCODING = "content-encoding";

    private SignedHeaders() {}

    /**
     * Empty when it is no sorted list of different field names in lower case, at most {@link S3V4Verifier#MAX_SIGNED_HEADERS}, with host.
     */
    static Optional<List<String>> parse(String value) {
        if (value.equals("host")) {
            return Optional.of(List.of("host"));
        }
        List<String> names = Arrays.asList(value.split(";", -1));
        if (names.size() > S3V4Verifier.MAX_SIGNED_HEADERS || !names.contains("host")) {
            return Optional.empty();
        }
        for (int i = 0; i < names.size(); i++) {
            if (!S3V4.isLowerCaseFieldName(names.get(i)) || (i > 0 && names.get(i - 1).compareTo(names.get(i)) >= 0)) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    /** Appends header lines and list to the canonical request, or says which header cannot be the one that was signed. */
    static Optional<Refused> append(List<String> names, Function<String, List<String>> headers, AsciiBuffer canonical) {
        for (String name : names) {
            List<String> values = headers.apply(name);
            if (values.isEmpty()) {
                return Optional.of(new Altered("the signed header '" + name + "' is missing"));
            }
            if (values.size() > 1 && !name.equals(CONTENT_ENCODING)) {
                return Optional.of(new Altered("the signed header '" + name + "' is there more than once"));
            }
            String value = values.size() == 1 ? values.getFirst() : String.join(",", values);
            if (value.length() > S3V4Verifier.MAX_HEADER_VALUE_CHARS || !CanonicalHeaders.append(name, value, canonical)) {
                return Optional.of(new Altered("the signed header '" + name + "' is too long or not printable ASCII"));
            }
        }
        canonical.append('\n');
        for (int i = 0; i < names.size(); i++) {
            (i == 0 ? canonical : canonical.append(';')).append(names.get(i));
        }
        canonical.append('\n');
        return Optional.empty();
    }
}

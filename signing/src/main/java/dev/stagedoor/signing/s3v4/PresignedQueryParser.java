package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.PresignedQuery.Parsed;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.MalformedQuery;
import dev.stagedoor.signing.s3v4.Verdict.NotPresigned;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.UnsupportedSignature;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Parses the query of one presigned request. First the form: parameters that decode, none twice.
 * Then the values: each with the shape "Authenticating Requests: Using Query Parameters" gives it.
 *
 * <p>Parameters may come in any order; a query in canonical order, which is what {@link S3V4Presigner} writes, is not sorted again.
 */
final class PresignedQueryParser {
    private static final int SIGNATURE_CHARS = 64;
    private static final int MAX_EXPIRES_DIGITS = 6;

    private static final List<String> REQUIRED = List.of(
            S3V4.X_AMZ_ALGORITHM,
            S3V4.X_AMZ_CREDENTIAL,
            S3V4.X_AMZ_DATE,
            S3V4.X_AMZ_EXPIRES,
            S3V4.X_AMZ_SIGNED_HEADERS,
            S3V4.X_AMZ_SIGNATURE);

    private AsciiBuffer canonical = new AsciiBuffer(512);
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();
    /** Where the name before stands in {@link #canonical}. */
    private int nameFrom;

    private int nameTo;
    /** Whether the names in {@link #canonical} are sorted so far. */
    private boolean ordered = true;

    private boolean doubled;

    private PresignedQueryParser() {}

    static Parsed parse(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return new Parsed.Invalid(new NotPresigned());
        }
        if (rawQuery.length() > S3V4Verifier.MAX_QUERY_CHARS) {
            return invalid("it is longer than " + S3V4Verifier.MAX_QUERY_CHARS + " characters");
        }
        // A form's reader takes a bare plus for a space, a URI's for a plus. Presigned URLs have none, so nobody has to guess.
        if (rawQuery.indexOf('+') >= 0) {
            return invalid("it holds an unescaped '+'");
        }
        return new PresignedQueryParser().read(rawQuery);
    }

    private Parsed read(String rawQuery) {
        int count = 0;
        int from = 0;
        while (from <= rawQuery.length()) {
            int ampersand = rawQuery.indexOf('&', from);
            int to = ampersand < 0 ? rawQuery.length() : ampersand;
            if (++count > S3V4Verifier.MAX_QUERY_PARAMETERS) {
                return invalid("it has more than " + S3V4Verifier.MAX_QUERY_PARAMETERS + " parameters");
            }
            if (!readParameter(rawQuery, from, to)) {
                return invalid("a parameter is empty, not percent-encoded UTF-8, or holds a control character");
            }
            from = to + 1;
        }
        return form().<Parsed>map(Parsed.Invalid::new).orElseGet(this::values);
    }

    /** False when the parameter cannot be decoded. Doubles are only noted here: Signature V2 deserves its own answer first. */
    private boolean readParameter(String raw, int from, int to) {
        int equals = raw.indexOf('=', from);
        int nameEnd = equals < 0 || equals > to ? to : equals;
        if (nameEnd == from) {
            return false;
        }
        Optional<String> name = PercentEncoding.decode(raw, from, nameEnd);
        Optional<String> value = PercentEncoding.decode(raw, Math.min(nameEnd + 1, to), to);
        if (name.isEmpty() || value.isEmpty() || hidesControl(name.get(), nameEnd - from) || hidesControl(value.get(), to - nameEnd - 1)) {
            return false;
        }
        add(name.get(), value.get());
        return true;
    }

    /** Only an escape can hide a control character, and text with one is shorter than it was. */
    private static boolean hidesControl(String decoded, int rawLength) {
        return decoded.length() < rawLength && S3V4.hasControl(decoded);
    }

    private void add(String name, String value) {
        doubled |= parameters.put(name, value) != null;
        if (name.equals(S3V4.X_AMZ_SIGNATURE)) {
            return;
        }
        int end = canonical.length();
        if (end > 0) {
            canonical.append('&');
        }
        int start = canonical.length();
        PercentEncoding.encode(name, canonical);
        int stop = canonical.length();
        ordered &= end == 0 || canonical.compare(nameFrom, nameTo, start, stop) < 0;
        nameFrom = start;
        nameTo = stop;
        canonical.append('=');
        PercentEncoding.encode(value, canonical);
        if (!S3V4.isAuthentication(name)) {
            others.put(name, value);
        }
    }

    private Optional<Refused> form() {
        if (!Collections.disjoint(S3V4.SIGNATURE_V2, parameters.keySet())) {
            return Optional.of(new UnsupportedSignature(UnsupportedSignature.VERSION_2));
        }
        String algorithm = parameters.get(S3V4.X_AMZ_ALGORITHM);
        if (algorithm == null && !parameters.containsKey(S3V4.X_AMZ_SIGNATURE)) {
            return Optional.of(new NotPresigned());
        }
        if (algorithm != null && !algorithm.equals(S3V4.ALGORITHM)) {
            return Optional.of(new UnsupportedSignature("This signature algorithm"));
        }
        if (doubled) {
            return Optional.of(new Altered("a query parameter is doubled"));
        }
        return Optional.empty();
    }

    private Parsed values() {
        for (String name : REQUIRED) {
            if (!parameters.containsKey(name)) {
                return invalid(name + " is missing");
            }
        }
        Optional<CredentialScope> credential = CredentialScope.parse(value(S3V4.X_AMZ_CREDENTIAL));
        if (credential.isEmpty()) {
            return invalid("X-Amz-Credential is not <key>/<date>/<region>/s3/aws4_request");
        }
        String dateTime = value(S3V4.X_AMZ_DATE);
        Optional<Instant> signedAt = AmzDate.parse(dateTime);
        if (signedAt.isEmpty()) {
            return invalid("X-Amz-Date is not a date of the form yyyyMMdd'T'HHmmss'Z'");
        }
        int expiresSeconds = seconds(value(S3V4.X_AMZ_EXPIRES));
        if (expiresSeconds < S3V4.MIN_EXPIRES.toSeconds() || expiresSeconds > S3V4.MAX_EXPIRES.toSeconds()) {
            return invalid("X-Amz-Expires must be 1 to " + S3V4.MAX_EXPIRES.toSeconds() + " seconds");
        }
        Optional<List<String>> signedHeaders = SignedHeaders.parse(value(S3V4.X_AMZ_SIGNED_HEADERS));
        if (signedHeaders.isEmpty()) {
            return invalid("X-Amz-SignedHeaders is not a sorted list of field names with host among them");
        }
        String signature = value(S3V4.X_AMZ_SIGNATURE);
        if (signature.length() != SIGNATURE_CHARS) {
            return invalid("X-Amz-Signature is not " + SIGNATURE_CHARS + " hexadecimal digits");
        }
        if (!ordered) {
            sort();
        }
        return new Parsed.Valid(new PresignedQuery(
                canonical,
                credential.get(),
                dateTime,
                signedAt.get(),
                expiresSeconds,
                Optional.ofNullable(parameters.get(S3V4.X_AMZ_SECURITY_TOKEN)),
                signedHeaders.get(),
                signature,
                others));
    }

    /** Signature V4 sorts by encoded names, without the signature itself. */
    private void sort() {
        var sorted = new TreeMap<String, String>();
        parameters.forEach((name, value) -> sorted.put(PercentEncoding.encode(name), PercentEncoding.encode(value)));
        sorted.remove(S3V4.X_AMZ_SIGNATURE);
        canonical = new AsciiBuffer(512);
        sorted.forEach((name, value) ->
                (canonical.length() == 0 ? canonical : canonical.append('&')).append(name).append('=').append(value));
    }

    private String value(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Zero when it is no number of at most six digits. */
    private static int seconds(String value) {
        if (value.length() > MAX_EXPIRES_DIGITS) {
            return 0;
        }
        int seconds = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            seconds = 10 * seconds + digit;
        }
        return seconds;
    }

    private static Parsed invalid(String problem) {
        return new Parsed.Invalid(new MalformedQuery(problem));
    }
}

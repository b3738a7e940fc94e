package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.MalformedQuery;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.TwoSignatures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The query of a request that is signed in a header: the operation's parameters in any order, none twice, so that no two readers can
 * disagree on what it says. They may hold control characters, as keys and prefixes may.
 *
 * @param parameters decoded, in canonical order
 */
record OperationQuery(Map<String, String> parameters) {
    /** What a raw query turns out to be. */
    sealed interface Parsed {
        record Valid(OperationQuery query) implements Parsed {}

        record Invalid(Refused refusal) implements Parsed {}
    }

    static Parsed parse(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return new Parsed.Valid(new OperationQuery(Map.of()));
        }
        if (rawQuery.length() > S3V4Verifier.MAX_QUERY_CHARS) {
            return invalid("it is longer than " + S3V4Verifier.MAX_QUERY_CHARS + " characters");
        }
        if (rawQuery.indexOf('+') >= 0) {
            return invalid("it holds an unescaped '+'");
        }
        String[] raw = rawQuery.split("&", -1);
        if (raw.length > S3V4Verifier.MAX_QUERY_PARAMETERS) {
            return invalid("it has more than " + S3V4Verifier.MAX_QUERY_PARAMETERS + " parameters");
        }
        var byEncodedName = new TreeMap<String, Map.Entry<String, String>>();
        for (String parameter : raw) {
            Optional<Map.Entry<String, String>> decoded = decode(parameter);
            if (decoded.isEmpty()) {
                return invalid("a parameter is empty or not percent-encoded UTF-8");
            }
            String name = decoded.get().getKey();
            if (S3V4.isAuthentication(name) || S3V4.SIGNATURE_V2.contains(name)) {
                return new Parsed.Invalid(new TwoSignatures());
            }
            if (byEncodedName.put(PercentEncoding.encode(name), decoded.get()) != null) {
                return new Parsed.Invalid(new Altered("a query parameter is doubled"));
            }
        }
        var parameters = new LinkedHashMap<String, String>();
        byEncodedName.values().forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        return new Parsed.Valid(new OperationQuery(Collections.unmodifiableMap(parameters)));
    }

    private static Optional<Map.Entry<String, String>> decode(String raw) {
        int equals = raw.indexOf('=');
        int nameEnd = equals < 0 ? raw.length() : equals;
        if (nameEnd == 0) {
            return Optional.empty();
        }
        return PercentEncoding.decode(raw, 0, nameEnd)
                .flatMap(name -> PercentEncoding.decode(raw, Math.min(nameEnd + 1, raw.length()), raw.length())
                        .map(value -> Map.entry(name, value)));
    }

    /** Appends the canonical query: sorted by encoded names, each with {@code =}, be its value empty or not. */
    void append(AsciiBuffer canonical) {
        int start = canonical.length();
        parameters.forEach((name, value) -> {
            if (canonical.length() > start) {
                canonical.append('&');
            }
            PercentEncoding.encode(name, canonical);
            canonical.append('=');
            PercentEncoding.encode(value, canonical);
        });
    }

    private static Parsed invalid(String problem) {
        return new Parsed.Invalid(new MalformedQuery(problem));
    }
}

package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPath;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.UnknownMethod;
import java.util.Optional;

/**
 * Method and path of a request.
 *
 * @param path decoded, beginning with {@code /}; nothing in it was resolved or folded
 */
record RequestLine(HttpMethod method, String path) {
    /** What a request line turns out to be. */
    sealed interface Parsed {
        record Valid(RequestLine line) implements Parsed {}

        record Invalid(Refused refusal) implements Parsed {}
    }

    static Parsed parse(ReceivedRequest request) {
        Optional<HttpMethod> method = method(request.method());
        if (method.isEmpty()) {
            return new Parsed.Invalid(new UnknownMethod());
        }
        Optional<String> path = path(request.rawPath());
        if (path.isEmpty()) {
            return new Parsed.Invalid(new MalformedPath(
                    "the path is not percent-encoded UTF-8 of at most " + S3V4Verifier.MAX_PATH_CHARS + " characters"));
        }
        return new Parsed.Valid(new RequestLine(method.get(), path.get()));
    }

    private static Optional<HttpMethod> method(String name) {
        return switch (name) {
            case "GET" -> Optional.of(HttpMethod.GET);
            case "HEAD" -> Optional.of(HttpMethod.HEAD);
            case "PUT" -> Optional.of(HttpMethod.PUT);
            case "DELETE" -> Optional.of(HttpMethod.DELETE);
            case "POST" -> Optional.of(HttpMethod.POST);
            default -> Optional.empty();
        };
    }

    private static Optional<String> path(String raw) {
        if (raw.length() > S3V4Verifier.MAX_PATH_CHARS || !raw.startsWith("/")) {
            return Optional.empty();
        }
        return PercentEncoding.decode(raw, 0, raw.length());
    }
}

package dev.stagedoor.server.door;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * What every answer of the door tells a browser. Files are their uploaders' and come from the origin that SQL is served at: a web page
 * among them must not act as one of this server, nor load anything (Content Security Policy Level 3, {@code sandbox}), be taken for a page
 * when it is none (Fetch standard, "X-Content-Type-Options"), or give its URL, which is a bearer token, away to where it links (Referrer
 * Policy). None of these keeps a browser from downloading, or a page from fetching what {@link Cors} allows.
 */
final class AnswerHeaders {
    private static final HttpField SANDBOX = new PreEncodedHttpField("Content-Security-Policy", "sandbox; default-src 'none'");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final String RESOURCE_POLICY = "Cross-Origin-Resource-Policy";

    private final HttpField resourcePolicy;

    /** @param corsOrigins whose pages may read files; only when that is all may any page show one without asking (Fetch standard, CORP) */
    AnswerHeaders(List<String> corsOrigins) {
        this.resourcePolicy = new PreEncodedHttpField(RESOURCE_POLICY, corsOrigins.contains("*") ? "cross-origin" : "same-origin");
    }

    void put(HttpFields.Mutable headers) {
        headers.put(NO_SNIFFING);
        headers.put(SANDBOX);
        headers.put(NO_REFERRER);
        headers.put(resourcePolicy);
    }
}

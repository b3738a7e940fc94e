package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.PresignedRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A request on its way to the verifier, that a test can tamper with. */
record Received(String method, String path, String query, Map<String, List<String>> headers) {
    /** What a client sends that follows a presigned request to the letter. */
    static Received of(PresignedRequest presigned) {
        var headers = new LinkedHashMap<String, List<String>>();
        presigned.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        URI url = URI.create(presigned.url());
        return new Received(presigned.method().name(), url.getRawPath(), url.getRawQuery(), headers);
    }

    ReceivedRequest request() {
        return new ReceivedRequest(method, path, query, headers.keySet(), name -> headers.getOrDefault(name, List.of()));
    }

    Received method(String changed) {
        return new Received(changed, path, query, headers);
    }

    Received path(String changed) {
        return new Received(method, changed, query, headers);
    }

    Received query(String changed) {
        return new Received(method, path, changed, headers);
    }

    Received query(UnaryOperator<String> change) {
        return query(change.apply(query));
    }

    Received header(String name, String... values) {
        var changed = new LinkedHashMap<>(headers);
        changed.put(name, List.of(values));
        return new Received(method, path, query, changed);
    }

    List<String> parameters() {
        return new ArrayList<>(List.of(query.split("&")));
    }

    Received parameters(List<String> changed) {
        return query(String.join("&", changed));
    }
}

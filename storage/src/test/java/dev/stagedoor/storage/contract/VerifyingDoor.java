package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For stores that are served by the server's own door: verifies a presigned request and does what it says, without the HTTP. */
public final class VerifyingDoor {
    private final S3V4Verifier verifier;
    private final String bucket;
    private final ObjectStore store;

    public VerifyingDoor(String region, String bucket, S3Credential credential, ObjectStore store) {
        this.verifier = new S3V4Verifier(region, credential);
        this.bucket = bucket;
        this.store = store;
    }

    /** 200 and what was asked for, or 403. */
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        URI uri = URI.create(url);
        ReceivedRequest request = new ReceivedRequest(
                method.name(),
                uri.getRawPath(),
                uri.getRawQuery(),
                name -> Optional.ofNullable(headers.get(name)).map(List::of).orElse(List.of()));
        if (!(verifier.verify(request, Instant.now()) instanceof Verdict.Granted)) {
            return new HttpAnswer(403, new byte[0]);
        }
        String path = URLDecoder.decode(uri.getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8);
        ObjectKey key = new ObjectKey(path.substring(bucket.length() + 2));
        return switch (method) {
            case GET -> new HttpAnswer(200, Bodies.read(store.open(key, ByteRange.ALL)));
            case HEAD -> new HttpAnswer(store.stat(key).isPresent() ? 200 : 404, new byte[0]);
            case PUT -> {
                PutConditions typed = new PutConditions(false, List.of(), Optional.ofNullable(headers.get("content-type")));
                store.put(key, Bodies.announced(body), typed);
                yield new HttpAnswer(200, new byte[0]);
            }
            case DELETE, POST -> new HttpAnswer(405, new byte[0]);
        };
    }
}

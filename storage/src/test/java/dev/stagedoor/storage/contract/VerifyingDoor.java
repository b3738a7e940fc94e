package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.local.DoorPresigner;
import dev.stagedoor.storage.local.DoorTerms;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For stores that are served by the server's own door: verifies a presigned request and does what it says, without the HTTP, for a client
 * at 127.0.0.1. It shows that all it takes to hold a client to its limits is in the request; that the real door does is shown where that
 * is.
 */
public final class VerifyingDoor {
    private static final byte[] CLIENT = {127, 0, 0, 1};

    /** The ids of URLs that were used up. */
    private static final Set<PresignId> USED = ConcurrentHashMap.newKeySet();

    private final S3V4Verifier verifier;
    private final String bucket;
    private final ObjectStore store;

    public VerifyingDoor(String region, String bucket, S3Credential credential, ObjectStore store) {
        this.verifier = new S3V4Verifier(region, credential);
        this.bucket = bucket;
        this.store = store;
    }

    /** 200 and what was asked for, or why not. */
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        URI uri = URI.create(url);
        Map<String, String> sent = new HashMap<>(headers);
        if (method == HttpMethod.PUT) {
            sent.put("content-length", String.valueOf(body.length));
        }
        ReceivedRequest request = new ReceivedRequest(
                method.name(),
                uri.getRawPath(),
                uri.getRawQuery(),
                sent.keySet(),
                name -> Optional.ofNullable(sent.get(name)).map(List::of).orElse(List.of()));
        if (!(verifier.verify(request, Instant.now()) instanceof Verdict.Granted(RequestGrant grant))) {
            return new HttpAnswer(403, new byte[0]);
        }
        int refused = DoorTerms.parse(grant.query()).map(terms -> refusal(terms, body)).orElse(0);
        if (refused != 0) {
            return new HttpAnswer(refused, new byte[0]);
        }
        return grant.query().containsKey(DoorPresigner.UPLOAD_ID)
                ? new HttpAnswer(putPart(method, grant, body), new byte[0])
                : serve(method, grant.path(), sent, body);
    }

    /** The status to refuse with; 0 to let pass. */
    private static int refusal(DoorTerms terms, byte[] body) {
        boolean elsewhere =
                terms.terms().find(FromAddresses.class)
                        .filter(from -> from.ranges().stream().noneMatch(range -> range.contains(CLIENT)))
                        .isPresent();
        if (elsewhere || terms.terms().has(OneTime.class) && !USED.add(terms.id())) {
            return 403;
        }
        return terms.terms().find(MaxSize.class).map(MaxSize::bytes).orElse(Long.MAX_VALUE) < body.length ? 400 : 0;
    }

    private HttpAnswer serve(HttpMethod method, String path, Map<String, String> headers, byte[] body) {
        ObjectKey key = key(path);
        return switch (method) {
            case GET -> new HttpAnswer(200, Bodies.read(store.open(key, ByteRange.ALL)));
            case HEAD -> new HttpAnswer(store.stat(key).isPresent() ? 200 : 404, new byte[0]);
            case PUT -> new HttpAnswer(put(key, headers, body), new byte[0]);
            case DELETE, POST -> new HttpAnswer(405, new byte[0]);
        };
    }

    private int putPart(HttpMethod method, RequestGrant grant, byte[] body) {
        if (method != HttpMethod.PUT) {
            return 405;
        }
        var upload = new MultipartUpload(key(grant.path()), grant.query().get(DoorPresigner.UPLOAD_ID));
        int number = Integer.parseInt(grant.query().get(DoorPresigner.PART_NUMBER));
        store.multipartUploads().orElseThrow().putPart(upload, number, Bodies.announced(body), List.of());
        return 200;
    }

    private ObjectKey key(String path) {
        return new ObjectKey(path.substring(bucket.length() + 2));
    }

    private int put(ObjectKey key, Map<String, String> headers, byte[] body) {
        List<Checksum> checksums = Optional.ofNullable(headers.get("x-amz-checksum-sha256"))
                .map(base64 -> List.of(new Checksum(Checksum.Algorithm.SHA256, Base64.getDecoder().decode(base64))))
                .orElse(List.of());
        boolean onlyIfAbsent = headers.containsKey("if-none-match");
        try {
            store.put(
                    key,
                    Bodies.announced(body),
                    new PutConditions(onlyIfAbsent, checksums, Optional.ofNullable(headers.get("content-type"))));
            return 200;
        } catch (StorageException e) {
            return switch (e.kind()) {
                case PRECONDITION_FAILED -> 412;
                case BAD_DIGEST -> 400;
                default -> throw e;
            };
        }
    }
}

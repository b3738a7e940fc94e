package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.RequestGrant;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Requests on a bucket (Amazon S3 API reference: HeadBucket, GetBucketLocation, ListObjects, ListObjectsV2, ListMultipartUploads,
 * DeleteObjects, CreateBucket), and on all of them (ListBuckets).
 */
final class BucketRequests {
    private static final String REGION = "x-amz-bucket-region";
    private static final String DEFAULT_REGION = "us-east-1";
    private static final String LIST_TYPE = "list-type";

    /** The longest body of a CreateBucket that is read: many times that of one which names a region. */
    private static final int MAX_CREATE_BYTES = 64 << 10;

    private final String region;
    private final MinimumRate minimumRate;

    BucketRequests(String region, MinimumRate minimumRate) {
        this.region = region;
        this.minimumRate = minimumRate;
    }

    void tellRegion(Response response) {
        response.getHeaders().put(REGION, region);
    }

    void serve(DoorBucket bucket, RequestGrant grant, Payload payload, Request request, Response response) throws IOException {
        Map<String, String> query = new LinkedHashMap<>(grant.query());
        query.remove(ObjectQuery.OPERATION_NAME);
        switch (grant.method()) {
            case HEAD -> {
                requireNone(query);
                response.setStatus(200);
            }
            case GET -> get(bucket, query).send(request, response, minimumRate);
            case POST -> {
                if (!"".equals(query.remove("delete"))) {
                    throw S3Error.notImplemented("A POST of a bucket is not supported but for DeleteObjects ('?delete').");
                }
                requireNone(query);
                new ObjectDeletion(bucket.store(), minimumRate).delete(request, payload).send(request, response, minimumRate);
            }
            case PUT -> {
                requireNone(query);
                create(bucket, request, response);
            }
            case DELETE -> {
                requireNone(query);
                throw S3Error.notImplemented("The server's own bucket cannot be deleted.");
            }
        }
    }

    /**
     * Requests on all buckets, and on one that is not there.
     *
     * @param open those that the access key opens
     */
    void serveElsewhere(List<DoorBucket> open, RequestGrant grant, Request request, Response response) throws IOException {
        String names = open.stream().map(bucket -> "'" + bucket.name() + "'").collect(Collectors.joining(", "));
        boolean all = grant.path().equals("/");
        if (all && grant.method() == HttpMethod.GET) {
            Map<String, String> query = new LinkedHashMap<>(grant.query());
            query.remove(ObjectQuery.OPERATION_NAME);
            requireNone(query);
            buckets(open, grant.accessKeyId()).send(request, response, minimumRate);
            return;
        }
        if (all) {
            throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
        if (grant.method() == HttpMethod.PUT && isBucket(grant.path())) {
            throw S3Error.notImplemented("Buckets cannot be created here. This access key opens " + names + ".");
        }
        throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist. This access key opens " + names + ".");
    }

    private static boolean isBucket(String path) {
        return path.indexOf('/', 1) < 0 || path.indexOf('/', 1) == path.length() - 1;
    }

    /** The door does not know since when there is a bucket, and clients want a time. */
    private static Xml buckets(List<DoorBucket> open, String accessKeyId) {
        var xml = new Xml("ListAllMyBucketsResult");
        xml.begin("Owner").element("ID", accessKeyId).element("DisplayName", accessKeyId).end();
        xml.begin("Buckets");
        open.forEach(bucket -> xml.begin("Bucket")
                .element("Name", bucket.name())
                .element("CreationDate", ListAnswer.time(Instant.EPOCH))
                .end());
        return xml.end().end();
    }

    private Xml get(DoorBucket bucket, Map<String, String> query) {
        if (query.keySet().equals(Set.of("location"))) {
            return location();
        }
        if (query.containsKey("uploads")) {
            return new UploadRequests(bucket, minimumRate).list(UploadsQuery.parse(query));
        }
        String type = query.remove(LIST_TYPE);
        if (type == null) {
            return ListRequest.first(query).answer(bucket);
        }
        if (!type.equals("2")) {
            throw new S3Error(400, "InvalidArgument", "list-type can only be 2.");
        }
        return ListRequest.second(query).answer(bucket);
    }

    /** S3 leaves its first region out. */
    private Xml location() {
        return new Xml("LocationConstraint").text(region.equals(DEFAULT_REGION) ? "" : region).end();
    }

    /**
     * The bucket is there, and nobody's but the caller's, which S3 answers with success in its first region. Clients create a bucket in
     * passing before they put a file into it; what they ask for beside that was refused by name.
     */
    private void create(DoorBucket bucket, Request request, Response response) {
        RequestBody.read(request, MAX_CREATE_BYTES, minimumRate);
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.LOCATION, "/" + bucket.name());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }

    private static void requireNone(Map<String, String> query) {
        query.keySet().stream().findFirst().ifPresent(name -> {
            throw S3Error.unknownParameter(name);
        });
    }
}

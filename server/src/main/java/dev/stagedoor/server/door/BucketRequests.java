package dev.stagedoor.server.door;

import dev.stagedoor.server.http.Pace;
import dev.stagedoor.server.http.PacedWriter;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Requests on a bucket (Amazon S3 API reference: HeadBucket, GetBucketLocation, ListObjectsV2, DeleteObjects). */
final class BucketRequests {
    private static final String REGION = "x-amz-bucket-region";
    private static final String DEFAULT_REGION = "us-east-1";

    private final String region;
    private final Pace pace;

    BucketRequests(String region, Pace pace) {
        this.region = region;
        this.pace = pace;
    }

    void tellRegion(Response response) {
        response.getHeaders().put(REGION, region);
    }

    void serve(DoorBucket bucket, Grant grant, Payload payload, Request request, Response response) throws IOException {
        Set<String> parameters = new HashSet<>(grant.query().keySet());
        parameters.remove(SignedRequest.OPERATION_NAME);
        switch (grant.method()) {
            case HEAD -> {
                requireNoParameters(parameters);
                response.setStatus(200);
            }
            case GET -> send(request, response, get(bucket, grant, parameters));
            case POST -> {
                if (!parameters.equals(Set.of("delete")) || !grant.query().get("delete").isEmpty()) {
                    throw unknownOperation();
                }
                send(request, response, new ObjectDeletion(bucket.store(), pace).delete(request, payload));
            }
            case PUT, DELETE -> throw unknownOperation();
        }
    }

    private Xml get(DoorBucket bucket, Grant grant, Set<String> parameters) {
        if (parameters.equals(Set.of("location"))) {
            return location();
        }
        if ("2".equals(grant.query().get("list-type"))) {
            parameters.remove("list-type");
            return ListRequest.parse(grant.query(), parameters).answer(bucket);
        }
        throw unknownOperation();
    }

    /** S3 leaves its first region out. */
    private Xml location() {
        return new Xml("LocationConstraint").text(region.equals(DEFAULT_REGION) ? "" : region).end();
    }

    private void send(Request request, Response response, Xml xml) throws IOException {
        byte[] body = xml.toBytes();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        new PacedWriter(request, response, pace).write(true, ByteBuffer.wrap(body));
    }

    private static void requireNoParameters(Set<String> parameters) {
        if (!parameters.isEmpty()) {
            throw unknownOperation();
        }
    }

    private static S3Error unknownOperation() {
        return S3Error.notImplemented("The method or a query parameter asks for an operation on the bucket that is not supported: HeadBucket,"
                + " GetBucketLocation, ListObjectsV2 and DeleteObjects are.");
    }
}

package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.storage.ObjectKey;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * GetObjectTagging (Amazon S3 API reference): objects have no tags. The AWS CLI asks for them before it copies an object in parts; tags
 * that a client sets are refused by name.
 */
record ObjectTagging(DoorBucket bucket, MinimumRate minimumRate) {
    private static final String TAGGING = "tagging";

    static boolean isAskedFor(Map<String, String> query) {
        return query.containsKey(TAGGING)
                && query.keySet().stream().allMatch(name -> name.equals(TAGGING) || name.equals(ObjectQuery.OPERATION_NAME));
    }

    /** @throws S3Error {@code NoSuchKey} */
    void get(ObjectKey key, Request request, Response response) throws IOException {
        if (bucket.store().stat(key).isEmpty()) {
            throw new S3Error(404, "NoSuchKey", "The specified key does not exist.");
        }
        new Xml("Tagging").begin("TagSet").end().end().send(request, response, minimumRate);
    }
}

package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.ObjectStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;

/** DeleteObjects: many keys in one request, each deleted on its own and answered for. */
final class ObjectDeletion {
    private final ObjectStore store;
    private final MinimumRate minimumRate;

    ObjectDeletion(ObjectStore store, MinimumRate minimumRate) {
        this.store = store;
        this.minimumRate = minimumRate;
    }

    /** @throws S3Error {@code BadDigest}, {@code MalformedXML}; nothing was deleted */
    Xml delete(Request request, Payload payload) {
        List<Checksum> announced = PutHeaders.checksums(request.getHeaders());
        if (announced.isEmpty()) {
            // An unsigned body that nothing vouches for: whoever changes it on the way chooses what is deleted.
            throw S3Error.invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        byte[] body = SignedRequest.readBody(request, payload, DeleteRequest.MAX_BYTES, minimumRate);
        DeleteRequest wanted = DeleteRequest.parse(body);
        return answer(wanted, store.delete(wanted.keys()));
    }

    private static Xml answer(DeleteRequest wanted, DeleteReport report) {
        var xml = new Xml("DeleteResult");
        Set<String> failed = report.failures().stream().map(DeleteReport.Failure::key).collect(Collectors.toSet());
        if (!wanted.quiet()) {
            wanted.keys().stream()
                    .filter(key -> !failed.contains(key))
                    .forEach(key -> xml.begin("Deleted").element("Key", key).end());
        }
        report.failures().forEach(failure -> xml.begin("Error")
                .element("Key", failure.key())
                .element("Code", "InternalError")
                .element("Message", failure.reason())
                .end());
        return xml.end();
    }
}

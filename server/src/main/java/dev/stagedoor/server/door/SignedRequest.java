package dev.stagedoor.server.door;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.Grant;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.ObjectAttributes;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What every request signed in its header must keep to, whatever it asks for. */
final class SignedRequest {
    /** The name of the operation, which some SDKs add to the query; it means nothing. */
    static final String OPERATION_NAME = "x-id";

    /**
     * The {@code x-amz-} headers that are obeyed, or change nothing. Any other asks for something (encryption, a tag, an access list, another
     * checksum) that the client would believe done.
     */
    private static final Set<String> UNDERSTOOD = Set.of(
            "x-amz-date",
            "x-amz-content-sha256",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-sha1",
            "x-amz-checksum-sha256",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-checksum-mode",
            "x-amz-user-agent",
            "x-amz-te",
            // Refused with sentences of their own.
            "x-amz-copy-source",
            "x-amz-trailer");

    private SignedRequest() {}

    /** @throws S3Error before the body is read */
    static void check(Request request, Grant grant, Payload payload) {
        for (HttpField header : request.getHeaders()) {
            String name = header.getLowerCaseName();
            if (name.startsWith("x-amz-") && !UNDERSTOOD.contains(name) && !name.startsWith(ObjectAttributes.USER_PREFIX)) {
                throw S3Error.notImplemented("The header " + name + " is not supported.");
            }
        }
        if (grant.method() == HttpMethod.PUT || grant.method() == HttpMethod.POST) {
            return;
        }
        if (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            throw S3Error.invalidRequest("A " + grant.method() + " request has no body.");
        }
        switch (payload) {
            case Payload.Unsigned _ -> {}
            case Payload.Sha256 digest -> {
                if (!digest.equals(Payload.Sha256.EMPTY)) {
                    throw digestDiffers();
                }
            }
        }
    }

    static S3Error digestDiffers() {
        return new S3Error(
                400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
}

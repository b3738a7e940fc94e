package dev.stagedoor.server.door;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.RequestGrant;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What every request signed in its header must keep to, whatever it asks for. */
final class SignedRequest {
    private SignedRequest() {}

    /** @throws S3Error before the body is read */
    static void check(Request request, RequestGrant grant, Payload payload) {
        AmazonHeaders.check(request.getHeaders());
        if (grant.method() == HttpMethod.PUT) {
            return;
        }
        if (grant.method() == HttpMethod.POST) {
            refuseChunks(grant, payload);
            return;
        }
        if (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            throw S3Error.invalidRequest("A " + grant.method() + " request has no body.");
        }
        switch (payload) {
            case Payload.Unsigned _ -> {}
            case Payload.SignedChunks _, Payload.UnsignedChunks _ -> refuseChunks(grant, payload);
            case Payload.Sha256 digest -> {
                if (!digest.equals(Payload.Sha256.EMPTY)) {
                    throw digestDiffers();
                }
            }
        }
    }

    private static void refuseChunks(RequestGrant grant, Payload payload) {
        if (payload instanceof Payload.SignedChunks || payload instanceof Payload.UnsignedChunks) {
            throw S3Error.invalidRequest("The body of a " + grant.method() + " request cannot come in chunks (STREAMING-…).");
        }
    }

    static S3Error digestDiffers() {
        return new S3Error(
                400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
}

package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.RequestBody;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import java.security.MessageDigest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What every request signed in its header must keep to, whatever it asks for. */
final class SignedRequest {
    private SignedRequest() {}

    /** @throws S3Error before the body is read */
    static void check(Request request, RequestGrant grant, Payload payload) {
        AmazonHeaders.check(request.getHeaders(), MultipartQuery.isOne(grant.method(), grant.query()));
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

    /**
     * The whole body of a request that asks for something, held to what the headers announce of it.
     *
     * @throws S3Error {@code EntityTooLarge}, {@code BadDigest}
     */
    static byte[] readBody(Request request, Payload payload, int maxBytes, MinimumRate minimumRate) {
        if (request.getLength() > maxBytes) {
            throw new S3Error(413, "EntityTooLarge", "The body of this request may have at most " + maxBytes + " bytes.");
        }
        byte[] body = RequestBody.read(request, maxBytes, minimumRate);
        for (Checksum checksum : PutHeaders.checksums(request.getHeaders())) {
            Digester digester = Digester.of(checksum.algorithm());
            digester.update(body, body.length);
            if (!MessageDigest.isEqual(checksum.digest(), digester.digest())) {
                boolean signed = payload instanceof Payload.Sha256 && checksum.algorithm() == Checksum.Algorithm.SHA256;
                throw signed
                        ? digestDiffers()
                        : new S3Error(400, "BadDigest", "The " + checksum.algorithm() + " you specified did not match what we received.");
            }
        }
        return body;
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

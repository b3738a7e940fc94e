package dev.stagedoor.server.door;

import dev.stagedoor.server.http.UnreadBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Errors as XML (Amazon S3 API reference, "REST error responses"); without a body when the method is HEAD. */
final class S3ErrorAnswers {
    private static final int MAX_RESOURCE_CHARS = 4096;

    private S3ErrorAnswers() {}

    static void refuse(Request request, Response response, Callback callback, String requestId, S3Error error) {
        byte[] body = xml(error, request.getHttpURI().getPath(), requestId).getBytes(StandardCharsets.UTF_8);
        response.setStatus(error.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        UnreadBody.expectDrain(request, response);
        Callback drained = UnreadBody.drained(request, callback);
        if (request.getMethod().equals("HEAD")) {
            response.write(true, null, drained);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), drained);
    }

    private static String xml(S3Error error, String rawPath, String requestId) {
        String resource = rawPath.length() <= MAX_RESOURCE_CHARS ? rawPath : rawPath.substring(0, MAX_RESOURCE_CHARS);
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>%s</Message><Resource>%s</Resource><RequestId>%s</RequestId></Error>
                """
                .formatted(error.code(), escape(error.getMessage()), escape(resource), requestId);
    }

    private static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        Xml.escape(text, escaped);
        return escaped.toString();
    }
}

package dev.stagedoor.server.upload;

import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedInputStream;
import dev.stagedoor.server.http.SlowClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The body of a request as a form (RFC 7578), read part by part as it comes. */
public final class UploadForm {
    private static final int MAX_PART_HEADER_BYTES = 8 << 10;
    private static final int BUFFER_BYTES = 128 << 10;

    private final Request request;
    private final byte[] boundary;
    private final MinimumRate minimumRate;

    private UploadForm(Request request, byte[] boundary, MinimumRate minimumRate) {
        this.request = request;
        this.boundary = boundary;
        this.minimumRate = minimumRate;
    }

    /** Takes one part. */
    @FunctionalInterface
    public interface PartReceiver {
        /** @param content to be closed only when it has been read: closing reads the rest, however long, of what was refused */
        void receive(PartHeaders headers, InputStream content) throws IOException;
    }

    /** @throws HttpRefusal 400 when the request does not announce a form; its body is not looked at */
    public static UploadForm of(Request request, MinimumRate minimumRate) {
        return new UploadForm(request, FormBoundary.of(request.getHeaders().get(HttpHeader.CONTENT_TYPE)), minimumRate);
    }

    /**
     * Gives each part to the receiver, which reads it to its end.
     *
     * @throws HttpRefusal 400 when the body is no form, breaks off, holds no part or more than {@code maxParts}; 408 when the client is too
     *     slow; and what the receiver throws
     */
    public void read(int maxParts, PartReceiver receiver) {
        int parts = 0;
        try {
            MultipartInput form = MultipartInput.builder()
                    .setInputStream(new PacedInputStream(request, minimumRate))
                    .setBufferSize(BUFFER_BYTES)
                    .setBoundary(boundary)
                    .setMaxPartHeaderSize(MAX_PART_HEADER_BYTES)
                    .get();
            form.setHeaderCharset(StandardCharsets.UTF_8);
            boolean more = form.skipPreamble();
            while (more) {
                if (parts == maxParts) {
                    throw HttpRefusal.badRequest("a form may hold " + maxParts + (maxParts == 1 ? " file" : " files"));
                }
                PartHeaders headers = PartHeaders.parse(form.readHeaders());
                receiver.receive(headers, form.newInputStream());
                parts++;
                more = form.readBoundary();
            }
        } catch (SlowClientException e) {
            throw new HttpRefusal(408, 408, e.getMessage());
        } catch (FileUploadException e) {
            throw HttpRefusal.badRequest("the body is not a form as its Content-Type announces");
        } catch (IOException e) {
            throw HttpRefusal.badRequest("the form broke off, or is not as its Content-Type announces");
        }
        if (parts == 0) {
            throw HttpRefusal.badRequest("the form holds no file");
        }
    }
}

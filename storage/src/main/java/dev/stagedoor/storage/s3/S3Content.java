package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ObjectPart;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An answer to GET that is being read. Where the connection breaks, the rest is asked for again, but only of the very object that was
 * opened ({@code If-Match}): bytes of two versions are never mixed.
 */
final class S3Content implements ObjectPart.Content {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Asks for the rest. */
    interface Resume {
        /** @throws dev.stagedoor.errors.StagedoorException when it cannot be had, or the object is another by now */
        ResponseInputStream<GetObjectResponse> from(long offset) throws IOException;
    }

    private final S3Errors errors;
    private final ObjectPart part;
    private final Resume resume;
    private ResponseInputStream<GetObjectResponse> stream;
    private long sent;

    S3Content(S3Errors errors, ObjectPart part, ResponseInputStream<GetObjectResponse> stream, Resume resume) {
        this.errors = errors;
        this.part = part;
        this.stream = stream;
        this.resume = resume;
    }

    @Override
    public ObjectPart part() {
        return part;
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        byte[] buffer = new byte[(int) Math.clamp(part.length(), 1, BUFFER_BYTES)];
        int resumes = 0;
        while (sent < part.length()) {
            int read;
            try {
                read = read(stream, buffer, (int) Math.min(buffer.length, part.length() - sent));
            } catch (IOException e) {
                if (++resumes > S3Limits.MAX_RESUMES) {
                    StorageException broken = errors.brokenOff(S3Download.OPERATION, e);
                    throw new IOException(broken.getMessage(), broken);
                }
                stream.abort();
                stream = resume.from(part.offset() + sent);
                continue;
            }
            out.write(ByteBuffer.wrap(buffer, 0, read));
            sent += read;
        }
    }

    private static int read(InputStream stream, byte[] buffer, int wanted) throws IOException {
        int read = stream.read(buffer, 0, wanted);
        if (read < 0) {
            throw new IOException("the store ended the object before its end");
        }
        return read;
    }

    /** Reading a long rest only to use its connection again would take longer than a new one. */
    @Override
    public void close() {
        if (sent < part.length()) {
            stream.abort();
            return;
        }
        try {
            stream.close();
        } catch (IOException e) {
            stream.abort();
        }
    }
}

package dev.stagedoor.storage.http;

import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A part of a file, read from one answer as it comes. */
final class WebContent implements ObjectContent {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ObjectSummary summary;
    private final WebAnswer answer;
    private final long skipped;
    private final long offset;
    private final long length;

    /** @param skipped bytes of the answer before the part */
    WebContent(ObjectSummary summary, WebAnswer answer, long skipped, long offset, long length) {
        this.summary = summary;
        this.answer = answer;
        this.skipped = skipped;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public ObjectSummary summary() {
        return summary;
    }

    @Override
    public ObjectAttributes attributes() {
        return answer.attributes();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        answer.body().skipNBytes(skipped);
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = length;
        while (left > 0) {
            int count = answer.body().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("the answer broke off; " + left + " bytes are missing");
            }
            left -= count;
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}

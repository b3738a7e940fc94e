package dev.stagedoor.storage.http;

import dev.stagedoor.storage.ObjectPart;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A part of a file, read from one answer as it comes. */
final class WebContent implements ObjectPart.Content {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ObjectPart part;
    private final WebAnswer answer;
    private final long skipped;

    /** @param skipped bytes of the answer before the part */
    WebContent(ObjectPart part, WebAnswer answer, long skipped) {
        this.part = part;
        this.answer = answer;
        this.skipped = skipped;
    }

    @Override
    public ObjectPart part() {
        return part;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        answer.body().skipNBytes(skipped);
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = part.length();
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

package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that came with the row of the index. */
record InlineContent(ObjectPart part, byte[] object) implements ObjectPart.Content {
    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        out.write(ByteBuffer.wrap(object, (int) part.offset(), (int) part.length()));
    }

    @Override
    public void close() {
        // nothing is held
    }
}

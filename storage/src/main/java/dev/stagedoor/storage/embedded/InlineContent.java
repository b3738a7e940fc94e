package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that came with the row of the index. */
record InlineContent(ObjectSummary summary, ObjectAttributes attributes, byte[] object, Extent extent) implements ObjectContent {
    @Override
    public long offset() {
        return extent.offset();
    }

    @Override
    public long length() {
        return extent.length();
    }

    @Override
    public void transferTo(WritableByteChannel out) throws IOException {
        out.write(ByteBuffer.wrap(object, (int) extent.offset(), (int) extent.length()));
    }

    @Override
    public void close() {
        // nothing is held
    }
}

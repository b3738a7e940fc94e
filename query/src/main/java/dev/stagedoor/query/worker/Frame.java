package dev.stagedoor.query.worker;

import java.nio.ByteBuffer;

/** One message of the protocol between server and worker. */
record Frame(FrameKind kind, byte[] body) {
    ByteBuffer in() {
        return ByteBuffer.wrap(body);
    }

    /** Without the body, which is a user's. */
    @Override
    public String toString() {
        return kind + ", " + body.length + " bytes";
    }
}

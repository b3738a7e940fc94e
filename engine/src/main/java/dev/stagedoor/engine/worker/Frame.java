package dev.stagedoor.engine.worker;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;

/** One message of the protocol between server and worker. */
record Frame(FrameKind kind, byte[] body) {
    DataInputStream in() {
        return new DataInputStream(new ByteArrayInputStream(body));
    }

    /** Without the body, which is a user's. */
    @Override
    public String toString() {
        return kind + ", " + body.length + " bytes";
    }
}

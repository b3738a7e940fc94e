package dev.stagedoor.server.door;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an upload, cut off where the terms of its URL end: at a byte too many, announced or not, and at its end when the URL was revoked
 * meanwhile. What it throws passes through the store, which then keeps nothing.
 */
final class TermedBody extends InputStream {
    private final InputStream body;
    private final UrlUse use;
    private final Visit visit;
    private long bytes;

    TermedBody(InputStream body, UrlUse use, Visit visit) {
        this.body = body;
        this.use = use;
        this.visit = visit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = body.read(buffer, offset, length);
        if (count < 0) {
            use.refuseWhenRevoked();
            return count;
        }
        visit.moved(count);
        bytes += count;
        use.refuseBeyondSize(bytes);
        return count;
    }
}

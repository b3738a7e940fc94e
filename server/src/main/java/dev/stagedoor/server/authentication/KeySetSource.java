package dev.stagedoor.server.authentication;

import java.io.IOException;

/** Where the text of a JSON Web Key Set comes from. {@code toString} names it. */
interface KeySetSource {
    /** Larger is no set of keys. */
    int MAX_BYTES = 256 << 10;

    /** Differs when the text may differ from what was read before; cheap. */
    String version();

    /** @throws IOException when it cannot be read, or is too large */
    String read() throws IOException;
}

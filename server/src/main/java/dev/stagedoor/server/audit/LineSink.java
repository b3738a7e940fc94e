package dev.stagedoor.server.audit;

import java.io.IOException;

/** Takes lines in order, from one thread at a time. */
interface LineSink extends AutoCloseable {
    /**
     * Hands a line, with its line feed, to the operating system before it returns: the end of this process does not lose it, a power
     * failure may.
     */
    void write(byte[] bytes, int length) throws IOException;

    @Override
    void close() throws IOException;
}

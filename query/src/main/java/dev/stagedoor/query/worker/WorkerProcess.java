package dev.stagedoor.query.worker;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** A worker, as whoever started it sees it. Safe for use by many threads. */
public interface WorkerProcess {
    /** A connection of its own for one query. */
    SocketChannel connect() throws IOException;

    boolean isAlive();

    /** Memory that is its alone or shared, in bytes, as the operating system counts it; 0 where that is not told. */
    long residentBytes();

    /** Ends it at once, whatever it does. */
    void kill();

    /** Waits, for a bounded time, until it has ended and left nothing behind. */
    void awaitEnd();

    /** How it ended, for the log: {@code exit code 137}. */
    String ending();

    /** Starts workers. */
    @FunctionalInterface
    interface Launcher {
        /** Returns when the worker can be connected to. */
        WorkerProcess launch() throws IOException;
    }
}

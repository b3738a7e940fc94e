package dev.stagedoor.client.transfer;

/** Told of bytes as they move. What a failed try has moved is taken back: it is sent again. */
interface MovedBytes {
    /** @param bytes negative for what is taken back */
    void moved(long bytes);
}

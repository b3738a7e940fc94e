package dev.stagedoor.client.transfer;

/**
 * A file on its way.
 *
 * @param from where it comes from, as its user would write it
 * @param to where it goes
 * @param bytes its size
 */
public record FileMove(String from, String to, long bytes) {}

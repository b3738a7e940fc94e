package dev.stagedoor.storage;

import java.io.InputStream;
import java.util.OptionalLong;

/**
 * Bytes on their way into a store.
 *
 * @param content read once, by one thread, never closed by the store
 * @param length the announced length in bytes; a body that ends sooner or goes on longer is refused
 */
public record ObjectBody(InputStream content, OptionalLong length) {}

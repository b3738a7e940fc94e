package dev.stagedoor.storage;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Objects by key: what every store behind a stage must do. Safe for use by many threads. Every method throws {@link StorageException}
 * when the store refuses or fails, and {@link StorageException#retryable} says whether trying again can help.
 *
 * <p>An object is visible whole or not at all. What {@link #put} returned is durable as far as the store can make it so.
 */
public interface ObjectStore extends AutoCloseable {
    /** Fixed for the life of the store. */
    Set<Capability> capabilities();

    /**
     * Signs one request on one key. Touches no object; does not check that the key exists. Embedded: neither network nor disk. Whoever
     * holds the request is bound to every one of {@link PresignTerms#terms}.
     *
     * @throws StorageException {@code UNSUPPORTED} when this store cannot presign that method, or cannot bind the request to one of its
     *     terms ({@link PresignTerms#requireBoundBy})
     */
    PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms);

    /** What the store knows of an object, or empty when there is none. */
    Optional<ObjectSummary> stat(ObjectKey key);

    /**
     * Every object whose key begins with {@code prefix} and sorts after {@code startAfter} (which need not exist; the empty string for
     * all).
     */
    ObjectListing list(KeyPrefix prefix, String startAfter);

    /**
     * Opens an object, or a part of it.
     *
     * @throws StorageException {@code NOT_FOUND}; {@code INVALID_RANGE} when the range has no byte in common with the object;
     *     {@code DAMAGED}
     */
    ObjectContent open(ObjectKey key, ByteRange range);

    /**
     * Puts an object, replacing any before it in one step. Returns only when the object is durable. When this throws, the key is as it
     * was before and no byte of the body is kept.
     *
     * @throws StorageException {@code UNSUPPORTED} when there are attributes it cannot keep ({@link ObjectAttributes#requireKeptBy});
     *     {@code PRECONDITION_FAILED}, {@code BAD_DIGEST}, {@code INCOMPLETE_BODY}, {@code ENTITY_TOO_LARGE},
     *     {@code INSUFFICIENT_STORAGE}
     */
    ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions);

    /**
     * Puts a file of this machine, as {@link #put} does its bytes. A store that keeps files here may make it its own instead of copying it.
     *
     * @param file nobody writes to it any more; it keeps its name, which the caller deletes afterwards
     */
    default ObjectSummary putFile(ObjectKey key, Path file, PutConditions conditions) {
        try (InputStream content = Files.newInputStream(file)) {
            return put(key, new ObjectBody(content, OptionalLong.of(Files.size(file))), conditions);
        } catch (IOException e) {
            throw new UncheckedIOException("a file that is to be put cannot be read", e);
        }
    }

    /**
     * Deletes keys, each on its own: some may fail while others succeed. Keys that do not exist count as deleted.
     *
     * @param keys as {@link ObjectSummary#key} gave them, any number
     */
    DeleteReport delete(Collection<String> keys);

    /** Uploads in parts; empty where the store has none, or none that a client could be given URLs for. */
    default Optional<MultipartUploads> multipartUploads() {
        return Optional.empty();
    }

    /** What gives its objects as files of this machine; empty when they are elsewhere. */
    default Optional<LocalFiles> localFiles() {
        return Optional.empty();
    }

    /** Gives back files, connections and threads. Operations under way may fail with {@code UNAVAILABLE}. */
    @Override
    void close();
}

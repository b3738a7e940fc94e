package dev.stagedoor.storage;

import java.util.List;
import java.util.Optional;

/**
 * What must hold for a put to happen, and what to keep beside the bytes.
 *
 * @param onlyIfAbsent refuse with {@link StorageException.Kind#PRECONDITION_FAILED} when the key exists at the moment of the commit
 * @param checksums each is compared with the bytes received; a difference is {@link StorageException.Kind#BAD_DIGEST}
 * @param attributes kept and given back, or refused ({@link ObjectAttributes#requireKeptBy})
 */
public record PutConditions(boolean onlyIfAbsent, List<Checksum> checksums, ObjectAttributes attributes) {
    public static final PutConditions NONE = new PutConditions(false, List.of(), ObjectAttributes.NONE);

    /** With a content type, if there is one, and no other attribute. */
    public PutConditions(boolean onlyIfAbsent, List<Checksum> checksums, Optional<String> contentType) {
        this(onlyIfAbsent, checksums, ObjectAttributes.ofType(contentType));
    }

    public PutConditions {
        checksums = List.copyOf(checksums);
    }
}

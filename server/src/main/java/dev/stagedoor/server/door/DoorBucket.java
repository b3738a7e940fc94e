package dev.stagedoor.server.door;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.storage.ObjectStore;
import java.util.Optional;

/**
 * A store that the door opens to.
 *
 * @param name the first segment of every path to it
 * @param store what the rest of the path is a key of; not closed by the door
 * @param s3Access who may use it as a bucket of S3 besides: list, read, write and delete everything in it, and presign for it. It reaches
 *     no other bucket
 */
public record DoorBucket(String name, ObjectStore store, Optional<S3Credential> s3Access) {
    /** Whether a path, as it came, is one of this bucket's. Without S3 access only its objects have paths. */
    boolean owns(String rawPath) {
        int length = name.length();
        if (!rawPath.startsWith(name, 1)) {
            return false;
        }
        return rawPath.length() == length + 1 ? s3Access.isPresent() : rawPath.charAt(length + 1) == '/';
    }
}

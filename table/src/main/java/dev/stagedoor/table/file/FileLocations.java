package dev.stagedoor.table.file;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import java.util.Optional;

/**
 * How objects are named in the files of tables: by a URI that other engines open too. A key is a part of it as it is; nothing is encoded.
 *
 * @param root what the keys begin with; empty, or ends in {@code /}
 * @param uri of the root; ends in {@code /}
 */
public record FileLocations(String root, String uri) {
    public FileLocations {
        if (!uri.endsWith("/") || !root.isEmpty() && !root.endsWith("/")) {
            throw new IllegalArgumentException("the root and its URI must end in '/', not " + root + " and " + uri);
        }
    }

    /** The URI of an object below the root. */
    public String location(ObjectKey key) {
        if (!key.value().startsWith(root)) {
            throw new IllegalArgumentException("the key does not begin with " + root);
        }
        return uri + key.value().substring(root.length());
    }

    /** The object of a URI; empty when it is none below the root. */
    public Optional<ObjectKey> key(String location) {
        if (!location.startsWith(uri)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectKey(root + location.substring(uri.length())));
        } catch (StagedoorException e) {
            return Optional.empty(); // no legal key, hence none of ours
        }
    }
}

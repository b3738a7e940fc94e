package dev.stagedoor.storage.fs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Which keys a listing wants.
 *
 * @param startAfter any text; the empty one for all
 */
record WantedKeys(String prefix, String startAfter) {
    boolean holdsFile(String key) {
        return key.startsWith(prefix) && compare(key, startAfter) > 0;
    }

    /** Whether a directory may hold a key that is wanted. */
    boolean reaches(String directory) {
        boolean prefixed = directory.startsWith(prefix) || prefix.startsWith(directory);
        return prefixed && (compare(directory, startAfter) > 0 || startAfter.startsWith(directory));
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}

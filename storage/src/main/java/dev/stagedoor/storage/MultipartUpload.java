package dev.stagedoor.storage;

/**
 * An upload in parts, by the names that its store knows it by.
 *
 * @param id the store's own: printable ASCII, 1 to {@value #MAX_ID_CHARACTERS} characters, and nothing of it means anything here
 */
public record MultipartUpload(ObjectKey key, String id) {
    /** Amazon's are 128 characters or so; the door takes no longer ones. */
    public static final int MAX_ID_CHARACTERS = 1024;

    public MultipartUpload {
        if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the id of an upload has 1 to " + MAX_ID_CHARACTERS + " printable characters of ASCII");
        }
    }
}

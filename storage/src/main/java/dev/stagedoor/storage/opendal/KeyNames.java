package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;

/**
 * Which keys OpenDAL can name exactly, and the path by which it does. It trims white space at both ends of a path, drops leading
 * {@code /} and folds {@code //} ({@code normalize_path} of OpenDAL's core). A {@code /} set before the key keeps white space there; white
 * space at the end cannot be kept, and {@code //} cannot either.
 *
 * @param store as errors name it
 * @param base what every key begins with and OpenDAL must not see: it is part of the operator's own root. Empty, or ends in {@code /}
 * @param alphabet of which characters the store's keys may consist
 */
record KeyNames(String store, String base, KeyAlphabet alphabet) {
    /**
     * The path of an object.
     *
     * @throws StorageException {@code UNSUPPORTED} when this would be the path of another key
     */
    String path(String key) {
        if (key.isEmpty() || key.startsWith("/") || key.endsWith("/") || key.contains("//")) {
            throw refused("holds an empty segment");
        }
        if (isTrimmed(key.codePointBefore(key.length()))) {
            throw refused("ends in white space");
        }
        if (!key.startsWith(base) || key.length() == base.length()) {
            throw refused("lies outside '" + base + "'");
        }
        checkWritable(key);
        return '/' + key.substring(base.length());
    }

    /** Refuses a key which the store would change, or, once there, could not list any more. */
    void checkWritable(String key) {
        if (key.codePoints().anyMatch(alphabet::lacks)) {
            throw refused("holds a character that it does not keep or cannot list");
        }
    }

    /**
     * The longest beginning of a directory's key or a prefix that OpenDAL can list: what is below it is more, never less. It ends before an
     * empty segment, before a character that the store has no name with, and before what looks like an escape ({@code %20}), which OpenDAL
     * decodes once too often when it signs a prefix for Azure.
     */
    String listable(String directoryOrPrefix) {
        String text = directoryOrPrefix;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            boolean empty = text.charAt(i) == '/' && (i == 0 || text.charAt(i - 1) == '/');
            boolean escape = text.charAt(i) == '%' && i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2));
            if (empty || escape || alphabet.lacks(text.codePointAt(i))) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    /** The path that lists a {@link #listable} text. */
    String listPath(String listable) {
        return '/' + (listable.startsWith(base) ? listable.substring(base.length()) : "");
    }

    /** The key of what OpenDAL listed. */
    String key(String path) {
        return base + path;
    }

    /** The {@code White_Space} of Unicode, which Rust's {@code str::trim} takes away. */
    private static boolean isTrimmed(int point) {
        return point >= 0x09 && point <= 0x0D
                || point == 0x85
                || point == 0xA0
                || Character.isSpaceChar(point);
    }

    private StorageException refused(String why) {
        return new StorageException(Kind.UNSUPPORTED, store + ": this store cannot take a key that " + why);
    }
}

package dev.stagedoor.e2e.crash;

import java.util.Locale;

/**
 * A key the load writes to.
 *
 * @param stage its stage
 * @param path inside the stage; no path is the beginning of another, since REMOVE goes by prefix
 */
record FileKey(String stage, String path, Size size) {
    /** How large the versions of a key are, in bytes. */
    enum Size {
        /** Small enough to be kept beside the index. */
        SMALL(Content.VERSION_BYTES, 2_000),
        MEDIUM(40_000, 400_000),
        LARGE(2_000_000, 8_000_000);

        final int least;
        final int most;

        Size(int least, int most) {
            this.least = least;
            this.most = most;
        }
    }

    static FileKey of(String stage, Size size, int number) {
        return new FileKey(stage, directory(size) + "k" + number + ".bin", size);
    }

    /** Holds all keys of a size and nothing else. */
    static String directory(Size size) {
        return size.name().toLowerCase(Locale.ROOT) + "/";
    }
}

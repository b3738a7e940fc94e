package dev.stagedoor.e2e.crash;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The content of a key at a version: made again whenever it is to be compared, so that nothing has to be kept. */
final class Content {
    /** Every content begins with its version, in this many bytes. */
    static final int VERSION_BYTES = Long.BYTES;

    private Content() {}

    /** The bytes of this version of this key. */
    static byte[] of(FileKey key, long version) {
        SplittableRandom random = new SplittableRandom(version * 0x9E3779B97F4A7C15L ^ key.path().hashCode());
        byte[] content = new byte[random.nextInt(key.size().least, key.size().most)];
        random.nextBytes(content);
        ByteBuffer.wrap(content).putLong(version);
        return content;
    }

    /** The version these bytes claim to be; 0, which no content has, when they are too short to say. */
    static long version(byte[] content) {
        return content.length < VERSION_BYTES ? 0 : ByteBuffer.wrap(content).getLong();
    }
}

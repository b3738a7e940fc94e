package dev.stagedoor.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A file of the load history in 24 bytes: 16 of the SHA-256 of its location, 8 of that of its version. Nobody can give a file a name that
 * is taken for another's. Holds the hash that was computed last, so that a million need no objects. For one thread.
 */
final class FileHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Begins the version of a file that has an ETag, and of one that has none: no ETag looks like a size and a time. */
    private static final byte WITH_ETAG = 1;

    private static final byte WITHOUT_ETAG = 0;

    private final MessageDigest digest;
    private final byte[] hash = new byte[32];
    private final byte[] sizeAndTime = new byte[2 * Long.BYTES];
    long location1;
    long location2;
    long version;

    FileHash() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void compute(LoadSource file) {
        byte[] location = file.location().getBytes(StandardCharsets.UTF_8);
        byte[] etag = file.etag().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        compute(location, location.length, etag, etag == null ? 0 : etag.length, file.size(), file.lastModified().toEpochMilli());
    }

    /** @param location and etag in UTF-8, each as far as its length */
    void compute(byte[] location, int locationLength, byte @Nullable [] etag, int etagLength, long size, long lastModifiedMillis) {
        digest.update(location, 0, locationLength);
        finish();
        location1 = (long) LONGS.get(hash, 0);
        location2 = (long) LONGS.get(hash, Long.BYTES);
        if (etag != null) {
            digest.update(WITH_ETAG);
            digest.update(etag, 0, etagLength);
        } else {
            LONGS.set(sizeAndTime, 0, size);
            LONGS.set(sizeAndTime, Long.BYTES, lastModifiedMillis);
            digest.update(WITHOUT_ETAG);
            digest.update(sizeAndTime);
        }
        finish();
        version = (long) LONGS.get(hash, 0);
    }

    private void finish() {
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a digest did not fit into the bytes it takes", e);
        }
    }
}

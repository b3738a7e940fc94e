package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;

/**
 * A file of this machine as it was when it was found.
 *
 * @param relative its path below the directory that is uploaded, with slashes
 */
record SourceFile(Path path, String relative, long size, FileTime modified) {
    private static final int SAMPLES = 16;
    private static final int SAMPLE_BYTES = 64 << 10;
    private static final int BLOCK_BYTES = 128 << 10;

    static SourceFile of(Path path, String relative) throws LocalFailure {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new SourceFile(path, relative, attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
    }

    FileChannel open() throws LocalFailure {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
    }

    /** @throws LocalFailure when the file is not as it was any more */
    void requireUnchanged() throws LocalFailure {
        SourceFile now = of(path, relative);
        if (now.size() != size || !now.modified().equals(modified)) {
            throw new LocalFailure("it changed while it was sent; put it again");
        }
    }

    /**
     * What an upload of this file is recognized by when it goes on: size, time, and the digest of samples from its beginning to its end.
     */
    String fingerprint(FileChannel file) throws LocalFailure {
        MessageDigest digest = Digests.sha256();
        ByteBuffer sample = ByteBuffer.allocate(SAMPLE_BYTES);
        long last = Math.max(0, size - SAMPLE_BYTES);
        try {
            for (int i = 0; i < SAMPLES; i++) {
                sample.clear();
                read(file, sample, last / (SAMPLES - 1) * i + (i == SAMPLES - 1 ? last % (SAMPLES - 1) : 0));
                digest.update(sample.flip());
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
        return "stagedoor put: size " + size + ", modified " + modified.toMillis() + ", samples " + Digests.hex(digest.digest());
    }

    /** The SHA-256 of all of it, in hexadecimal. */
    String sha256(FileChannel file) throws LocalFailure {
        return Digests.hex(digest(file, 0, size, Digests.sha256()));
    }

    /** The ETag that S3 gives a file in parts, without its quotes: the MD5 of the parts' MD5s, and how many there are. */
    String etagInParts(FileChannel file, long partSize) throws LocalFailure {
        MessageDigest whole = Digests.md5();
        long parts = 0;
        for (long at = 0; at < size; at += partSize) {
            whole.update(digest(file, at, Math.min(partSize, size - at), Digests.md5()));
            parts++;
        }
        return Digests.hex(whole.digest()) + "-" + parts;
    }

    private static byte[] digest(FileChannel file, long offset, long length, MessageDigest digest) throws LocalFailure {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try {
            for (long at = 0; at < length; at += block.limit()) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, length - at));
                read(file, block, offset + at);
                if (block.hasRemaining()) {
                    throw new LocalFailure("it changed while it was read; put it again");
                }
                digest.update(block.flip());
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
        return digest.digest();
    }

    private static void read(FileChannel file, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = file.read(into, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    /** What a name in a local file system is in a stage. */
    static String slashed(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }
}

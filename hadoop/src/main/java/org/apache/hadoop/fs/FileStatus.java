package org.apache.hadoop.fs;

/** What a {@link FileSystem} knows of a file. */
public class FileStatus {
    private final long length;
    private final long modified;
    private final Path path;

    public FileStatus(long length, boolean directory, int replication, long blockSize, long modified, Path path) {
        this.length = length;
        this.modified = modified;
        this.path = path;
    }

    /** In bytes. */
    public long getLen() {
        return length;
    }

    /** In milliseconds since 1970. */
    public long getModificationTime() {
        return modified;
    }

    public Path getPath() {
        return path;
    }
}

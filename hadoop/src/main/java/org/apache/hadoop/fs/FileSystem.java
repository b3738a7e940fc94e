package org.apache.hadoop.fs;

import java.io.IOException;

/** Files that ORC reads and writes. */
public abstract class FileSystem {
    public abstract FSDataInputStream open(Path path) throws IOException;

    public abstract FileStatus getFileStatus(Path path) throws IOException;

    /** @throws IOException unless a subclass writes */
    public FSDataOutputStream create(Path path, boolean overwrite, int bufferSize, short replication, long blockSize) throws IOException {
        throw new IOException("nothing is written here");
    }

    public boolean exists(Path path) throws IOException {
        return false;
    }

    public short getDefaultReplication(Path path) {
        return 1;
    }
}

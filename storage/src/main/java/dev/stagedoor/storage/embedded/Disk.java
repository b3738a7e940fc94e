package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Everything the store asks of the file system for its blobs, so that a test can make each step fail or wait. */
interface Disk {
    /** Creates a file that must not exist, for writing. */
    FileChannel create(Path file) throws IOException;

    /** Opens a file for reading. */
    FileChannel open(Path file) throws IOException;

    /** Writes the whole buffer at the channel's position. */
    void write(FileChannel channel, ByteBuffer bytes) throws IOException;

    /** Returns when the file's bytes, and what is needed to read them, are on the disk. */
    void force(FileChannel channel) throws IOException;

    /** Creates the directory unless it exists. */
    void createDirectory(Path directory) throws IOException;

    /** Returns when the directory's entries are on the disk. */
    void forceDirectory(Path directory) throws IOException;

    /** Gives a file a second name, which must not exist. */
    void link(Path file, Path name) throws IOException;

    /** Deletes a file or an empty directory, if it exists. */
    void delete(Path path) throws IOException;

    /** The entries of a directory, in no order; empty when there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /** Bytes that can still be written where {@code path} is. */
    long usableBytes(Path path) throws IOException;
}
